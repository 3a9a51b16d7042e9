"""Comparing the counters of places with the registrations themselves, and setting them right."""

import datetime as dt
from dataclasses import dataclass

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import queries, quota_actions


@dataclass(frozen=True)
class Drift:
    """A counter that differs from the number of confirmed registrations."""

    event_id: int
    session_id: int
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
            quota_actions.recount(session, drift.event_id, drift.session_id, drift.registrations)
            record(
                "quota.repair",
                "event",
                drift.event_id,
                by=by,
                now=now,
                session_id=drift.session_id,
                before=drift.counter,
                after=drift.registrations,
            )
        return found


def _drifts() -> list[Drift]:
    return [Drift(event_id, session_id, counter, rows) for event_id, session_id, counter, rows in queries.drifted()]
