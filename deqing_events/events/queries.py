"""Questions about events. Public ones never return a draft; desk ones always ask for a reach."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Campaign, Event, EventSession, EventStep
from deqing_events.organisations.models import Organisation

PAGE_SIZE = 20


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. ``since``/``until`` bound the days it takes place, half open."""

    family: str = ""
    township_id: int | None = None
    text: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    state: str = ""
    campaign_id: int | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Page:
    """One page of a list and how many rows there are in all; ``number`` counts from 1."""

    rows: Sequence[Event]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def published(slug: str) -> Event | None:
    """Return the event at a public address, or None when there is none or it is a draft."""
    query = _with_sessions(select(Event)).where(Event.slug == slug, _public())
    return database.session().scalars(query).one_or_none()


def within(event_id: int, reach: Reach) -> Event | None:
    """Return an event, draft or not, when it is inside ``reach``, else None."""
    query = _with_sessions(select(Event)).where(Event.id == event_id, inside(reach))
    return database.session().scalars(query).one_or_none()


def upcoming(filters: Filters, *, now: dt.datetime, page: int = 1, size: int = PAGE_SIZE) -> Page:
    """Return public events that are not over, the next one first. Test events are left out."""
    coming = or_(Event.ends_at.is_(None), Event.ends_at >= now)
    query = select(Event).where(_public(), Event.is_test.is_(False), coming)
    return _page(query.where(*_conditions(filters)), (Event.starts_at, Event.id), page, size)


def past(filters: Filters, *, now: dt.datetime, page: int = 1, size: int = PAGE_SIZE) -> Page:
    """Return public events that are over, the latest first. Test events are left out."""
    query = select(Event).where(_public(), Event.is_test.is_(False), Event.ends_at < now)
    return _page(query.where(*_conditions(filters)), (Event.starts_at.desc(), Event.id.desc()), page, size)


def in_month(since: dt.datetime, until: dt.datetime) -> list[Event]:
    """Return the public events that take place in [since, until), by time. Test events are left out."""
    days = _conditions(Filters(since=since, until=until))
    query = select(Event).where(_public(), Event.is_test.is_(False), *days)
    return list(database.session().scalars(_with_sessions(query).order_by(Event.starts_at, Event.id)))


def for_feed(since: dt.datetime) -> list[Event]:
    """Return the public events that end at or after ``since``, cancelled ones too, for the calendar feed."""
    query = select(Event).where(_public(), Event.is_test.is_(False), Event.ends_at >= since)
    return list(database.session().scalars(_with_sessions(query).order_by(Event.starts_at, Event.id)))


SORTS = {
    "start": (Event.starts_at, Event.id),
    "-start": (Event.starts_at.desc(), Event.id.desc()),
    "title": (Event.title, Event.id),
    "-title": (Event.title.desc(), Event.id.desc()),
    "changed": (Event.updated_at, Event.id),
    "-changed": (Event.updated_at.desc(), Event.id.desc()),
}


def desk_list(reach: Reach, filters: Filters, *, sort: str = "-start", page: int = 1, size: int = PAGE_SIZE) -> Page:
    """Return the events inside ``reach``, drafts and tests included. An unknown ``sort`` falls back to -start."""
    query = select(Event).where(inside(reach), *_conditions(filters))
    return _page(query, SORTS.get(sort, SORTS["-start"]), page, size)


def state_counts(reach: Reach, filters: Filters) -> dict[str, int]:
    """Return how many events inside ``reach`` are in each state, whatever state the filters name."""
    wider = _conditions(replace(filters, state=""))
    query = select(Event.state, func.count()).where(inside(reach), *wider).group_by(Event.state)
    return dict(database.session().execute(query).all())


def steps(event_id: int) -> list[EventStep]:
    """Return the changes of an event's state, the latest first."""
    query = select(EventStep).where(EventStep.event_id == event_id).order_by(EventStep.id.desc())
    return list(database.session().scalars(query))


def session_of(event_id: int, session_id: int) -> EventSession | None:
    """Return a session of this event, or None."""
    query = select(EventSession).where(EventSession.id == session_id, EventSession.event_id == event_id)
    return database.session().scalars(query).one_or_none()


def event_id_by_code(code: str) -> int | None:
    """Return the id of the event with this code (DQ26-0012, any case) or None."""
    return database.session().scalar(select(Event.id).where(Event.code == code.strip().upper()))


def label(event_id: int) -> str:
    """Return code and title of an event for lists of rights."""
    event = database.session().get(Event, event_id)
    return f"{event.code} {event.title}" if event else f"赛事 {event_id}"


def last_code(prefix: str) -> str | None:
    """Return the highest code that starts with ``prefix`` (DQ26-), or None."""
    query = select(Event.code).where(Event.code.startswith(prefix, autoescape=True))
    return database.session().scalar(query.order_by(func.length(Event.code).desc(), Event.code.desc()).limit(1))


def hosts(*, on: dt.date) -> list[Organisation]:
    """Return the organisations that may host an event on a day, in the county's order."""
    query = select(Organisation).where(
        or_(Organisation.valid_from.is_(None), Organisation.valid_from <= on),
        or_(Organisation.valid_to.is_(None), Organisation.valid_to >= on),
    )
    return list(database.session().scalars(query.order_by(Organisation.sort, Organisation.id)))


def campaigns() -> list[Campaign]:
    """Return every campaign, the latest year first."""
    return list(database.session().scalars(select(Campaign).order_by(Campaign.year.desc(), Campaign.id.desc())))


def _public() -> ColumnElement[bool]:
    return Event.state != EventState.DRAFT


def inside(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that an event lies inside ``reach``."""
    if reach.county:
        return Event.id.is_not(None)
    return or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships))


def _with_sessions(query: Select[Event]) -> Select[Event]:
    return query.options(selectinload(Event.sessions))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.family:
        found.append(Event.family == filters.family)
    if filters.state:
        found.append(Event.state == filters.state)
    if filters.campaign_id is not None:
        found.append(Event.campaign_id == filters.campaign_id)
    if filters.township_id is not None:
        there = Event.sessions.any(EventSession.township_id == filters.township_id)
        found.append(or_(Event.township_id == filters.township_id, there))
    if filters.since is not None:
        found.append(Event.ends_at >= filters.since)
    if filters.until is not None:
        found.append(Event.starts_at < filters.until)
    found.extend(_holds(word) for word in filters.text.split())
    return found


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        Event.title.icontains(word, autoescape=True),
        Event.summary.icontains(word, autoescape=True),
        Event.code.icontains(word, autoescape=True),
        Event.sessions.any(EventSession.venue.icontains(word, autoescape=True)),
    )


def _page(query: Select[Event], order: Sequence[Any], number: int, size: int) -> Page:
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    rows = _with_sessions(query).order_by(*order).limit(size).offset((number - 1) * size)
    return Page(list(database.session().scalars(rows)), total, number, size)
