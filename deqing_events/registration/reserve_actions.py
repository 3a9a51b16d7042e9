"""Bounds that follow from the event, and reserves: setting places aside and giving the unused ones back.

``quota_actions.lock_event`` comes before everything here.
"""

import datetime as dt

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from deqing_events.audit.actions import record
from deqing_events.domain.places import Counter, Dimension, Kind
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, quota_queries
from deqing_events.registration.models import Quota, Registration


def fit(session: Session, event: Event, *, now: dt.datetime) -> list[Counter]:
    """Make the counters say what the event, its sessions and its reserves say now; return them.

    Reserves whose time has come are released on the way, so that nobody depends on a job having run.
    """
    held, due = quota_queries.counters_and_due(session, event.id, now)
    for quota_id in due:
        release(session, session.get_one(Quota, quota_id, populate_existing=True), now=now, by=SYSTEM)
    held = quota_queries.counters(session, event.id) if due else held
    wanted = {(Dimension.EVENT, ""): event.capacity, (Dimension.OPEN, ""): _open_places(event, held)}
    wanted |= {(Dimension.SESSION, str(part.id)): part.capacity for part in event.sessions}
    limits = [each for each in held if each.kind is Kind.LIMIT]
    has = {(each.dimension, each.target): each.capacity for each in limits}
    gone = {bound: None for bound in has if bound[0] is Dimension.SESSION and bound not in wanted}
    changes = {bound: capacity for bound, capacity in (wanted | gone).items() if has.get(bound) != capacity}
    for (dimension, target), capacity in changes.items():
        quota_actions.set_row(session, event.id, dimension, target, capacity)
    return quota_queries.counters(session, event.id) if changes else held


def set_reserve(  # noqa: PLR0913 - a reserve is these things
    session: Session,
    event: Event,
    dimension: Dimension,
    target: str,
    places: int,
    *,
    release_at: dt.datetime | None,
    now: dt.datetime,
) -> None:
    """Set places aside for one trade, township, union or workplace; 0 gives all of them back.

    Those of it who are confirmed already count as holders of reserved places, the earliest first. Lowered below what is
    taken nobody is dropped.
    """
    query = select(Quota).where(
        Quota.event_id == event.id, Quota.dimension == dimension, Quota.target == target, Quota.kind == Kind.RESERVE
    )
    quota = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if quota is None:
        quota = Quota(event_id=event.id, dimension=dimension, target=target, capacity=0, ceiling=0, taken=0)
        quota.kind, quota.patterned = Kind.RESERVE, False
        session.add(quota)
    quota.capacity, quota.release_at, quota.released_at = places, release_at, None
    quota.ceiling = max(places, quota.taken)
    session.flush()
    _move_in(session, event.id, quota)
    fit(session, event, now=now)


def release(session: Session, quota: Quota, *, now: dt.datetime, by: Actor) -> None:
    """Give what a reserve did not use back to everybody; those who hold its places keep them as open places."""
    session.execute(
        update(Registration)
        .where(Registration.reserve_id == quota.id)
        .values(reserve_id=None)
        .execution_options(synchronize_session=False)
    )
    unused = max(0, quota.capacity - quota.taken)
    holders = quota.taken
    quota.released_at, quota.taken, quota.ceiling = now, 0, quota.capacity
    session.flush()
    shared = select(Quota.id, Quota.taken).where(
        Quota.event_id == quota.event_id, Quota.dimension == Dimension.OPEN, Quota.kind == Kind.LIMIT
    )
    row = session.execute(shared).one_or_none()
    if row is not None:
        quota_actions.recount(session, row.id, row.taken + holders)
    record("quota.release", "event", quota.event_id, by=by, now=now, target=quota.target, unused=unused)
    for held in session.identity_map.values():
        if isinstance(held, Registration) and held.reserve_id == quota.id:
            session.expire(held, ["reserve_id"])


def _open_places(event: Event, held: list[Counter]) -> int | None:
    reserves = [each for each in held if each.kind is Kind.RESERVE]
    if event.capacity is None or not reserves:
        return None
    return max(0, event.capacity - sum(max(each.capacity, each.taken) for each in reserves))


def _move_in(session: Session, event_id: int, quota: Quota) -> None:
    """Count confirmed people of the reserve's own as its holders while it has room."""
    room = quota.capacity - quota.taken
    if room <= 0:
        return
    query = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.state == "confirmed", Registration.weight > 0)
        .where(Registration.reserve_id.is_(None), *quota_queries.covering(Dimension(quota.dimension), quota.target))
        .order_by(Registration.id)
        .limit(room)
    )
    moved = list(session.scalars(query))
    for held in moved:
        held.reserve_id = quota.id
    quota.taken += len(moved)
    session.flush()
    shared = select(Quota.id).where(Quota.event_id == event_id, Quota.dimension == Dimension.OPEN)
    open_id = session.scalar(shared)
    if open_id is not None:
        left = select(func.coalesce(func.sum(Registration.weight), 0)).where(
            Registration.event_id == event_id, Registration.state == "confirmed", Registration.reserve_id.is_(None)
        )
        quota_actions.recount(session, open_id, session.scalar(left) or 0)
