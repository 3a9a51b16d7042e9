"""Who is given a place together, and the people of a team whose last open review is gone.

Everything here is part of the caller's transaction, with the event locked.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from deqing_events.domain.reviewing import Act
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import message_actions, seating_actions
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.review import queries
from deqing_events.registration.teams import queries as teams

PASSED = {Act.UNIT_CONFIRM: ("unit_confirmed", "approved"), Act.APPROVE: ("approved",)}
"""Reviews that have passed the step which takes a place."""


def group_of(held: Registration, plan: SignUpPlan) -> Sequence[Registration]:
    """Return who is seated together: one person, or a team once its last person has passed; else nobody yet."""
    return [held] if held.team_id is None else _ready(held.team_id, plan)


def complete(session: Session, event: Event, team_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Seat or queue what is left of a team when the one it waited for has gone, and tell its people."""
    group = _ready(team_id, plan_of(event.id, now=now))
    if not group:
        return
    if seating_actions.seat(session, event, group, now=now) is not None:
        if not event.waiting_list:
            return
        seating_actions.queue_up(session, event.id, group)
    session.flush()
    tell(group, now=now, by=by)


def tell(group: Sequence[Registration], *, now: dt.datetime, by: Actor) -> None:
    """Tell those who passed earlier and got a place, or one in the queue, only now."""
    for each in group:
        if each.review in DONE_REVIEWS:
            message_actions.entered(each, now=now, by=by)


def _ready(team_id: int, plan: SignUpPlan) -> Sequence[Registration]:
    passed = PASSED.get(queries.law_plan(plan).claims_at, ("submitted", "unit_confirmed", "approved"))
    waiting = [each for each in teams.people(team_id) if each.state == "pending"]
    return waiting if all(each.review in passed for each in waiting) else []
