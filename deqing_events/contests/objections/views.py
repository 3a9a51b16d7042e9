"""Objecting on the phone, and following an objection by its receipt. What was written is never shown back."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.contests.history import Change
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.notices.showing import title_of
from deqing_events.contests.objections import queries
from deqing_events.contests.objections.forms import ObjectForm, ReceiptForm
from deqing_events.contests.objections.sending import sent
from deqing_events.domain.objections import STATE_WORDS, receipt_of, spoken
from deqing_events.web import access, clock

blueprint = Blueprint("objections", __name__, url_prefix="/notices")

FILING = throttling.Limit("objection-file", most=10, seconds=3600)
FINDING = throttling.Limit("objection-find", most=20, seconds=600)
TOO_FAST = "试得太快了，请过一会儿再来。填的内容还在。"
UNKNOWN = "没有这个回执号，请对照提交后那一页再看一遍。"


@blueprint.route("/<int:notice_id>/objection", methods=["GET", "POST"])
@access.public
def new(notice_id: int) -> ResponseReturnValue:
    """Take an objection while the notice runs."""
    notice, form = notices.one(notice_id) or abort(404), ObjectForm()
    shut = notices.why_no_objection(notice, clock.today())
    if not form.is_submitted() or shut:
        return _page(notice, form, shut=shut, status=422 if form.is_submitted() else 200)
    if not form.validate():
        return _page(notice, form, status=422)
    now, address = clock.now(), access.acting().address
    if not throttling.count_try(FILING, address, now=now):
        return _page(notice, form, TOO_FAST, status=429)
    made = sent(notice.id, form, Change(access.acting(), now))
    if isinstance(made, str):
        return _page(notice, form, made, status=422)
    return redirect(url_for(".followed", receipt=made.receipt), 303)


@blueprint.route("/objections", methods=["GET", "POST"])
@access.public
def find(problem: str = "") -> ResponseReturnValue:
    """Ask for a receipt."""
    form = ReceiptForm()
    if form.validate_on_submit():
        return redirect(url_for(".followed", receipt=receipt_of(form.receipt.data)), 303)
    page = render_template("contests/objections/find.html", form=form, problem=problem)
    return _private(page, 422 if form.is_submitted() else 200)


@blueprint.get("/objections/<receipt>")
@access.public
def followed(receipt: str) -> ResponseReturnValue:
    """Show where an objection stands and the reply; guessing is limited."""
    held, now, address = queries.by_receipt(receipt_of(receipt) or ""), clock.now(), access.acting().address
    if throttling.exhausted(FINDING, address, now=now):
        return _not_found(TOO_FAST, 429)
    if held is None:
        throttling.count_try(FINDING, address, now=now)
        return _not_found(UNKNOWN, 404)
    page = render_template(
        "contests/objections/followed.html",
        objection=held,
        receipt=spoken(held.receipt),
        title=title_of(held.notice),
        words=STATE_WORDS,
    )
    return _private(page, 200)


def _not_found(sentence: str, status: int) -> Response:
    page = render_template("contests/objections/find.html", form=ReceiptForm(formdata=None), problem=sentence)
    return _private(page, status)


def _page(notice: Notice, form: ObjectForm, problem: str = "", *, shut: str = "", status: int) -> Response:
    page = render_template(
        "contests/objections/new.html", notice=notice, form=form, title=title_of(notice), problem=problem, shut=shut
    )
    return _private(page, status)


def _private(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
