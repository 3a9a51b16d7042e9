"""Which screens and posters there are, and what they show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.scan_facts import EARLY
from deqing_events.checkin.screens.models import ListPlace, ScreenLink
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event, EventSession


@dataclass(frozen=True)
class Screen:
    """A link of a screen or poster with its list, session and event. Session fields are empty without a session."""

    id: int
    serial: int
    kind: str
    place: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    revoked: bool
    list_id: int
    list_name: str
    event_id: int
    event_title: str
    event_slug: str
    event_state: str
    event_starts_at: dt.datetime | None
    session_id: int | None
    session_title: str
    venue: str
    session_starts_at: dt.datetime | None
    session_ends_at: dt.datetime | None

    @property
    def opens_at(self) -> dt.datetime:
        """When it may be used first: a poster not before its session's time, however early it hangs."""
        if self.kind == "poster" and self.session_starts_at is not None:
            return max(self.valid_from, self.session_starts_at - EARLY)
        return self.valid_from

    @property
    def closes_at(self) -> dt.datetime:
        """From when it may not be used any more: a poster not after its session's end."""
        if self.kind == "poster" and self.session_ends_at is not None:
            return min(self.valid_until, self.session_ends_at)
        return self.valid_until

    def closed(self, now: dt.datetime) -> str | None:
        """Return why it cannot be used now (revoked, cancelled, late, early), or None."""
        if self.revoked:
            return "revoked"
        if self.event_state in {EventState.CANCELLED, EventState.ARCHIVED}:
            return "cancelled"
        if now >= self.closes_at:
            return "late"
        return "early" if now < self.opens_at else None


def by_token(token_hash: str) -> Screen | None:
    """Return the screen whose link has this hash, or None; posters have no page of their own."""
    return _one(_screens().where(ScreenLink.token_hash == token_hash, ScreenLink.kind != "poster"))


def by_id(link_id: int) -> Screen | None:
    """Return the screen or poster that a code names, or None; walls check nobody in."""
    return _one(_screens().where(ScreenLink.id == link_id, ScreenLink.kind != "wall"))


def links(event_id: int) -> list[ScreenLink]:
    """Return the links of an event, the newest first."""
    query = select(ScreenLink).join(ScreenLink.list).options(contains_eager(ScreenLink.list))
    query = query.options(joinedload(ScreenLink.session)).where(CheckinList.event_id == event_id)
    return list(database.session().scalars(query.order_by(ScreenLink.id.desc())))


def link_within(event_id: int, link_id: int) -> ScreenLink | None:
    """Return a link of this event, or None."""
    query = select(ScreenLink).join(ScreenLink.list).options(contains_eager(ScreenLink.list))
    query = query.where(CheckinList.event_id == event_id, ScreenLink.id == link_id)
    return database.session().scalars(query).one_or_none()


def place_of(list_id: int) -> ListPlace | None:
    """Return where a list's people are expected to stand, or None when nobody is asked."""
    return database.session().get(ListPlace, list_id)


def places(event_id: int) -> set[int]:
    """Return the lists of an event whose people are asked for their position."""
    query = select(ListPlace.list_id).join(CheckinList, CheckinList.id == ListPlace.list_id)
    return set(database.session().scalars(query.where(CheckinList.event_id == event_id)))


def same_link(wanted: ScreenLink) -> int | None:
    """Return the id of a living link made just like this one, as by a double tap, or None."""
    query = select(ScreenLink.id).where(
        ScreenLink.list_id == wanted.list_id,
        ScreenLink.session_id.is_(None) if wanted.session_id is None else ScreenLink.session_id == wanted.session_id,
        ScreenLink.kind == wanted.kind,
        ScreenLink.place == wanted.place,
        ScreenLink.valid_from == wanted.valid_from,
        ScreenLink.valid_until == wanted.valid_until,
        ScreenLink.revoked_at.is_(None),
    )
    return database.session().scalar(query.limit(1))


def _screens() -> Select[Any]:
    columns: tuple[Any, ...] = (
        ScreenLink.id,
        ScreenLink.serial,
        ScreenLink.kind,
        ScreenLink.place,
        ScreenLink.valid_from,
        ScreenLink.valid_until,
        ScreenLink.revoked_at,
        CheckinList.id.label("list_id"),
        CheckinList.name.label("list_name"),
        Event.id.label("event_id"),
        Event.title.label("event_title"),
        Event.slug.label("event_slug"),
        Event.state.label("event_state"),
        Event.starts_at.label("event_starts_at"),
        EventSession.id.label("session_id"),
        EventSession.title.label("session_title"),
        EventSession.venue,
        EventSession.starts_at.label("session_starts_at"),
        EventSession.ends_at.label("session_ends_at"),
    )
    query = select(*columns).select_from(ScreenLink).join(CheckinList, CheckinList.id == ScreenLink.list_id)
    query = query.join(Event, Event.id == CheckinList.event_id)
    return query.outerjoin(EventSession, EventSession.id == ScreenLink.session_id)


def _one(query: Select[Any]) -> Screen | None:
    row = database.session().execute(query).one_or_none()
    return _screen(row) if row else None


def _screen(row: Row[Any]) -> Screen:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented mapping of a row
    revoked = values.pop("revoked_at") is not None
    values.update({name: values[name] or "" for name in ("session_title", "venue")})
    return Screen(**values, revoked=revoked)
