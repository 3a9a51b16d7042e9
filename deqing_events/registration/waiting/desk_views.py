"""The desk's waiting list of an event: who is next, what each waits for, and going first for a reason."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.registration import desk_queries, rules
from deqing_events.registration.forms import EmptyForm, ReasonForm
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.waiting import actions, queries
from deqing_events.web import access, clock

blueprint = Blueprint("waiting", __name__, url_prefix="/desk/events/<int:event_id>/waiting")
VIEW, EDIT = Permission.REGISTRATIONS_VIEW, Permission.REGISTRATIONS_EDIT


@blueprint.get("")
@access.staff(VIEW)
def listing(event_id: int) -> ResponseReturnValue:
    """Show the waiting list in its order, of the whole event or of those who wait for one bound."""
    event = _event(event_id, VIEW)
    waiting = queries.groups(event)
    bounds = queries.bounds(waiting)
    asked = next((bound.key for bound in bounds if bound.key == request.args.get("bound")), "")
    end = rules.waiting_end(event, plan_of(event.id, now=clock.now()))
    return render_template(
        "registration/waiting/listing.html",
        event=event,
        waiting=[group for group in waiting if not asked or asked in {bound.key for bound in group.bounds}],
        total=len(waiting),
        bounds=bounds,
        asked=asked,
        end=end,
        over=end is not None and clock.now() >= end,
        may_edit=access.reach(EDIT).covers_event(event.id, event.township_id),
    )


@blueprint.route("/<int:registration_id>/first", methods=["GET", "POST"])
@access.staff(EDIT)
def first(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then let somebody go first."""
    event, held, form = *_held(event_id, registration_id), ReasonForm()
    if not form.validate_on_submit():
        page = render_template("registration/waiting/first.html", event=event, held=held, form=form)
        return page, 422 if form.errors else 200
    try:
        moved = actions.go_first(held.id, reason=form.reason.data, now=clock.now(), by=access.acting())
    except rules.RegistrationRefusedError as refusal:
        return _back(event, str(refusal), "bad")
    return _back(event, _said("已排到最前", moved))


@blueprint.post("/<int:registration_id>/in-turn")
@access.staff(EDIT)
def in_turn(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Take going first back."""
    event, held = _held(event_id, registration_id)
    if not EmptyForm().validate_on_submit():
        abort(400)
    try:
        moved = actions.in_turn(held.id, now=clock.now(), by=access.acting())
    except rules.RegistrationRefusedError as refusal:
        return _back(event, str(refusal), "bad")
    return _back(event, _said("已排回原来的次序", moved))


def _event(event_id: int, permission: Permission) -> Event:
    return within(event_id, access.reach(permission)) or abort(404)


def _held(event_id: int, registration_id: int) -> tuple[Event, Registration]:
    event = _event(event_id, EDIT)
    line = desk_queries.of_event(event.id, registration_id) or abort(404)
    return event, line.registration


def _said(done: str, moved: list[int]) -> str:
    return f"{done}，{len(moved)} 位候补转入。" if moved else f"{done}。"


def _back(event: Event, sentence: str, kind: str = "ok") -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("waiting.listing", event_id=event.id), 303)
