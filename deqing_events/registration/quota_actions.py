"""Counters: places of an event and of its sessions, registration numbers and waiting-list numbers.

The verdict on a place is the row count of one conditional UPDATE; nothing is read first. The event's counter row is
locked before its quotas and the event's quota before a session's, always, so that two requests never wait crosswise.
"""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from deqing_events.events.models import Event
from deqing_events.registration.models import Quota, Registration, RegistrationCounter

WHOLE_EVENT = 0
"""The ``session_id`` of an event's own quota."""


def lock_event(session: Session, event_id: int) -> None:
    """Make everybody who changes this event's places wait until this transaction ends."""
    touch = (
        update(RegistrationCounter)
        .where(RegistrationCounter.event_id == event_id)
        .values(event_id=event_id)
        .execution_options(synchronize_session=False)
    )
    if _rowcount(session, touch) == 0:
        dialect = session.get_bind().dialect.name
        insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
        row = {"event_id": event_id, "numbers": 0, "queue": 0}
        session.execute(insert(RegistrationCounter).values(row).on_conflict_do_nothing())
        session.execute(touch)


def next_number(session: Session, event_id: int) -> int:
    """Return the event's next running registration number; ``lock_event`` comes first."""
    return _raise(session, event_id, numbers=1, queue=0)[0]


def next_queue_number(session: Session, event_id: int) -> int:
    """Return the event's next waiting-list number; ``lock_event`` comes first."""
    return _raise(session, event_id, numbers=0, queue=1)[1]


def claim(session: Session, event_id: int, session_id: int) -> bool:
    """Take one place of one quota; false when it is full. Without a quota row there is no limit."""
    taken = _rowcount(
        session,
        update(Quota)
        .where(Quota.event_id == event_id, Quota.session_id == session_id, Quota.taken + 1 <= Quota.capacity)
        .values(taken=Quota.taken + 1)
        .execution_options(synchronize_session=False),
    )
    return taken == 1 or session.scalar(_quota_id(event_id, session_id)) is None


def release(session: Session, event_id: int, session_id: int) -> None:
    """Give one place of one quota back."""
    session.execute(
        update(Quota)
        .where(Quota.event_id == event_id, Quota.session_id == session_id, Quota.taken > 0)
        .values(taken=Quota.taken - 1)
        .execution_options(synchronize_session=False)
    )


def claim_both(
    session: Session, event_id: int, session_id: int | None, limited: Collection[int] | None = None
) -> int | None:
    """Take a place of the event and of the session, or none at all.

    ``limited`` names the quotas that exist, where the caller knows (``fit`` says), so that the others cost nothing.
    Returns None when both are taken, else the ``session_id`` of the quota that is full.
    """
    bound = limited is None or WHOLE_EVENT in limited
    if bound and not claim(session, event_id, WHOLE_EVENT):
        return WHOLE_EVENT
    if session_id is None or (limited is not None and session_id not in limited):
        return None
    if not claim(session, event_id, session_id):
        if bound:
            release(session, event_id, WHOLE_EVENT)
        return session_id
    return None


def release_both(session: Session, event_id: int, session_id: int | None) -> None:
    """Give the place of the event and of the session back."""
    release(session, event_id, WHOLE_EVENT)
    if session_id is not None:
        release(session, event_id, session_id)


def fit(session: Session, event: Event) -> frozenset[int]:
    """Make the quota rows say what the event and its sessions say; ``lock_event`` comes first.

    Returns which quotas there are: ``WHOLE_EVENT`` and session ids.
    """
    wanted = {WHOLE_EVENT: event.capacity, **{part.id: part.capacity for part in event.sessions}}
    held = dict(session.execute(select(Quota.session_id, Quota.capacity).where(Quota.event_id == event.id)).all())
    for session_id, capacity in wanted.items():
        if held.get(session_id) != capacity:
            set_row(session, event.id, session_id, capacity)
    return frozenset(session_id for session_id, capacity in wanted.items() if capacity is not None)


def set_row(session: Session, event_id: int, session_id: int, capacity: int | None) -> None:
    """Set one capacity (None: no limit). Below what is taken nobody is dropped: the ceiling stays at the taken."""
    if capacity is None:
        session.execute(delete(Quota).where(Quota.event_id == event_id, Quota.session_id == session_id))
        return
    bound = func.max if session.get_bind().dialect.name == "sqlite" else func.greatest
    change = (
        update(Quota)
        .where(Quota.event_id == event_id, Quota.session_id == session_id)
        .values(capacity=capacity, ceiling=bound(capacity, Quota.taken))
        .execution_options(synchronize_session=False)
    )
    if _rowcount(session, change) == 0:
        taken = session.scalar(_confirmed(event_id, session_id)) or 0
        ceiling = max(capacity, taken)
        session.add(Quota(event_id=event_id, session_id=session_id, capacity=capacity, ceiling=ceiling, taken=taken))
        session.flush()


def recount(session: Session, event_id: int, session_id: int, taken: int) -> None:
    """Set a counter to what the rows say; ``lock_event`` comes first."""
    bound = func.max if session.get_bind().dialect.name == "sqlite" else func.greatest
    session.execute(
        update(Quota)
        .where(Quota.event_id == event_id, Quota.session_id == session_id)
        .values(taken=taken, ceiling=bound(Quota.capacity, taken))
        .execution_options(synchronize_session=False)
    )


def _confirmed(event_id: int, session_id: int) -> Select[int]:
    query = select(func.count()).where(Registration.event_id == event_id, Registration.state == "confirmed")
    return query if session_id == WHOLE_EVENT else query.where(Registration.session_id == session_id)


def _quota_id(event_id: int, session_id: int) -> Select[int]:
    return select(Quota.id).where(Quota.event_id == event_id, Quota.session_id == session_id)


def _raise(session: Session, event_id: int, *, numbers: int, queue: int) -> tuple[int, int]:
    row = session.execute(
        update(RegistrationCounter)
        .where(RegistrationCounter.event_id == event_id)
        .values(numbers=RegistrationCounter.numbers + numbers, queue=RegistrationCounter.queue + queue)
        .returning(RegistrationCounter.numbers, RegistrationCounter.queue)
        .execution_options(synchronize_session=False)
    ).one()
    return row.numbers, row.queue


def _rowcount(session: Session, statement: Any) -> int:  # noqa: ANN401 - any UPDATE
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
