"""The bounds on an event's places as the database holds them, and what their counters must say."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.domain.places import Counter, Dimension, Kind
from deqing_events.registration.models import Quota, Registration

PATTERN = "*"
"""The target of a bound that speaks of each (each workplace, say) without one of its own."""

COLUMNS = {
    Dimension.SESSION: Registration.session_id,
    Dimension.TRADE: Registration.trade,
    Dimension.TOWNSHIP: Registration.township_id,
    Dimension.UNION: Registration.union_id,
    Dimension.UNIT: Registration.unit_id,
}
"""Which column of a registration a dimension looks at."""


def counters(session: Session, event_id: int) -> list[Counter]:
    """Return the counters of an event as the law takes them. Patterns are among them: they cover nobody."""
    return [_counter(row) for row in session.execute(_live(event_id))]


def counters_and_due(session: Session, event_id: int, now: dt.datetime) -> tuple[list[Counter], list[int]]:
    """Return the counters, and the ids of reserves whose time to give back has come."""
    rows = session.execute(_live(event_id)).all()
    due = [row.id for row in rows if row.kind == Kind.RESERVE and row.release_at and row.release_at <= now]
    return [_counter(row) for row in rows], due


def divided_by(session: Session, event_id: int) -> Dimension | None:
    """Return the narrowest bound of an event that looks at somebody's workplace; None when no bound does."""
    held = {counter.dimension for counter in counters(session, event_id)}
    return next((each for each in (Dimension.UNIT, Dimension.UNION, Dimension.TOWNSHIP) if each in held), None)


def _live(event_id: int) -> Select[int, str, str, str, int, int, dt.datetime | None]:
    columns = (Quota.id, Quota.dimension, Quota.target, Quota.kind, Quota.capacity, Quota.taken, Quota.release_at)
    return select(*columns).where(Quota.event_id == event_id, Quota.released_at.is_(None))


def _counter(row: Row[int, str, str, str, int, int, dt.datetime | None]) -> Counter:
    return Counter(row.id, Dimension(row.dimension), row.target, Kind(row.kind), row.capacity, row.taken)


def places_taken(event_id: int, dimension: Dimension, target: str) -> Select[int]:
    """Return the question how many places confirmed registrations take of one limit."""
    query = select(func.coalesce(func.sum(Registration.weight), 0)).where(
        Registration.event_id == event_id, Registration.state == "confirmed"
    )
    return query.where(*covering(dimension, target))


def covering(dimension: Dimension, target: str) -> list[ColumnElement[bool]]:
    """Return the conditions on a registration that a limit of this dimension and target covers it."""
    if dimension is Dimension.EVENT:
        return []
    if dimension is Dimension.OPEN:
        return [Registration.reserve_id.is_(None)]
    column = COLUMNS[dimension]
    return [column == (target if dimension is Dimension.TRADE else int(target))]


def quota_rows(event_ids: Sequence[int] | None = None) -> list[Quota]:
    """Return the live bounds of events (all events without any ids), patterns left out."""
    query = select(Quota).where(Quota.target != PATTERN, Quota.released_at.is_(None))
    if event_ids is not None:
        query = query.where(Quota.event_id.in_(event_ids))
    query = query.order_by(Quota.event_id, Quota.id).execution_options(populate_existing=True)
    return list(database.session().scalars(query))


def places_held(quota: Quota) -> int:
    """Return how many places confirmed registrations hold of one bound: what its counter must say."""
    if quota.kind == Kind.RESERVE:
        query = select(func.coalesce(func.sum(Registration.weight), 0)).where(
            Registration.event_id == quota.event_id,
            Registration.state == "confirmed",
            Registration.reserve_id == quota.id,
        )
    else:
        query = places_taken(quota.event_id, Dimension(quota.dimension), quota.target)
    return database.session().scalar(query) or 0
