"""Questions about locks of marks."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from deqing_events import database
from deqing_events.contests.locks.models import FinalisingPlan, MarksLock
from deqing_events.contests.models import Entrant
from deqing_events.events.models import Event

LONG_WAY_KIND = "skill_contest"
"""The kind of event whose contests are finalised the long way as soon as they have blind codes."""


@dataclass(frozen=True)
class Plan:
    """How a contest is finalised; ``chosen`` tells that somebody chose it, else it follows from kind and codes."""

    long_way: bool
    group_leader: bool = False
    sample_size: int = 3
    unblind_minutes: int = 10
    chosen: bool = False
    reason: str = ""


def plan(event_id: int) -> Plan:
    """Return how an event's contest is finalised (domain.md 3.1, steps 6 and 7)."""
    row = database.session().get(FinalisingPlan, event_id)
    if row is None:
        return Plan(usual_way(event_id))
    return Plan(row.long_way, row.group_leader, row.sample_size, row.unblind_minutes, chosen=True, reason=row.reason)


def usual_way(event_id: int) -> bool:
    """Tell whether a contest takes the long way when nobody chose: a skills contest with blind codes."""
    coded = exists().where(Entrant.event_id == event_id, Entrant.blind_code != "")
    query = select(Event.id).where(Event.id == event_id, Event.kind == LONG_WAY_KIND, coded)
    return database.session().scalar(query) is not None


def standing(event_id: int) -> MarksLock | None:
    """Return the lock that holds, or None while marks may change."""
    query = select(MarksLock).where(MarksLock.event_id == event_id, MarksLock.reopened_at.is_(None))
    return database.session().scalars(query).one_or_none()


def history(event_id: int) -> list[MarksLock]:
    """Return every lock of an event, opened ones too, the latest first."""
    query = select(MarksLock).where(MarksLock.event_id == event_id).order_by(MarksLock.id.desc())
    return list(database.session().scalars(query))


def hold_off(event_id: int) -> str:
    """Keep everybody from locking and archiving until the open transaction ends; waits while somebody is at it.

    Returns the state of the event, empty when there is none.
    """
    query = select(Event.state).where(Event.id == event_id).with_for_update(read=True)
    return database.session().scalar(query) or ""


def take(event_id: int) -> Event:
    """Return the event for the act of locking: waits for every mark that is being written, keeps new ones waiting."""
    return database.session().get_one(Event, event_id, with_for_update=True)
