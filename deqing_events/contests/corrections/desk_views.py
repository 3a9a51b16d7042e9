"""Desk pages of corrections: the batch with what it does, adding to it, applying it, giving it up."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.corrections import actions, changes, effects, queries, typing_in
from deqing_events.contests.corrections.forms import AddForm, ApplyForm
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.objections import queries as objections
from deqing_events.contests.promotions.standing import fallen
from deqing_events.contests.rounds.corrected import moves
from deqing_events.domain.promotion_rules import PROMOTION_WORDS
from deqing_events.domain.ranking_changes import said
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock, errors
from deqing_events.web.forms import BaseForm

blueprint = Blueprint("score_corrections", __name__, url_prefix="/desk/events/<int:event_id>/corrections")
RULE = Permission.RESULTS_PUBLISH
SEALED = "盲码还没有解密，不能按姓名更正成绩。解密以前要改，请到“评分”里按盲码改，写明理由。"


@blueprint.get("")
@access.staff(RULE)
def page(event_id: int) -> ResponseReturnValue:
    """Show what was collected, exactly what it would do, and what was applied before."""
    return _page(_event(event_id))


@blueprint.post("/add")
@access.staff(RULE)
def add(event_id: int) -> ResponseReturnValue:
    """Add one change to the batch."""
    event, form = _event(event_id), _add_form(event_id)
    problem = "请选参赛者和要更正的项。"
    if form.validate_on_submit():
        problem = typing_in.added(event.id, form, _change())
    if problem:
        return _page(event, problem, adding=form), 422
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.post("/remove/<int:index>")
@access.staff(RULE)
def remove(event_id: int, index: int) -> ResponseReturnValue:
    """Take one change out of the batch."""
    event = _event(event_id)
    if BaseForm().validate_on_submit():
        actions.take_out(event.id, index, _change())
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.post("/drop")
@access.staff(RULE)
def drop(event_id: int) -> ResponseReturnValue:
    """Give the batch up."""
    event = _event(event_id)
    if BaseForm().validate_on_submit():
        try:
            actions.drop(event.id, _change())
        except actions.CorrectionRefusedError as refusal:
            return _page(event, str(refusal)), 422
        flash("这批更正已放弃，成绩没有变。", "ok")
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.post("/apply")
@access.staff(RULE)
def apply(event_id: int) -> ResponseReturnValue:
    """Apply the whole batch."""
    event, form = _event(event_id), _apply_form(event_id)
    if not form.validate_on_submit():
        return _page(event, "请选依据。", applying=form), 422
    try:
        done = actions.apply(event.id, typing_in.basis(form), form.seen.data or "", _change(form.reason.data or ""))
    except actions.CorrectionRefusedError as refusal:
        return _page(event, str(refusal), applying=form), 422
    flash(f"{len(done.changes)} 条更正已生效，请到成绩页公布更正。", "ok")
    return redirect(url_for(".page", event_id=event_id), 303)


def _event(event_id: int) -> Event:
    """Return the event, unless its codes are sealed: a correction says a mark beside the name."""
    event = event_or_404(event_id, RULE)
    if custody.sealed(event.id):
        abort(make_response(errors.answer(409, SEALED)))
    return event


def _change(reason: str = "") -> Change:
    return Change(access.acting(), clock.now(), reason)


def _add_form(event_id: int) -> AddForm:
    rows = entrants.for_event(event_id)
    offered = [(row.id, f"{row.number} {row.name}") for row in rows]
    return AddForm.offering(offered, changes.choices(typing_in.sheets_of(event_id)))


def _apply_form(event_id: int) -> ApplyForm:
    due = [row for row in appeals.open_appeals(event_id) if row.correction_due]
    asked = [row for row in objections.open_objections(event_id) if row.correction_due]
    return ApplyForm.offering(due, asked)


def _page(event: Event, problem: str = "", *, adding: AddForm | None = None, applying: ApplyForm | None = None) -> str:
    held, form = queries.draft(event.id), applying or _apply_form(event.id)
    refused, done = "", None
    if held is not None and held.changes:
        try:
            done = actions.look(event.id, typing_in.basis(form), _change())
            form.seen.data = done.digest
        except actions.CorrectionRefusedError as refusal:
            refused = str(refusal)
    by_id = {row.id: row for row in entrants.for_event(event.id)}
    names = {row.number: row.name for row in by_id.values()}
    sheets = typing_in.sheets_of(event.id)
    rows = done.rows if done else ()
    return render_template(
        "contests/corrections/page.html",
        event=event,
        lines=[changes.said(changes.read(each), sheets, by_id) for each in (held.changes if held else ())],
        rows=[(row, names.get(row.number, ""), said(row)) for row in rows],
        teams=[(row, said(row, effects.TEAM_TOTAL)) for row in (done.teams if done else ())],
        certificates=effects.touched_certificates(event.id, rows, done.teams if done else ()),
        promotions=fallen(event, done.after, clock.now()) if done else (),
        promotion_words=PROMOTION_WORDS,
        onward=moves(event.id, done.before, done.after) if done else "",
        looked=done is not None,
        refused=refused,
        problem=problem,
        adding=adding or _add_form(event.id),
        applying=form,
        past=queries.applied(event.id),
    )
