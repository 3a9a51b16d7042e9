"""Until when somebody can complete a registration that was returned."""

import datetime as dt

from deqing_events.events.models import Event
from deqing_events.registration import rules
from deqing_events.registration.plans.models import SignUpPlan

AT_LEAST = dt.timedelta(hours=48)
"""Whoever is returned after sign-up closed has at least so long, but never beyond the event's start."""


def fix_until(event: Event, plan: SignUpPlan, returned_at: dt.datetime | None) -> dt.datetime | None:
    """Return until when a returned registration keeps its place; None for no end."""
    until = rules.edit_deadline(event, plan)
    if until is None or returned_at is None:
        return until
    until = max(until, returned_at + AT_LEAST)
    return min(until, event.starts_at) if event.starts_at else until
