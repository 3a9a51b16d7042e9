"""Comparing the counters of places with the registrations themselves, and setting them right."""

import datetime as dt
from dataclasses import dataclass

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import quota_actions, quota_queries


@dataclass(frozen=True)
class Drift:
    """A counter that differs from the places that confirmed registrations hold."""

    quota_id: int
    event_id: int
    bound: str
    counter: int
    registrations: int


def reconcile(*, repair: bool, now: dt.datetime, by: Actor) -> list[Drift]:
    """Return every counter that differs from the rows; with ``repair`` each is set to what the rows say."""
    if not repair:
        return _drifts()
    with database.transaction() as session:
        found = _drifts()
        for event_id in sorted({drift.event_id for drift in found}):
            quota_actions.lock_event(session, event_id)
        found = _drifts()
        for drift in found:
            quota_actions.recount(session, drift.quota_id, drift.registrations)
            facts = {"bound": drift.bound, "before": drift.counter, "after": drift.registrations}
            record("quota.repair", "event", drift.event_id, by=by, now=now, **facts)
        return found


def _drifts() -> list[Drift]:
    found = [(quota, quota_queries.places_held(quota)) for quota in quota_queries.quota_rows()]
    return [
        Drift(quota.id, quota.event_id, f"{quota.kind}:{quota.dimension}:{quota.target}", quota.taken, held)
        for quota, held in found
        if quota.taken != held
    ]
