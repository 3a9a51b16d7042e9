"""Saying how many sessions are enough."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin.presence.models import AttendanceRule
from deqing_events.domain.roles import Actor
from deqing_events.registration import quota_actions


def save_rule(event_id: int, least: int | None, *, now: dt.datetime, by: Actor) -> None:
    """Ask for at least ``least`` sessions, or for all of them (None)."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)  # two first answers at once wait here for each other
        row = session.get(AttendanceRule, event_id) or AttendanceRule(event_id=event_id)
        before, row.least, row.updated_at = row.least, least, now
        session.add(row)
        record("event.attendance_rule", "event", event_id, by=by, now=now, before=before, after=least)
