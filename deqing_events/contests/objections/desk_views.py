"""Desk pages of objections: the list, one with its ruling, its file."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeals.papers import answer
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.history import Change
from deqing_events.contests.objections import actions, queries
from deqing_events.contests.objections.forms import DecideForm, SettleForm
from deqing_events.contests.objections.models import Objection
from deqing_events.domain.objections import STATE_WORDS, spoken
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.registration.forms import ReasonForm
from deqing_events.web import access, clock

blueprint = Blueprint("objections_desk", __name__, url_prefix="/desk/events/<int:event_id>/objections")
RULE, FULL = Permission.RESULTS_PUBLISH, Permission.FULL_PERSONAL_DATA


@blueprint.get("")
@access.staff(RULE)
def listing(event_id: int) -> ResponseReturnValue:
    """List the objections to the notices of a contest."""
    event = event_or_404(event_id, RULE)
    rows = queries.of_event(event_id)
    return render_template("contests/objections/listing.html", event=event, rows=rows, words=STATE_WORDS, spoken=spoken)


@blueprint.get("/<int:objection_id>")
@access.staff(RULE)
def one(event_id: int, objection_id: int) -> ResponseReturnValue:
    """Show an objection and the form of its ruling."""
    return _page(*_known(event_id, objection_id), DecideForm())


@blueprint.post("/<int:objection_id>/decide")
@access.staff(RULE)
def decide(event_id: int, objection_id: int) -> ResponseReturnValue:
    """Rule on it."""
    event, held = _known(event_id, objection_id)
    form = DecideForm()
    if not form.validate_on_submit():
        return _page(event, held, form), 422
    ruling = actions.Ruling(form.act.data, form.reply.data, form.correction_due.data)
    try:
        actions.decide(event.id, held.id, ruling, Change(access.acting(), clock.now(), form.reason.data))
    except actions.ObjectionRefusedError as refusal:
        return _page(*_known(event_id, objection_id), form, str(refusal)), 422
    flash("已记下，本人用回执号看得到答复。", "ok")
    return redirect(url_for(".one", event_id=event_id, objection_id=objection_id), 303)


@blueprint.post("/<int:objection_id>/settle")
@access.staff(RULE)
def settle(event_id: int, objection_id: int) -> ResponseReturnValue:
    """Say that an upheld objection needs no correction after all."""
    event, held = _known(event_id, objection_id)
    form, problem = SettleForm(), "请写明为什么不用更正。"
    if form.validate_on_submit():
        try:
            actions.drop_correction(event.id, held.id, Change(access.acting(), clock.now(), form.reason.data))
        except actions.ObjectionRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已记下。", "ok")
            return redirect(url_for(".one", event_id=event_id, objection_id=objection_id), 303)
    return _page(event, held, DecideForm(formdata=None), problem), 422


@blueprint.post("/<int:objection_id>/reveal")
@access.staff(FULL)
def reveal(event_id: int, objection_id: int) -> ResponseReturnValue:
    """Show the whole mobile once; the log keeps who looked and why."""
    event = event_or_404(event_id, FULL)
    held = queries.one(event_id, objection_id) or abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(event, held, DecideForm(formdata=None), "请写明为什么要看完整手机号，2 到 60 个字。"), 422
    actions.reveal(held, Change(access.acting(), clock.now(), form.reason.data))
    return _page(event, held, DecideForm(formdata=None), whole=True)


@blueprint.get("/<int:objection_id>/paper")
@access.staff(RULE)
def paper(event_id: int, objection_id: int) -> ResponseReturnValue:
    """Download what came along."""
    _, held = _known(event_id, objection_id)
    return answer(held.file_name, f"异议{held.receipt}") or abort(404)


def _known(event_id: int, objection_id: int) -> tuple[Event, Objection]:
    event = event_or_404(event_id, RULE)
    return event, queries.one(event_id, objection_id) or abort(404)


def _page(event: Event, held: Objection, form: DecideForm, problem: str = "", *, whole: bool = False) -> str:
    return render_template(
        "contests/objections/one.html",
        event=event,
        objection=held,
        form=form,
        settling=SettleForm(formdata=None),
        words=STATE_WORDS,
        receipt=spoken(held.receipt),
        may_full=may(event, FULL) and not whole,
        whole=whole,
        problem=problem,
    )
