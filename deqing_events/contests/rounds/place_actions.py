"""What becomes of a place on a list: accepted, given up, and then the next reserve's.

Every act of one list waits for the row of its event, so that two who give up at one instant never move up the same
reserve; the reserve's own row, changed only while it is one, is the verdict besides.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import entering_actions, queries, telling
from deqing_events.contests.rounds.basis import why_closed
from deqing_events.contests.rounds.decision_actions import NEEDS_REASON, RoundRefusedError, holds
from deqing_events.contests.rounds.models import RoundPlace
from deqing_events.contests.rounds.tables import is_overdue
from deqing_events.events.models import Event
from deqing_events.messages.actions import changed
from deqing_events.registration import actions as registrations
from deqing_events.registration import quota_actions, substitution_actions
from deqing_events.registration.consents import Purpose, answer
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.people import recognise
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.substitution_actions import Handing
from deqing_events.settings import Keys

GONE = "晋级名单已经撤销或重定，请刷新后再看。"
ANSWERED = "已经答复过了，请刷新后再看。"
NOT_VACANT = "这个名额还有人，请刷新后再看。"


@dataclass(frozen=True)
class Outcome:
    """What came of giving a place up: who moved up, or nobody; ``passed`` are reserves the next round refused."""

    moved_up: RoundPlace | None
    passed: tuple[str, ...] = ()


@database.retrying
def accept(place_id: int, *, publish: bool, change: Change) -> None:
    """Say yes to a place; ``publish`` agrees to the full name in the next round. Raises RoundRefusedError."""
    with database.transaction() as session:
        place = _locked(session, place_id, change.now)
        if place.state != "advanced" or not holds(place):
            raise RoundRefusedError(ANSWERED)
        place.state, place.answered_at, place.answered_by = "accepted", change.now, change.by.who
        held = place.next_registration
        if publish and held is not None and not held.publish_name:
            held.publish_name = True
            session.add(Consent(**answer(Purpose.PUBLICATION, held.id, change.now, change.by.address, given=True)))
        record("round.accept", "round_place", place.id, by=change.by, now=change.now)


@database.retrying
def give_up(place_id: int, keys: Keys, change: Change, *, staff: bool = False, overdue: bool = False) -> Outcome:
    """Give a place up; the first reserve the next round takes moves up, with a deadline and a message.

    Also for a place whose sign-up in the next round was cancelled there. With ``overdue`` only a place whose answer is
    late is given up. Raises RoundRefusedError without a reason
    from staff, when it was given up already, and once the next round's list is fixed or it has begun.
    """
    if staff and not change.reason:
        raise RoundRefusedError(NEEDS_REASON)
    with database.transaction() as session:
        place = _locked(session, place_id, change.now)
        if place.state not in {"advanced", "accepted"}:
            raise RoundRefusedError(ANSWERED)
        if overdue and not is_overdue(place, change.now):
            raise RoundRefusedError(ANSWERED)
        quota_actions.lock_event(session, place.decision.next_event_id)
        place.state, place.answered_at, place.answered_by = "declined", change.now, change.by.who
        place.reason = change.reason
        session.flush()
        facts = {"event": place.decision.event_id, "by_staff": staff, "reason": change.reason}
        record("round.decline", "round_place", place.id, by=change.by, now=change.now, **facts)
        outcome = _fill(session, place, keys, change)
        if outcome.moved_up is None:
            _leave(session, place, change, staff=staff)
        return outcome


def _locked(session: Session, place_id: int, now: dt.datetime) -> RoundPlace:
    """Return a place of the list that stands, its event being locked. Raises RoundRefusedError."""
    seen = session.get(RoundPlace, place_id)
    if seen is None:
        raise RoundRefusedError(GONE)
    _queue_up(session, seen.decision.event_id)
    session.expire_all()
    place = session.get_one(RoundPlace, place_id)
    if place.decision.undone_at is not None:
        raise RoundRefusedError(GONE)
    closed = why_closed(place.decision.next_event, now)
    if closed:
        raise RoundRefusedError(closed)
    return place


def _queue_up(session: Session, event_id: int) -> None:
    session.get_one(Event, event_id, with_for_update=True)


def _fill(session: Session, place: RoundPlace, keys: Keys, change: Change) -> Outcome:
    """Give a place that was just given up to the first reserve the next round takes."""
    passed: list[str] = []
    for reserve in queries.waiting(place.decision.places):
        if not _take(session, reserve, place, change):
            continue
        refusal = _put_in(session, place, reserve, keys, change)
        if not refusal:
            session.flush()
            telling.moved_up(reserve, change)
            facts = {"replaces": place.id, "number": reserve.reserve_no}
            record("round.move_up", "round_place", reserve.id, by=change.by, now=change.now, **facts)
            return Outcome(reserve, tuple(passed))
        passed.append(f"{reserve.entrant.name}：{refusal.rstrip('。')}")
        reserve.state, reserve.replaces_id, reserve.moved_up_at, reserve.reply_by = "reserve", None, None, None
        reserve.reason = f"没递补上：{refusal}"[:200]
        session.flush()
    return Outcome(None, tuple(passed))


def _take(session: Session, reserve: RoundPlace, place: RoundPlace, change: Change) -> bool:
    """Move a reserve up if it still is one; false when somebody else's place was given to it meanwhile."""
    link = queries.link(place.decision.event_id)
    until = change.now + dt.timedelta(hours=link.reply_hours if link else 24)
    statement = update(RoundPlace).where(RoundPlace.id == reserve.id, RoundPlace.state == "reserve")
    values = {"state": "advanced", "replaces_id": place.id, "moved_up_at": change.now, "reply_by": until}
    won = changed(session, statement.values(**values)) == 1
    session.refresh(reserve)
    return won


def _put_in(session: Session, place: RoundPlace, reserve: RoundPlace, keys: Keys, change: Change) -> str:
    """Put a reserve into the next round, in the very place where there is one; why not, empty when done."""
    onward, held = place.decision.next_event, place.next_registration
    if reserve.registration is None or onward.entrant_kind != "person":
        return ""
    if held is None or held.state not in ACTIVE:
        refused = entering_actions.enter(session, onward, [reserve], entering_actions.Way(keys, change))
        return next(iter(refused.values()), "")
    details = entering_actions.details_of(reserve.registration, onward)
    how = Handing(keys, change.now, change.by, staff=True, reason="晋级候补递补", details=details)
    try:
        held = session.get_one(Registration, held.id, populate_existing=True)
        made = substitution_actions.substitute(session, held, recognise(details, keys), how)
    except (RegistrationRefusedError, ValueError) as refusal:
        return str(refusal)
    reserve.next_registration_id, reserve.entered = made.id, True
    entering_actions.show_on_phones(session, reserve.registration, made, change)
    return ""


def _leave(session: Session, place: RoundPlace, change: Change, *, staff: bool) -> None:
    held = place.next_registration
    if held is not None and held.state in ACTIVE:
        reason = change.reason or "本人放弃晋级"
        registrations.drop(session, held, "cancelled", reason=reason, by=change.by, now=change.now, staff=staff)
