"""Questions about locks of marks."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.locks.models import MarksLock
from deqing_events.events.models import Event


def standing(event_id: int) -> MarksLock | None:
    """Return the lock that holds, or None while marks may change."""
    query = select(MarksLock).where(MarksLock.event_id == event_id, MarksLock.reopened_at.is_(None))
    return database.session().scalars(query).one_or_none()


def history(event_id: int) -> list[MarksLock]:
    """Return every lock of an event, opened ones too, the latest first."""
    query = select(MarksLock).where(MarksLock.event_id == event_id).order_by(MarksLock.id.desc())
    return list(database.session().scalars(query))


def hold_off(event_id: int) -> None:
    """Keep everybody from locking until the open transaction ends; waits while somebody is locking."""
    database.session().execute(select(Event.id).where(Event.id == event_id).with_for_update(read=True))


def take(event_id: int) -> Event:
    """Return the event for the act of locking: waits for every mark that is being written, keeps new ones waiting."""
    return database.session().get_one(Event, event_id, with_for_update=True)
