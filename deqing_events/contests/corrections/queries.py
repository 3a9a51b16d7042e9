"""Questions about corrections."""

import datetime as dt

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.corrections.models import Correction


def draft(event_id: int) -> Correction | None:
    """Return the batch that is being collected, or None."""
    query = select(Correction).where(Correction.event_id == event_id, Correction.state == "draft")
    return database.session().scalars(query).one_or_none()


def applied(event_id: int) -> list[Correction]:
    """Return the applied batches of an event, the latest first."""
    query = select(Correction).where(Correction.event_id == event_id, Correction.state == "applied")
    return list(database.session().scalars(query.order_by(Correction.applied_at.desc(), Correction.id.desc())))


def between(event_id: int, since: dt.datetime, until: dt.datetime) -> list[Correction]:
    """Return the batches applied after one moment and not after another, the earliest first."""
    found = [row for row in applied(event_id) if row.applied_at is not None and since < row.applied_at <= until]
    return found[::-1]
