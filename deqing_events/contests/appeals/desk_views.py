"""Desk pages of appeals: the list, writing one down from paper, deciding it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeal_hours.queries import window
from deqing_events.contests.appeals import actions, papers, queries
from deqing_events.contests.appeals.forms import DecideForm, PaperForm, SettleForm
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import showing
from deqing_events.contests.arbitration.bench import NOBODY_LEFT, NOT_STAFF, bench_of
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.domain.appeals import NEXT, STATE_WORDS, VOTE_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.registration.rules import ZONE
from deqing_events.web import access, clock, installation

blueprint = Blueprint("appeals_desk", __name__, url_prefix="/desk/events/<int:event_id>/appeals")
RULE = Permission.RESULTS_PUBLISH


@blueprint.get("")
@access.staff(RULE)
def listing(event_id: int) -> ResponseReturnValue:
    """List the appeals of a contest, open ones marked."""
    event = event_or_404(event_id, RULE)
    open_ids = {row.id for row in queries.open_appeals(event_id)}
    rows = queries.of_event(event_id)
    last = window(event.id, _hours()).closes(event.ends_at) if event.ends_at else None
    return render_template(
        "contests/appeals/listing.html", event=event, rows=rows, open_ids=open_ids, words=STATE_WORDS, last=last
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(RULE)
def new(event_id: int) -> ResponseReturnValue:
    """Write an appeal down that came on paper."""
    event, form, problem = event_or_404(event_id, RULE), PaperForm(), ""
    if form.validate_on_submit():
        received = form.received_at.data.replace(tzinfo=ZONE)
        filing = papers.filing(form, received, on_paper=True)
        try:
            made = actions.file(event.id, filing, _hours(), Change(access.acting(), clock.now()))
        except actions.AppealRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"第 {made.number} 号申诉已登记，有关的成绩先不能改。", "ok")
            return redirect(url_for(".one", event_id=event_id, appeal_id=made.id), 303)
    elif not form.is_submitted():
        form.received_at.data = clock.now().astimezone(ZONE).replace(tzinfo=None)
    page = render_template("contests/appeals/new.html", event=event, form=form, problem=problem)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:appeal_id>")
@access.staff(RULE)
def one(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Show an appeal and what may be decided."""
    event, appeal = _known(event_id, appeal_id)
    return _page(event, appeal, DecideForm.for_state(appeal.state))


@blueprint.post("/<int:appeal_id>/decide")
@access.staff(RULE)
def decide(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Accept, refuse or rule."""
    event, appeal = _known(event_id, appeal_id)
    form = DecideForm.for_state(appeal.state)
    if not form.validate_on_submit():
        return _page(event, appeal, form), 422
    problem = papers.decided(event.id, appeal.id, form, Change(access.acting(), clock.now(), form.reason.data))
    if problem:
        event, appeal = _known(event_id, appeal_id)
        return _page(event, appeal, form, problem), 422
    flash("已记下，申诉方在自己的页面上看得到。", "ok")
    return redirect(url_for(".one", event_id=event_id, appeal_id=appeal_id), 303)


@blueprint.post("/<int:appeal_id>/settle")
@access.staff(RULE)
def settle(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Say that an upheld appeal needs no correction after all."""
    event, appeal = _known(event_id, appeal_id)
    form, problem = SettleForm(), "请写明为什么不用更正。"
    if form.validate_on_submit():
        try:
            actions.drop_correction(event.id, appeal.id, Change(access.acting(), clock.now(), form.reason.data))
        except actions.AppealRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已记下，有关的成绩可以公示了。", "ok")
            return redirect(url_for(".one", event_id=event_id, appeal_id=appeal_id), 303)
    return _page(event, appeal, DecideForm.for_state(appeal.state), problem), 422


@blueprint.get("/<int:appeal_id>/paper")
@access.staff(RULE)
def paper(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Download the paper of a ruling."""
    _, appeal = _known(event_id, appeal_id)
    return papers.answer(appeal.file_name, f"第{appeal.number}号申诉裁定书") or abort(404)


@blueprint.get("/<int:appeal_id>/ruling")
@access.staff(RULE)
def ruling(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Show the paper of the decision, to print and sign."""
    _, appeal = _known(event_id, appeal_id)
    back = {"href": url_for(".one", event_id=event_id, appeal_id=appeal_id), "label": "返回申诉"}
    if not showing.decided(appeal):
        abort(404)
    return render_template("contests/arbitration/ruling.html", back=back, **showing.ruling(appeal))


def _known(event_id: int, appeal_id: int) -> tuple[Event, Appeal]:
    event = event_or_404(event_id, RULE)
    return event, queries.one(event_id, appeal_id) or abort(404)


def _page(event: Event, appeal: Appeal, form: DecideForm, problem: str = "") -> str:
    bench = bench_of(appeal)
    return render_template(
        "contests/appeals/one.html",
        event=event,
        bench=bench,
        barred="" if not bench.seats else (NOT_STAFF if bench.sitting else NOBODY_LEFT),
        voted=showing.voted(appeal),
        printable=showing.decided(appeal),
        vote_words=VOTE_WORDS,
        appeal=appeal,
        form=form,
        settling=SettleForm(formdata=None),
        words=STATE_WORDS,
        open_now=bool(NEXT[appeal.state]),
        problem=problem,
    )


def _hours() -> int:
    return installation.settings().appeal_hours
