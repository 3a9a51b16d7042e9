"""Questions about lists handed in, and about the events people can be entered for."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.kinds import EntrantKind, EventState
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.registration.desk_queries import inside
from deqing_events.registration.entries.models import EntryUpload
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import ACTIVE

MOST_EVENTS = 100
SHOWN_AFTER = dt.timedelta(days=30)
"""How long after its end an event stays in the list, for its summary."""


def events(now: dt.datetime) -> list[Event]:
    """Return the events that single people sign up for and that are not long over, the next one first."""
    query = (
        select(Event)
        .where(
            Event.state.not_in((EventState.DRAFT, EventState.CANCELLED)),
            Event.needs_registration.is_(True),
            Event.is_test.is_(False),
            Event.entrant_kind != EntrantKind.TEAM,
            or_(Event.ends_at.is_(None), Event.ends_at >= now - SHOWN_AFTER),
        )
        .options(selectinload(Event.sessions))
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_EVENTS)
    )
    return list(database.session().scalars(query))


def own_people(event_ids: Sequence[int], reach: Reach) -> dict[int, int]:
    """Return how many people of the workplaces inside ``reach`` are signed up for each event."""
    query = select(Registration.event_id, func.count()).where(
        Registration.event_id.in_(event_ids), Registration.state.in_(ACTIVE)
    )
    if not reach.county:
        query = query.where(inside(reach))
    return dict(database.session().execute(query.group_by(Registration.event_id)).all())


def upload(upload_id: int) -> EntryUpload | None:
    """Return a list that was handed in, or None."""
    return database.session().get(EntryUpload, upload_id, populate_existing=True)


def upload_of(upload_id: int, event_id: int, account_id: int | None) -> EntryUpload | None:
    """Return a list that this account handed in for this event, or None."""
    found = upload(upload_id)
    return found if found and (found.event_id, found.account_id) == (event_id, account_id) else None


def older_than(before: dt.datetime) -> list[EntryUpload]:
    """Return lists handed in before an instant that still keep a file or its name."""
    kept = or_(EntryUpload.stored_name != "", EntryUpload.file_name != "")
    return list(database.session().scalars(select(EntryUpload).where(EntryUpload.created_at < before, kept)))


def entered_for(held: Registration) -> bool:
    """Tell whether somebody alone was entered by others, so that those may take it back."""
    return held.source in ("clerk", "staff") and held.team_id is None
