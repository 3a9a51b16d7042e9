"""The desk page of how long appeals of a contest are taken."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeal_hours import actions, queries
from deqing_events.contests.appeal_hours.forms import ExtendForm, HoursForm
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.registration.rules import ZONE
from deqing_events.web import access, clock, installation

blueprint = Blueprint("appeal_hours", __name__, url_prefix="/desk/events/<int:event_id>/appeal-hours")
RULE = Permission.RESULTS_PUBLISH


@blueprint.get("")
@access.staff(RULE)
def page(event_id: int) -> ResponseReturnValue:
    """Show how long appeals are taken, with the forms to change it."""
    return _page(event_or_404(event_id, RULE))


@blueprint.post("/hours")
@access.staff(RULE)
def hours(event_id: int) -> ResponseReturnValue:
    """Take appeals for so many hours."""
    event, form, problem = event_or_404(event_id, RULE), HoursForm(), ""
    if form.validate_on_submit():
        try:
            actions.choose(event.id, form.hours.data or 0, _default(), _change(form.why.data or ""))
        except actions.WindowRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"申诉时限是比赛结束后 {form.hours.data} 小时。", "ok")
            return redirect(url_for(".page", event_id=event_id), 303)
    return _page(event, problem, choosing=form), 422


@blueprint.post("/extend")
@access.staff(RULE)
def extend(event_id: int) -> ResponseReturnValue:
    """Take appeals until a later moment."""
    event, form, problem = event_or_404(event_id, RULE), ExtendForm(), ""
    if form.validate_on_submit():
        until = form.until.data.replace(tzinfo=ZONE)
        try:
            actions.extend(event.id, until, _default(), _change(form.reason.data))
        except actions.WindowRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("申诉时限已延长，代表队的申诉页上看得到。", "ok")
            return redirect(url_for(".page", event_id=event_id), 303)
    return _page(event, problem, extending=form), 422


def _change(reason: str) -> Change:
    return Change(access.acting(), clock.now(), reason)


def _default() -> int:
    return installation.settings().appeal_hours


def _page(
    event: Event, problem: str = "", *, choosing: HoursForm | None = None, extending: ExtendForm | None = None
) -> str:
    window, over = queries.window(event.id, _default()), event.ends_at is not None and event.ends_at <= clock.now()
    return render_template(
        "contests/appeals/hours.html",
        event=event,
        problem=problem,
        window=window,
        closes=window.closes(event.ends_at) if event.ends_at else None,
        over=over,
        settled=event.state in actions.SETTLED,
        held=queries.row(event.id),
        choosing=choosing or HoursForm(formdata=None, hours=window.hours),
        extending=extending or ExtendForm(formdata=None),
    )
