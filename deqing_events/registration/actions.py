"""Registering, cancelling, and what staff do to one registration. Each action is one transaction.

Twenty taps leave one row: the unique index over event and person is the verdict, and whoever taps again on the same
phone gets to the same pass. Somebody else's phone only learns that the person has registered, never number or pass.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import message_actions, passes, queries, quota_actions, rules, seating_actions
from deqing_events.registration.entering_actions import AlreadyError, Request, enter
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Pass, PhoneHolding, Registration
from deqing_events.registration.people import Details, Person, UnusableDetailsError, recognise
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import succession_actions
from deqing_events.settings import Keys
from deqing_events.workers.hashes import phone_hash

ALREADY = "你已经报过这一场了，不用重复报名。在“我的”里用报名编号和手机尾号就能查到。"


@dataclass(frozen=True)
class Outcome:
    """What came of a registration: ``kind`` is confirmed, waiting, pending, already or refused (then with a sentence).

    ``already`` carries the registration only for the phone that holds it; ``refusal`` is what was raised.
    """

    kind: str
    sentence: str = ""
    registration: Registration | None = None
    pass_token: str = ""
    refusal: RegistrationRefusedError | None = None

    @property
    def number(self) -> str:
        """The registration number, empty without one."""
        return self.registration.number if self.registration else ""


def register(  # noqa: PLR0913 - the details apart, these are the circumstances every action of this kind takes
    event_id: int, details: Details, *, phone: str, keys: Keys, now: dt.datetime, by: Actor
) -> Outcome:
    """Register one person for an event; ``phone`` is the cookie of the phone that will hold the pass ("" for none).

    The consent to take part is given by calling this; ``details.publish_name`` is the one about publication.
    """
    return _take(event_id, Request(details, phone, keys, now, by))


def register_for(  # noqa: PLR0913 - see register
    event_id: int, details: Details, *, keys: Keys, now: dt.datetime, by: Actor, override: str = ""
) -> Outcome:
    """Register somebody on staff's own behalf: the window does not matter, places and the waiting list do."""
    return _take(event_id, Request(details, "", keys, now, by, source="staff", override=override))


def register_by_workplace(  # noqa: PLR0913 - the details apart, these are the circumstances
    event_id: int, details: Details, *, vouched: bool, keys: Keys, now: dt.datetime, by: Actor
) -> Outcome:
    """Register somebody on behalf of a workplace while sign-up is open; ``vouched`` when it is their own."""
    return _take(event_id, Request(details, "", keys, now, by, source="clerk", vouched=vouched))


def walk_in(  # noqa: PLR0913 - see register
    event_id: int, details: Details, *, keys: Keys, now: dt.datetime, by: Actor, override: str = ""
) -> Outcome:
    """Register somebody at the door: inside capacity, flagged, whatever the window; never put on a waiting list."""
    return _take(event_id, Request(details, "", keys, now, by, source="walk_in", override=override))


def _take(event_id: int, request: Request) -> Outcome:
    try:
        person = recognise(request.details, request.keys)
    except UnusableDetailsError as refusal:
        return Outcome("refused", str(refusal))
    try:
        made, held = _store(event_id, person, request)
    except RegistrationRefusedError as refusal:
        return Outcome("refused", str(refusal), refusal=refusal)
    except AlreadyError:
        return _already(event_id, person, request)
    except IntegrityError as error:
        if queries.active_of_person(event_id, person) is not None:
            return _already(event_id, person, request)
        sentence = database.violated(error)
        if sentence is None:
            raise
        return Outcome("refused", sentence)
    return Outcome(made.state, registration=made, pass_token=passes.token_for(held, request.keys))


@database.retrying
def _store(event_id: int, person: Person, request: Request) -> tuple[Registration, Pass]:
    with database.transaction() as session:
        return enter(session, event_id, person, request)


def _already(event_id: int, person: Person, request: Request) -> Outcome:
    held = queries.active_of_person(event_id, person)
    if held is None or not request.phone or not queries.holds(phone_hash(request.phone), held.id):
        return Outcome("already", ALREADY)
    return Outcome("already", ALREADY, held, passes.token_for(passes.current(held), request.keys))


@database.retrying
def cancel(registration_id: int, *, reason: str, by: Actor, now: dt.datetime, staff: bool = False) -> list[int]:
    """Cancel an active registration, free its place and let the waiting list move up; returns the ids moved up.

    Raises RegistrationRefusedError when it is not active any more, or, unless ``staff``, past the deadline or after
    check-in.
    """
    with database.transaction() as session:
        held = locked(session, registration_id)
        if not staff:
            may_cancel(held, now)
        return drop(session, held, "cancelled", reason=reason, by=by, now=now, staff=staff)


def drop(  # noqa: PLR0913 - the circumstances of leaving
    session: Session, held: Registration, state: str, *, reason: str, by: Actor, now: dt.datetime, staff: bool
) -> list[int]:
    """End a registration inside the caller's transaction (``state`` cancelled or rejected), the event being locked.

    Frees its place and lets the waiting list move up (a team that waits may fit without one of its people); returns the
    ids moved up.
    """
    succession_actions.before_leaving(session, held, now=now, by=by)
    had_place, counted = held.state == "confirmed", held.state in ("confirmed", "waiting")
    if had_place:
        seating_actions.unseat(session, held.event, [held], now=now)
    held.state, held.cancelled_at, held.cancelled_by, held.cancel_reason = state, now, by.who, reason[:200]
    session.flush()
    if staff and state == "cancelled":
        message_actions.cancelled_by_staff(held, now=now, by=by)
    succession_actions.after_leaving(session, held, now=now, by=by)
    action = "registration.cancel" if state == "cancelled" else "registration.reject"
    record(action, "registration", held.id, by=by, now=now, had_place=had_place, by_staff=staff)
    if not counted:
        return []
    return seating_actions.move_up(held.event, plan_of(held.event_id, now=now), now=now, by=by)


def may_cancel(held: Registration, now: dt.datetime) -> None:
    """Refuse a cancellation without staff after check-in or the deadline. Raises RegistrationRefusedError."""
    if offers.entered_at(held.id) is not None:
        raise RegistrationRefusedError("已经进场签到，不能自己取消，有事请找现场工作人员。")
    deadline = rules.cancel_deadline(held.event)
    if deadline is not None and now >= deadline:
        raise RegistrationRefusedError("自己取消的时间过了，来不了请联系主办方。")


def locked(session: Session, registration_id: int) -> Registration:
    """Return an active registration with its event locked. Raises RegistrationRefusedError when it is not active."""
    event_id = queries.event_of(registration_id)
    if event_id is None:
        raise RegistrationRefusedError("没有找到这条报名。")
    quota_actions.lock_event(session, event_id)
    held = session.get_one(Registration, registration_id, populate_existing=True)
    if held.state not in queries.ACTIVE:
        raise RegistrationRefusedError("这条报名已经取消过了。")
    return held


def hold(registration_id: int, phone: str, *, now: dt.datetime, by: Actor) -> None:
    """Let a phone show a registration from now on; a second time changes nothing."""
    hashed = phone_hash(phone)
    if queries.holds(hashed, registration_id):
        return
    try:
        with database.transaction() as session:
            session.add(PhoneHolding(phone_hash=hashed, registration_id=registration_id, since=now))
            record("registration.hold", "registration", registration_id, by=by, now=now)
    except IntegrityError:
        return  # the other tap of a double tap stored it
