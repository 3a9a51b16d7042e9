"""Counters: places of an event and of every other bound, registration numbers and waiting-list numbers.

The verdict on a place is the row count of one conditional UPDATE; nothing is read first. The event's counter row is
locked before its quotas, and the quotas are taken in one order, always, so that two requests never wait crosswise.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from deqing_events.domain.places import ORDER, Claimant, Counter, Dimension, Kind
from deqing_events.registration.models import Quota, Registration, RegistrationCounter
from deqing_events.registration.quota_queries import COLUMNS, PATTERN, counters, places_taken


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
        row = {"event_id": event_id, "numbers": 0, "queue": 0, "teams": 0}
        session.execute(insert(RegistrationCounter).values(row).on_conflict_do_nothing())
        session.execute(touch)


def next_number(session: Session, event_id: int) -> int:
    """Return the event's next running registration number; ``lock_event`` comes first."""
    return _raise(session, event_id, "numbers")


def next_numbers(session: Session, event_id: int, count: int) -> range:
    """Return the event's next ``count`` running registration numbers; ``lock_event`` comes first."""
    last = _raise(session, event_id, "numbers", count)
    return range(last - count + 1, last + 1)


def next_queue_number(session: Session, event_id: int) -> int:
    """Return the event's next waiting-list number; ``lock_event`` comes first."""
    return _raise(session, event_id, "queue")


def next_queue_numbers(session: Session, event_id: int, count: int) -> range:
    """Return the event's next ``count`` waiting-list numbers; ``lock_event`` comes first."""
    last = _raise(session, event_id, "queue", count)
    return range(last - count + 1, last + 1)


def next_team_number(session: Session, event_id: int) -> int:
    """Return the event's next team number; ``lock_event`` comes first."""
    return _raise(session, event_id, "teams")


def take(session: Session, takes: Mapping[int, int], held: Sequence[Counter]) -> bool:
    """Take places of several counters (places per id), or of none: false when one has no room after all."""
    order = {counter.id: (ORDER[counter.dimension], counter.target) for counter in held}
    taken: dict[int, int] = {}
    for quota_id in sorted(takes, key=lambda each: (order.get(each, (len(ORDER), "")), each)):
        if not claim(session, quota_id, takes[quota_id]):
            give_back(session, taken)
            return False
        taken[quota_id] = takes[quota_id]
    return True


def claim(session: Session, quota_id: int, places: int = 1) -> bool:
    """Take places of one quota; false when it has not so many."""
    done = _rowcount(
        session,
        update(Quota)
        .where(Quota.id == quota_id, Quota.taken + places <= Quota.capacity)
        .values(taken=Quota.taken + places)
        .execution_options(synchronize_session=False),
    )
    return done == 1


def give_back(session: Session, places: Mapping[int, int]) -> None:
    """Give places of quotas back (places per quota id)."""
    for quota_id, number in places.items():
        session.execute(
            update(Quota)
            .where(Quota.id == quota_id, Quota.taken >= number)
            .values(taken=Quota.taken - number)
            .execution_options(synchronize_session=False)
        )


def set_row(  # noqa: PLR0913 - a bound is these things
    session: Session,
    event_id: int,
    dimension: Dimension,
    target: str,
    capacity: int | None,
    *,
    patterned: bool = False,
) -> None:
    """Set one limit (None: no limit). Below what is taken nobody is dropped: the ceiling stays at the taken."""
    where = (
        Quota.event_id == event_id,
        Quota.dimension == dimension,
        Quota.target == target,
        Quota.kind == Kind.LIMIT,
    )
    if capacity is None:
        session.execute(delete(Quota).where(*where).execution_options(synchronize_session=False))
        return
    change = (
        update(Quota)
        .where(*where)
        .values(capacity=capacity, ceiling=_larger(session, capacity, Quota.taken), patterned=patterned)
        .execution_options(synchronize_session=False)
    )
    if _rowcount(session, change) == 0:
        taken = 0 if target == PATTERN else session.scalar(places_taken(event_id, dimension, target)) or 0
        made = Quota(event_id=event_id, dimension=dimension, target=target, capacity=capacity, patterned=patterned)
        made.kind, made.taken, made.ceiling = Kind.LIMIT, taken, max(capacity, taken)
        made.release_at = made.released_at = None
        session.add(made)
        session.flush()


def recount(session: Session, quota_id: int, taken: int) -> None:
    """Set a counter to what the rows say; ``lock_event`` comes first."""
    session.execute(
        update(Quota)
        .where(Quota.id == quota_id)
        .values(taken=taken, ceiling=_larger(session, taken, Quota.capacity))
        .execution_options(synchronize_session=False)
    )


def claimant(held: Registration) -> Claimant:
    """Return a registration as the law of places sees it."""
    targets = {dimension: getattr(held, column.key) for dimension, column in COLUMNS.items()}
    return Claimant({each: str(value) for each, value in targets.items() if value}, held.weight)


def fill_patterns(
    session: Session, event_id: int, claimants: Sequence[Claimant], held: Sequence[Counter]
) -> Sequence[Counter]:
    """Give each workplace (township, …) that a pattern speaks of a row of its own when its first person comes.

    Returns the counters, read again when one was added.
    """
    known = {(each.dimension, each.target) for each in held if each.kind is Kind.LIMIT}
    added = False
    for pattern in (each for each in held if each.target == PATTERN):
        for target in {each.targets.get(pattern.dimension, "") for each in claimants} - {""}:
            if (pattern.dimension, target) not in known:
                set_row(session, event_id, pattern.dimension, target, pattern.capacity, patterned=True)
                added = True
    return counters(session, event_id) if added else held


def _larger(session: Session, one: Any, other: Any) -> Any:  # noqa: ANN401 - SQL expressions or numbers
    return (func.max if session.get_bind().dialect.name == "sqlite" else func.greatest)(one, other)


def _raise(session: Session, event_id: int, column: str, by: int = 1) -> int:
    counter = getattr(RegistrationCounter, column)
    raised: int = session.execute(
        update(RegistrationCounter)
        .where(RegistrationCounter.event_id == event_id)
        .values({column: counter + by})
        .returning(counter)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return raised


def _rowcount(session: Session, statement: Any) -> int:  # noqa: ANN401 - any UPDATE
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
