"""Letting somebody who waits go first, for a reason that is kept, and taking that back."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import actions, promotion
from deqing_events.registration.models import Registration
from deqing_events.registration.rules import RegistrationRefusedError

FIRST = 1
NOT_WAITING = "这条报名现在不在候补里。"


@database.retrying
def go_first(registration_id: int, *, reason: str, now: dt.datetime, by: Actor) -> list[int]:
    """Put somebody (a team as a whole) before all who wait without a reason; returns the ids that got a place by it."""
    return _set(registration_id, FIRST, reason, now=now, by=by)


@database.retrying
def in_turn(registration_id: int, *, now: dt.datetime, by: Actor) -> list[int]:
    """Let somebody wait in the order of coming again; returns the ids that got a place by it."""
    return _set(registration_id, 0, "", now=now, by=by)


def _set(registration_id: int, priority: int, reason: str, *, now: dt.datetime, by: Actor) -> list[int]:
    with database.transaction() as session:
        held = actions.locked(session, registration_id)
        if held.state != "waiting":
            raise RegistrationRefusedError(NOT_WAITING)
        for each in _group(session, held):
            each.priority, each.priority_reason = priority, reason[:200]
        session.flush()
        record(
            "registration.priority", "registration", held.id, by=by, now=now, first=priority > 0, reason=reason[:200]
        )
        return promotion.move_up(held.event_id, now=now, by=by)


def _group(session: Session, held: Registration) -> list[Registration]:
    query = select(Registration).where(
        Registration.event_id == held.event_id,
        Registration.state == "waiting",
        Registration.queue_no == held.queue_no,
    )
    return list(session.scalars(query))
