"""What follows when a capacity changes or a reserve's time comes: the waiting list moves up in one transaction."""

import datetime as dt

from deqing_events import database
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, reserve_actions, seating_actions
from deqing_events.registration.plans.queries import plan_of


def move_up(event_id: int, *, now: dt.datetime, by: Actor) -> list[int]:
    """Bring the counters up to date with the event inside the caller's transaction and let waiting people in.

    Lowered below what is taken a bound blocks new claims and drops nobody; raised it lets waiting people in.
    """
    session = database.session()
    quota_actions.lock_event(session, event_id)
    event = session.get_one(Event, event_id)
    reserve_actions.fit(session, event, now=now)
    return seating_actions.move_up(event, plan_of(event_id, now=now), now=now, by=by)
