"""The plan of an event."""

import datetime as dt

from sqlalchemy import select

from deqing_events import database
from deqing_events.registration.plans.models import SignUpPlan


def plan_of(event_id: int, *, now: dt.datetime) -> SignUpPlan:
    """Return an event's plan; the default one, unstored, where staff wrote none."""
    query = select(SignUpPlan).where(SignUpPlan.event_id == event_id)
    return database.session().scalars(query).one_or_none() or SignUpPlan.default(event_id, now)
