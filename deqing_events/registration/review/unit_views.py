"""The workplace clerk's start page, and the workplace's word on its own people: confirm, return, take back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.reviewing import NEEDS_REASON, Act, Who
from deqing_events.domain.roles import Permission
from deqing_events.registration.asked import Asked
from deqing_events.registration.forms import EmptyForm, ReasonForm
from deqing_events.registration.review import actions, showing, undo_actions, wording
from deqing_events.registration.review import queries as reviews
from deqing_events.registration.review.actions import Decision, Pick, Scope
from deqing_events.registration.review.reading import picks_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.wording import day_line
from deqing_events.web import access, clock

blueprint = Blueprint("review_unit", __name__, url_prefix="/unit")
CONFIRM = Permission.UNIT_CONFIRM
ACTS = {"confirm": Act.UNIT_CONFIRM, "return": Act.UNIT_RETURN, "not_ours": Act.UNIT_RETURN}


@blueprint.get("/")
@access.staff(Permission.UNIT_VIEW)
def home() -> ResponseReturnValue:
    """Show what waits for the workplace, by event."""
    waiting = reviews.waiting_for_units(access.reach(CONFIRM))
    rows = [(event, day_line(event), count) for event, count in waiting]
    return render_template(
        "registration/review/unit_home.html",
        rows=rows,
        total=sum(count for _, count in waiting),
        batch=showing.latest(None),
    )


@blueprint.post("/registrations/decide")
@access.staff(CONFIRM)
def decide() -> ResponseReturnValue:
    """Confirm at once; return after asking for the reason, which is known where they are not the workplace's."""
    wanted = request.form.get("act", "")
    if not EmptyForm().validate_on_submit() or wanted not in ACTS:
        abort(400)
    picks = picks_of(request.form.getlist("ids"))
    if not picks:
        flash("请先勾选要处理的人。", "warn")
        return redirect(_back(), 303)
    act, form, reason = ACTS[wanted], ReasonForm(), wording.NOT_OURS if wanted == "not_ours" else ""
    if act in NEEDS_REASON and not reason:
        if not ("reason" in request.form and form.validate()):
            return _asking(picks, form)
        reason = form.reason.data
    decision = Decision(act, Who.CLERK, clock.now(), access.acting(), reason)
    result = actions.decide(picks[: reviews.MOST_AT_ONCE], decision, Scope(units=access.reach(CONFIRM).units))
    flash(wording.result_said(result), result.kind)
    return redirect(_back(), 303)


@blueprint.post("/batches/<int:batch_id>/undo")
@access.staff(CONFIRM)
def undo(batch_id: int) -> ResponseReturnValue:
    """Take back what this clerk decided a moment ago."""
    batch = reviews.batch(batch_id)
    if not EmptyForm().validate_on_submit():
        abort(400)
    if batch is None or batch.event_id is not None or batch.done_by != access.acting().who:
        abort(404)
    try:
        undone = undo_actions.undo(batch.id, now=clock.now(), by=access.acting())
        said = wording.undone_said(undone.count, undone.kept, undone.queued)
        flash(said, "ok" if undone.count and not undone.kept else "warn")
    except RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
    return redirect(_back(), 303)


def _asking(picks: list[Pick], form: ReasonForm) -> ResponseReturnValue:
    if "reason" not in request.form:
        form.reason.errors = ()
    units = access.reach(CONFIRM).units
    rows = [held for held in reviews.rows(pick.registration_id for pick in picks) if held.unit_id in units]
    page = render_template(
        "registration/review/unit_reason.html",
        rows=rows,
        ids=request.form.getlist("ids"),
        target=url_for("review_unit.decide") + _query(),
        back=_back(),
        form=form,
    )
    return page, 422 if form.reason.errors else 200


def _back() -> str:
    return url_for("unit_clerk.registrations") + _query()


def _query() -> str:
    asked = Asked.of(request.args)
    return asked.href(page=asked.page, state=asked.state or "unit")
