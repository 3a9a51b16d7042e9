"""Setting and removing bounds, setting places aside, and giving the unused ones back.

Every act locks the event, brings the counters up to date and lets the waiting list move up, in one transaction; each
returns the ids of the registrations that moved up. Nobody is ever dropped.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.place_table import PlaceLine
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.models import Event
from deqing_events.registration import promotion, quota_actions, quota_queries, reserve_actions
from deqing_events.registration.bounds import queries
from deqing_events.registration.models import Quota
from deqing_events.registration.quota_queries import PATTERN


@dataclass(frozen=True)
class Bound:
    """A limit, or a reserve with the time when the unused places go back."""

    kind: Kind
    dimension: Dimension
    target: str
    places: int
    release_at: dt.datetime | None = None


@database.retrying
def save(event_id: int, bounds: Sequence[Bound], *, now: dt.datetime, by: Actor) -> list[int]:
    """Set bounds of an event, all of them or none; one that is there already is changed."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        event = session.get_one(Event, event_id)
        for bound in bounds:
            _set(session, event, bound, now=now)
        facts = {"bound": bounds[0].kind.value, "dimension": bounds[0].dimension.value}
        named = {"targets": [bound.target for bound in bounds], "numbers": [bound.places for bound in bounds]}
        record("quota.save", "event", event_id, by=by, now=now, **facts, **named)
        return promotion.move_up(event_id, now=now, by=by)


def of_table(lines: Sequence[PlaceLine], kind: Kind, release_at: dt.datetime | None) -> list[Bound]:
    """Return the bounds that a table of delegations asks for."""
    return [Bound(kind, Dimension.TOWNSHIP, str(line.target), line.places, release_at) for line in lines]


def _set(session: Session, event: Event, bound: Bound, *, now: dt.datetime) -> None:
    if bound.kind is Kind.LIMIT:
        quota_actions.set_row(session, event.id, bound.dimension, bound.target, bound.places)
        return
    reserve_actions.set_reserve(
        session, event, bound.dimension, bound.target, bound.places, release_at=bound.release_at, now=now
    )


@database.retrying
def save_each(event_id: int, most: Mapping[Dimension, int | None], *, now: dt.datetime, by: Actor) -> list[int]:
    """Set how many places each one of a dimension may take (None: no such bound)."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        before = queries.each_most(event_id)
        for dimension, capacity in most.items():
            quota_actions.set_row(session, event_id, dimension, PATTERN, capacity)
            for target in queries.patterned_targets(event_id, dimension):
                quota_actions.set_row(session, event_id, dimension, target, capacity, patterned=True)
        session.flush()
        changed = sorted(dimension.value for dimension, capacity in most.items() if before.get(dimension) != capacity)
        record("quota.each", "event", event_id, by=by, now=now, fields=changed)
        return promotion.move_up(event_id, now=now, by=by)


@database.retrying
def remove_limit(event_id: int, quota_id: int, *, now: dt.datetime, by: Actor) -> list[int]:
    """Take a limit away; whoever it covered falls back to each-at-most, where there is one."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        quota = session.get(Quota, quota_id, populate_existing=True)
        if quota is None or quota.event_id != event_id or quota.kind != Kind.LIMIT:
            return []  # the other tap of a double tap
        dimension, target = Dimension(quota.dimension), quota.target
        each = queries.each_most(event_id).get(dimension)
        quota_actions.set_row(session, event_id, dimension, target, each, patterned=each is not None)
        record("quota.remove", "event", event_id, by=by, now=now, dimension=dimension.value, targets=[target])
        return promotion.move_up(event_id, now=now, by=by)


@database.retrying
def release(event_id: int, quota_id: int, *, now: dt.datetime, by: Actor) -> list[int]:
    """Give what a reserve did not use back to everybody now; a second time changes nothing."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        quota = session.get(Quota, quota_id, populate_existing=True)
        if quota is None or quota.event_id != event_id or quota.kind != Kind.RESERVE or quota.released_at is not None:
            return []
        reserve_actions.release(session, quota, now=now, by=by)
        return promotion.move_up(event_id, now=now, by=by)


def release_due(now: dt.datetime) -> Mapping[str, int]:
    """Release the reserves whose time has come, event by event, and let the waiting lists move up."""
    released = promoted = 0
    for event_id in queries.events_with_due_reserves(now):
        due, moved = _release_due(event_id, now=now)
        released, promoted = released + due, promoted + len(moved)
    return {"released": released, "promoted": promoted}


@database.retrying
def _release_due(event_id: int, *, now: dt.datetime) -> tuple[int, list[int]]:
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        _, due = quota_queries.counters_and_due(session, event_id, now)
        return len(due), promotion.move_up(event_id, now=now, by=SYSTEM) if due else []


def copy(source_id: int, event_id: int) -> None:
    """Give a copied event its source's bounds inside the caller's transaction, reserves without their dates."""
    session = database.session()
    for dimension, capacity in queries.each_most(source_id).items():
        quota_actions.set_row(session, event_id, dimension, PATTERN, capacity)
    for held in queries.own_bounds(source_id):
        made = Quota(event_id=event_id, dimension=held.dimension, target=held.target, kind=held.kind)
        made.capacity = made.ceiling = held.capacity
        made.taken, made.patterned = 0, False
        made.release_at = made.released_at = None
        session.add(made)
    session.flush()
