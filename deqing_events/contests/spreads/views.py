"""The chief judge's page of marks that are far apart. Blind codes only."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.history import Change
from deqing_events.contests.marking.grid import seen_values
from deqing_events.contests.spreads import actions, queries
from deqing_events.contests.spreads.forms import AcceptForm, SpreadForm
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_spreads", __name__, url_prefix="/desk/events/<int:event_id>/control/spreads")
CONTROL = Permission.CONTEST_CONTROL


@blueprint.get("")
@access.staff(CONTROL)
def listing(event_id: int) -> ResponseReturnValue:
    """List the open alarms and what was let stand."""
    return _page(event_or_404(event_id, CONTROL))


@blueprint.post("/ask")
@access.staff(CONTROL)
def ask(event_id: int) -> ResponseReturnValue:
    """Ask the judges at the ends to look again."""
    event, form = event_or_404(event_id, CONTROL), SpreadForm()
    if not form.validate_on_submit():
        return _page(event, "这一页放得太久了，请再点一次。"), 422
    try:
        asked = actions.ask_again(event_id, form.code.data or "", form.key.data or "", _change())
    except actions.SpreadRefusedError as refusal:
        return _page(event, str(refusal)), 422
    words = f"已请{'、'.join(asked)}再看一遍，只告诉他们裁判长请核对。" if asked else "之前已经请过了，正等着。"
    flash(words, "ok" if asked else "info")
    return redirect(url_for(".listing", event_id=event_id))


@blueprint.post("/accept")
@access.staff(CONTROL)
def accept(event_id: int) -> ResponseReturnValue:
    """Let the marks stand as they are."""
    event, form = event_or_404(event_id, CONTROL), AcceptForm()
    which = (form.code.data or "", form.key.data or "")
    if not form.validate_on_submit():
        return _page(event, "理由最多 200 个字，请改短一些。", which, form.reason.data or ""), 422
    try:
        seen = seen_values(form.seen.data or "")
        actions.accept(event_id, which[0], which[1], seen, _change(form.reason.data or ""))
    except actions.SpreadRefusedError as refusal:
        return _page(event, str(refusal), which, form.reason.data or ""), 422
    flash("已记下理由，这几个分数算数。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


def _change(reason: str = "") -> Change:
    return Change(access.acting(), clock.now(), reason)


def _page(event: Event, problem: str = "", which: tuple[str, str] = ("", ""), typed: str = "") -> str:
    return render_template(
        "contests/spreads/listing.html",
        event=event,
        spreads=queries.open_spreads(event.id),
        accepted=queries.accepted(event.id),
        may_edit=may(event, Permission.CONTESTS_EDIT),
        problem=problem,
        which=which,
        typed=typed,
    )
