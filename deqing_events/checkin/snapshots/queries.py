"""What goes into a snapshot, read as plain columns: a list may have twenty thousand people."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, or_, select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.models import Scan
from deqing_events.events.models import EventSession
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Pass, Registration

Found: TypeAlias = Row[Any]

AT_THE_DOOR = ("scan.admit", "scan.annul", "scan.settle", "gate_device.open", "gate_device.revoke")
"""What is logged all the time while a door is open and changes nobody's right to come in."""


def stamp() -> int:
    """Return a number that moves with every change somebody's right to come in may depend on."""
    query = select(AuditEntry.seq).where(AuditEntry.action.not_in(AT_THE_DOOR)).order_by(AuditEntry.seq.desc())
    return database.session().scalar(query.limit(1)) or 0


def sessions(event_id: int) -> list[EventSession]:
    """Return the sessions of an event."""
    query = select(EventSession).where(EventSession.event_id == event_id).order_by(EventSession.id)
    return list(database.session().scalars(query))


def people(event_id: int) -> Sequence[Found]:
    """Return every pass of an event with what the door looks at; of one person the pass issued last comes first."""
    columns: tuple[Any, ...] = (
        Registration.id,
        Registration.name,
        Registration.state,
        Registration.review,
        Registration.blocked,
        Registration.session_id,
        Registration.township_id,
        Registration.team_id,
        Registration.unit_text,
        Unit.name.label("unit_name"),
        Unit.short_name.label("unit_short_name"),
        Organisation.name.label("township"),
        Pass.token_hash,
        Pass.short_code,
        Pass.revoked_at,
    )
    query = (
        select(*columns)
        .join(Pass, Pass.registration_id == Registration.id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(Registration.event_id == event_id)
        .order_by(Registration.id, Pass.serial.desc())
    )
    return database.session().execute(query).all()


def entries(list_id: int) -> Sequence[Found]:
    """Return the counting scans of a list, person by person."""
    return _scans(Scan.list_id == list_id)


def touched(list_id: int, since: dt.datetime) -> list[int]:
    """Return whose scans on a list came in or were undone after ``since``."""
    news = or_(Scan.received_at >= since, Scan.annulled_at >= since)
    query = select(Scan.registration_id).where(Scan.list_id == list_id, Scan.registration_id.is_not(None), news)
    return [person for person in database.session().scalars(query.distinct()) if person is not None]


def entries_of(list_id: int, people: Sequence[int]) -> Sequence[Found]:
    """Return the counting scans of some people on a list."""
    return _scans((Scan.list_id == list_id) & Scan.registration_id.in_(people))


def _scans(condition: ColumnElement[bool]) -> Sequence[Found]:
    columns: tuple[Any, ...] = (
        Scan.registration_id,
        Scan.scanned_at,
        Scan.direction,
        Scan.session_id,
        Scan.gate,
        Scan.volunteer,
    )
    query = select(*columns).where(
        condition, Scan.counts, Scan.annulled_at.is_(None), Scan.registration_id.is_not(None)
    )
    return database.session().execute(query.order_by(Scan.registration_id, Scan.scanned_at, Scan.id)).all()
