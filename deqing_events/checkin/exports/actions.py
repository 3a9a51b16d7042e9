"""Writing down who took the scan log out with full personal data."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor


def log_full_export(event_id: int, rows: int, *, reason: str, now: dt.datetime, by: Actor) -> None:
    """Write down that somebody takes the scan log of an event with full mobiles."""
    with database.transaction():
        record("scan.export_full", "event", event_id, by=by, now=now, rows=rows, reason=reason[:200])
