"""Who has not been told yet: occasions of the coming day and of the last few, and the registrations they concern."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event, EventSession, EventStep
from deqing_events.messages.models import Message
from deqing_events.registration.models import DONE_REVIEWS, Registration

RECENT = dt.timedelta(days=3)
"""A change is told for so long: a job that did not run for a week does not wake everybody with old news."""


def sessions_between(start: dt.datetime, end: dt.datetime) -> list[EventSession]:
    """Return the sessions of published events that start in ``[start, end)``."""
    query = (
        select(EventSession)
        .join(Event, Event.id == EventSession.event_id)
        .where(Event.state == EventState.PUBLISHED, EventSession.starts_at >= start, EventSession.starts_at < end)
        .order_by(EventSession.id)
        .options(selectinload(EventSession.event))
    )
    return list(database.session().scalars(query))


def recent_changes(now: dt.datetime) -> list[tuple[EventStep, Event]]:
    """Return the postponements and cancellations of the last days, with their events."""
    query = (
        select(EventStep, Event)
        .join(Event, Event.id == EventStep.event_id)
        .where(EventStep.after.in_((EventState.POSTPONED, EventState.CANCELLED)), EventStep.at > now - RECENT)
        .order_by(EventStep.id)
    )
    return [(row[0], row[1]) for row in database.session().execute(query)]


def untold(event_id: int, prefix: str, *, session_id: int | None, after: int, limit: int) -> Sequence[Registration]:
    """Return registrations that are in for good and were not told of the occasion ``prefix`` names.

    The key of a message is ``prefix`` and the registration's id. With ``session_id`` only those of that session; the
    ids are above ``after`` and come in their order.
    """
    key = literal(prefix, String).concat(cast(Registration.id, String))
    told = select(Message.id).where(Message.once_key == key).exists()
    query = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.state == "confirmed",
            Registration.review.in_(DONE_REVIEWS),
            Registration.id > after,
            Registration.mobile != "",
            ~told,
        )
        .order_by(Registration.id)
        .limit(limit)
        .options(selectinload(Registration.event), selectinload(Registration.session))
    )
    if session_id is not None:
        query = query.where(Registration.session_id == session_id)
    return database.session().scalars(query).all()
