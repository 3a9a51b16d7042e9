"""Making an event, copying one, and changing its parts and sessions.

An event keeps the span of its sessions; whoever changes a session here keeps it right. Every change is one transaction
with one audit entry.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.kinds import EventState, family_of
from deqing_events.domain.roles import Actor
from deqing_events.events import queries
from deqing_events.events.editing import checks
from deqing_events.events.hooks import offers
from deqing_events.events.models import Event, EventSession, EventStep

CODE_TRIES = 5
COPIED = (
    "title", "family", "kind", "organiser_level", "host_id", "host_unit_id", "township_id", "campaign_id", "trade",
    "contest_class", "entrant_kind", "summary", "notice", "who_may", "contact", "contact_phone", "needs_registration",
    "capacity", "waiting_list", "is_preliminary", "is_test", "rotating_pass",
)  # fmt: skip
"""What a copy takes over: everything but the dates, the sessions and the state."""


class EditRefusedError(Exception):
    """A change was refused; the text is a sentence for people."""


@dataclass(frozen=True)
class SessionDetails:
    """What is typed for a session."""

    venue: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str = ""
    address: str = ""
    township_id: int | None = None
    capacity: int | None = None
    note: str = ""


def create(values: Mapping[str, Any], *, year: int, now: dt.datetime, by: Actor, source_id: int | None = None) -> Event:
    """Store a draft with ``values`` (columns of Event) and the next code of ``year``; its slug is the code.

    With a ``source_id``, features above copy what they keep of that event in the same transaction.
    """
    for attempt in range(CODE_TRIES):
        try:
            with database.transaction() as session:
                made = _create(session, values, year=year, now=now, by=by)
                if source_id is not None:
                    offers.copied(source_id, made.id, now, by)
                return made
        except IntegrityError:
            # Somebody took the same code at the same moment (PostgreSQL only): count again.
            if attempt == CODE_TRIES - 1:
                raise
    raise AssertionError("unreachable: the last try raises")


def _create(session: Session, values: Mapping[str, Any], *, year: int, now: dt.datetime, by: Actor) -> Event:
    code = _next_code(year)
    event = Event(**{"entrant_kind": "person", **values})
    event.family = family_of(event.kind)
    event.code, event.slug, event.state = code, code.lower(), EventState.DRAFT
    event.created_at = event.updated_at = now
    session.add(event)
    session.flush()
    session.add(EventStep(event_id=event.id, before="", after=EventState.DRAFT, by=by.who, at=now))
    if event.capacity is not None:
        offers.capacity_changed(event.id, now, by)
    record("event.create", "event", event.id, by=by, now=now, code=code)
    return event


def _next_code(year: int) -> str:
    prefix = f"DQ{year % 100:02}-"
    found = re.search(r"(\d+)$", queries.last_code(prefix) or "0")
    return f"{prefix}{int(found[1] if found else 0) + 1:04}"


def copy(event_id: int, *, year: int, now: dt.datetime, by: Actor) -> Event:
    """Store a draft that takes over an event's description, without dates, sessions or registrations."""
    source = database.session().get_one(Event, event_id)
    return create({name: getattr(source, name) for name in COPIED}, year=year, now=now, by=by, source_id=event_id)


def change(event_id: int, values: Mapping[str, Any], *, now: dt.datetime, by: Actor) -> Event:
    """Set columns of an event. A changed capacity is told to registration in the same transaction.

    Raises EditRefusedError when a constraint refuses, for an archived event, and when a public event would get a line
    that blocks publication.
    """
    try:
        with database.transaction() as session:
            event = _open_event(session, event_id)
            wrong = _blocking_lines(event, now)
            changed = {name: value for name, value in values.items() if getattr(event, name) != value}
            for name, value in changed.items():
                setattr(event, name, value)
            if "kind" in changed:
                event.family = family_of(event.kind)
            event.updated_at = now
            session.flush()
            _refuse_new_faults(event, wrong, now)
            if "capacity" in changed:
                offers.capacity_changed(event_id, now, by)
            record("event.change", "event", event_id, by=by, now=now, fields=sorted(changed))
            return event
    except IntegrityError as error:
        raise EditRefusedError(database.violated(error) or "这一步没有成功，请再试一次。") from error


def save_session(
    event_id: int, session_id: int | None, details: SessionDetails, *, now: dt.datetime, by: Actor
) -> EventSession:
    """Add a session (``session_id`` None) or change one. Raises EditRefusedError when the event is archived.

    Raises it, too, when a public event would get a line that blocks publication.
    """
    with database.transaction() as session:
        event = _open_event(session, event_id)
        wrong = _blocking_lines(event, now)
        held = queries.session_of(event_id, session_id) if session_id else None
        capacity_before = held.capacity if held else None
        if held is None:
            held = EventSession(event_id=event_id)
            event.sessions.append(held)
        for name, value in vars(details).items():
            setattr(held, name, value)
        _keep_span(event, now)
        session.flush()
        _refuse_new_faults(event, wrong, now)
        if held.capacity != capacity_before:
            offers.capacity_changed(event_id, now, by)
        record("event.session", "event", event_id, by=by, now=now, session=held.id, added=session_id is None)
        return held


def remove_session(event_id: int, session_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Take a session away. Raises EditRefusedError when it is the last one of a public event or is in use."""
    try:
        with database.transaction() as session:
            event = _open_event(session, event_id)
            if event.state != EventState.DRAFT and len(event.sessions) == 1:
                raise EditRefusedError("已发布的赛事至少要留一个场次，请先加新场次再移除这一个。")
            event.sessions[:] = [kept for kept in event.sessions if kept.id != session_id]
            _keep_span(event, now)
            session.flush()
            offers.capacity_changed(event_id, now, by)
            record("event.session_removed", "event", event_id, by=by, now=now, session=session_id)
    except IntegrityError as error:
        raise EditRefusedError("这个场次已经有报名或签到记录，请改它的时间地点，不要移除。") from error


def _open_event(session: Session, event_id: int) -> Event:
    event = session.get_one(Event, event_id, with_for_update=True)
    if event.state == EventState.ARCHIVED:
        raise EditRefusedError("已归档的赛事不能再改。")
    return event


def _blocking_lines(event: Event, now: dt.datetime) -> set[str]:
    if event.state == EventState.DRAFT:
        return set()
    return {check.text for check in checks.before_publication(event, now) if check.state == "bad"}


def _refuse_new_faults(event: Event, before: set[str], now: dt.datetime) -> None:
    new = sorted(_blocking_lines(event, now) - before)
    if new:
        raise EditRefusedError(f"{new[0]}。这一场已经发布，改好再保存；要撤下请用“延期”或“取消”。")


def _keep_span(event: Event, now: dt.datetime) -> None:
    event.starts_at = min((held.starts_at for held in event.sessions), default=None)
    event.ends_at = max((held.ends_at for held in event.sessions), default=None)
    event.updated_at = now
