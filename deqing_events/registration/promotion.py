"""What happens when a place becomes free: the waiting list moves up, in order, in the same transaction."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import queries, quota_actions


def set_capacity(event_id: int, session_id: int, capacity: int | None, *, now: dt.datetime, by: Actor) -> None:
    """Follow a changed capacity inside the caller's open transaction (session_id 0: the whole event; None: no limit).

    Lowered below what is taken it blocks new claims and drops nobody; raised it lets waiting people in.
    """
    session = database.session()
    quota_actions.lock_event(session, event_id)
    quota_actions.set_row(session, event_id, session_id, capacity)
    move_up(session.get_one(Event, event_id), now=now, by=by)


def move_up(event: Event, *, now: dt.datetime, by: Actor) -> list[int]:
    """Give free places to the people who wait, first come first served; returns the ids of those who got one.

    Somebody whose session is full is passed over, not forgotten. Nobody moves up once the event has begun.
    ``quota_actions.lock_event`` comes first.
    """
    if event.state != EventState.PUBLISHED or (event.starts_at is not None and now >= event.starts_at):
        return []
    session = database.session()
    full: set[int | None] = set()
    moved: list[int] = []
    for waiting in queries.waiting_list(event.id):
        if waiting.session_id in full:
            continue
        blocked_by = quota_actions.claim_both(session, event.id, waiting.session_id)
        if blocked_by == quota_actions.WHOLE_EVENT:
            break
        if blocked_by is not None:
            full.add(blocked_by)
            continue
        waiting.state, waiting.confirmed_at, waiting.promoted_at = "confirmed", now, now
        moved.append(waiting.id)
        record("registration.promote", "registration", waiting.id, by=by, now=now, queue_no=waiting.queue_no)
    return moved
