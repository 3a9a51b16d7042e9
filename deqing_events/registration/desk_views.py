"""The desk's list of an event's registrations, one registration, and what staff do to it."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.organisations.queries import townships
from deqing_events.registration import actions, desk_queries, door_actions, passes, rules, summary
from deqing_events.registration.asked import EVERYTHING, Asked
from deqing_events.registration.consents import title_of
from deqing_events.registration.desk_queries import Line
from deqing_events.registration.eligibility import warnings
from deqing_events.registration.forms import EmptyForm, ReasonForm
from deqing_events.registration.hooks import offers
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.showing import AnswerColumns, lines
from deqing_events.registration.review import listing as review
from deqing_events.registration.review import showing as showing_batches
from deqing_events.registration.wording import pill_of
from deqing_events.web import access, clock, installation

blueprint = Blueprint("registrations_desk", __name__, url_prefix="/desk/events/<int:event_id>/registrations")
VIEW, EDIT = Permission.REGISTRATIONS_VIEW, Permission.REGISTRATIONS_EDIT


@blueprint.get("")
@access.staff(VIEW)
def listing(event_id: int) -> ResponseReturnValue:
    """List the registrations of one event by state, township and words."""
    event = _event(event_id, VIEW)
    plan = plan_of(event.id, now=clock.now())
    asked = review.settled(Asked.of(request.args), plan, request.args)
    found = review.checked(event, asked)
    answers = AnswerColumns(event.id, [line.registration.id for line in found.page.rows], installation.keys())
    table = summary.summary_table(event, found.page.rows, answers, day=clock.today())
    keys = [column.key for column in table.columns]
    counts = desk_queries.state_counts(event.id, asked.filters())
    may_edit = _covers(event, EDIT)
    return render_template(
        "registration/desk/listing.html",
        event=event,
        asked=asked,
        reviewed=plan.review != "none",
        asks_unit=plan.review == "unit_host",
        found=found,
        page=found.page,
        tabs=review.tabs(event, plan, asked),
        cells=[dict(zip(keys, row, strict=True)) for row in table.rows],
        counts=counts,
        closes_at=rules.closes_at(event),
        towns=townships(clock.today()),
        pill_of=pill_of,
        may_export=_covers(event, Permission.FULL_PERSONAL_DATA),
        may_edit=may_edit and event.state == EventState.PUBLISHED and event.needs_registration,
        picks=may_edit and plan.review != "none" and (asked.state or EVERYTHING) in review.DECIDED_IN,
        batch=showing_batches.latest(event.id) if may_edit else None,
    )


@blueprint.get("/<int:registration_id>")
@access.staff(VIEW)
def one(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Show one registration, its passes and its consents."""
    event, line = _line(event_id, registration_id, VIEW)
    return _page(event, line)


@blueprint.route("/<int:registration_id>/cancel", methods=["GET", "POST"])
@access.staff(EDIT)
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then cancel; the place goes to whoever waits first."""
    event, line = _line(event_id, registration_id, EDIT)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _asking("registration/desk/cancel.html", event, line, form)
    now, by, reason = clock.now(), access.acting(), form.reason.data
    return _done(event, line, lambda: _moved_up(
        actions.cancel(registration_id, reason=reason, by=by, now=now, staff=True)
    ))  # fmt: skip


@blueprint.route("/<int:registration_id>/reissue", methods=["GET", "POST"])
@access.staff(EDIT)
def reissue(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then issue a new pass; the old code is dead everywhere."""
    event, line = _line(event_id, registration_id, EDIT)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _asking("registration/desk/reissue.html", event, line, form)

    def act() -> str:
        door_actions.reissue(
            registration_id, reason=form.reason.data, keys=installation.keys(), now=clock.now(), by=access.acting()
        )
        return "新码已换好，本人在原来的手机上打开“我的”就能看到，旧码不能再用。"

    return _done(event, line, act)


@blueprint.route("/<int:registration_id>/block", methods=["GET", "POST"])
@access.staff(EDIT)
def block(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then keep somebody at the service desk instead of letting them in."""
    event, line = _line(event_id, registration_id, EDIT)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _asking("registration/desk/block.html", event, line, form)
    reason = form.reason.data
    return _done(event, line, lambda: _set_blocked(registration_id, blocked=True, reason=reason))


@blueprint.post("/<int:registration_id>/unblock")
@access.staff(EDIT)
def unblock(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    event, line = _line(event_id, registration_id, EDIT)
    if not EmptyForm().validate_on_submit():
        abort(400)
    return _done(event, line, lambda: _set_blocked(registration_id, blocked=False, reason=""))


def _set_blocked(registration_id: int, *, blocked: bool, reason: str) -> str:
    door_actions.set_blocked(registration_id, blocked=blocked, reason=reason, now=clock.now(), by=access.acting())
    return "已设为到服务台核对，扫码时会提示。" if blocked else "已放行，可以正常进场。"


def _moved_up(moved: list[int]) -> str:
    return f"已取消，{len(moved)} 位候补转入。" if moved else "已取消。"


def _done(event: Event, line: Line, act: Callable[[], str]) -> ResponseReturnValue:
    try:
        flash(act(), "ok")
    except rules.RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
    target = url_for("registrations_desk.one", event_id=event.id, registration_id=line.registration.id)
    return redirect(target, 303)


def _event(event_id: int, permission: Permission) -> Event:
    return within(event_id, access.reach(permission)) or abort(404)


def _line(event_id: int, registration_id: int, permission: Permission) -> tuple[Event, Line]:
    event = _event(event_id, permission)
    return event, desk_queries.of_event(event.id, registration_id) or abort(404)


def _covers(event: Event, permission: Permission) -> bool:
    return access.reach(permission).covers_event(event.id, event.township_id)


def _asking(template: str, event: Event, line: Line, form: ReasonForm) -> ResponseReturnValue:
    page = render_template(template, event=event, held=line.registration, form=form)
    return page, 422 if form.errors else 200


def _page(event: Event, line: Line) -> str:
    held = line.registration
    return render_template(
        "registration/desk/one.html",
        event=event,
        line=line,
        held=held,
        pill_of=pill_of(held),
        note=summary.note(held),
        gender=summary.GENDER_WORDS.get(held.gender, ""),
        consents=desk_queries.consents(held.id),
        title_of=title_of,
        spoken=passes.spoken,
        entered=offers.entered_at(held.id),
        answers=lines(questions.answers_of([held.id], installation.keys())[held.id]),
        asks=bool(questions.current(event.id)),
        may_reveal=_covers(event, Permission.FULL_PERSONAL_DATA),
        active=held.state in ACTIVE,
        unmet=[found.note for found in warnings.against(event, [held]).get(held.id, ())],
        may_edit=_covers(event, EDIT),
        review=showing_batches.desk_review(held, line),
        batch=showing_batches.latest(event.id) if _covers(event, EDIT) else None,
    )
