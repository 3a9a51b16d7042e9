"""Events as iCalendar: one VEVENT per session, the same UID for as long as the session exists."""

import datetime as dt
from collections.abc import Iterable

import icalendar

from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event, EventSession
from deqing_events.web.clock import SHANGHAI

REFRESH = dt.timedelta(hours=6)
STATUSES = {EventState.CANCELLED: "CANCELLED", EventState.POSTPONED: "TENTATIVE"}


def write(events: Iterable[Event], *, name: str, site: str) -> bytes:
    """Return a calendar called ``name``; ``site`` (scheme and host) starts the links to the events' pages."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Deqing events//zh-CN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", SHANGHAI.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        for session in event.sessions:
            calendar.add_component(_entry(event, session, site))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _entry(event: Event, session: EventSession, site: str) -> icalendar.Event:
    entry = icalendar.Event()
    several = len(event.sessions) > 1 and session.title
    entry.add("uid", f"{event.code}-{session.id}@deqing-events")
    entry.add("summary", _title(event, session.title if several else ""))
    entry.add("dtstart", session.starts_at.astimezone(SHANGHAI))
    entry.add("dtend", session.ends_at.astimezone(SHANGHAI))
    entry.add("dtstamp", event.updated_at.astimezone(dt.UTC))
    entry.add("created", event.created_at.astimezone(dt.UTC))
    entry.add("last-modified", event.updated_at.astimezone(dt.UTC))
    # Whole seconds since the event was made: grows with every change without a counter of its own.
    entry.add("sequence", int((event.updated_at - event.created_at).total_seconds()))
    entry.add("status", STATUSES.get(EventState(event.state), "CONFIRMED"))
    entry.add("location", " ".join(part for part in (session.venue, session.address) if part))
    entry.add("url", f"{site}/events/{event.slug}")
    entry.add("description", _description(event, session, site))
    return entry


def _title(event: Event, session_title: str) -> str:
    marks = {EventState.CANCELLED: "【已取消】", EventState.POSTPONED: "【延期】"}
    words = f"{event.title} · {session_title}" if session_title else event.title
    return marks.get(EventState(event.state), "") + words


def _description(event: Event, session: EventSession, site: str) -> str:
    phone = f"咨询：{event.contact} {event.contact_phone}".rstrip() if event.contact_phone else ""
    parts = [event.state_reason, event.summary, session.note, phone, f"{site}/events/{event.slug}"]
    return "\n".join(part for part in parts if part)
