"""The chief judge's page of requests to correct marks that were handed in. Blind codes only."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.hand_ins import actions, queries
from deqing_events.contests.hand_ins.forms import DecisionForm
from deqing_events.contests.history import Change
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_fixes", __name__, url_prefix="/desk/events/<int:event_id>/control/fixes")
CONTROL = Permission.CONTEST_CONTROL


@blueprint.get("")
@access.staff(CONTROL)
def listing(event_id: int) -> ResponseReturnValue:
    """List the requests, those that wait first."""
    return _page(event_or_404(event_id, CONTROL))


@blueprint.post("/<int:request_id>")
@access.staff(CONTROL)
def decide(event_id: int, request_id: int) -> ResponseReturnValue:
    """Accept a request or refuse it."""
    event, form = event_or_404(event_id, CONTROL), DecisionForm()
    if not form.validate_on_submit():
        return _page(event, "答复最多 200 个字，请改短一些。", request_id, form.reason.data or ""), 422
    accepted = request.form.get("act") == "accept"
    try:
        change = Change(access.acting(), clock.now(), form.reason.data or "")
        row = actions.decide(event.id, request_id, change, accepted=accepted)
    except actions.HandInRefusedError as refusal:
        return _page(event, str(refusal), request_id, form.reason.data or ""), 422
    flash(f"已同意，{row.judge}可以改这一位了。" if accepted else f"已答复{row.judge}：不同意。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


def _page(event: Event, problem: str = "", which: int = 0, typed: str = "") -> str:
    rows = sorted(queries.requests(event.id), key=lambda row: row.state != "open")
    return render_template(
        "contests/hand_ins/listing.html",
        event=event,
        rows=rows,
        may_edit=may(event, Permission.CONTESTS_EDIT),
        problem=problem,
        which=which,
        typed=typed,
    )
