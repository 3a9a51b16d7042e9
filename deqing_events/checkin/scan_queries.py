"""The one SELECT a scan needs: list, pass, registration, earlier scans, the same nonce, and unknown codes of late."""

import datetime as dt
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from deqing_events import database
from deqing_events.checkin import gate_queries, scan_rows
from deqing_events.checkin.codes import Code
from deqing_events.checkin.gate_queries import Holder
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.checkin.scan_facts import EARLY, Known, ListRow, Post
from deqing_events.domain.admission_facts import Reason
from deqing_events.domain.attendance import Session, session_at
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Pass, Registration

_Own = aliased(Event, name="own_event")
_Before = aliased(Scan, name="before")
_Same = aliased(Scan, name="same")

WINDOW = dt.timedelta(minutes=1)
"""Over which unknown codes of one device are counted."""


def known(post: Post, code: Code, nonce: str, *, now: dt.datetime) -> Known | None:
    """Return everything about one scan, or None when the list does not exist. One statement."""
    values = {
        "list_id": post.list_id,
        "token_hash": code.token_hash,
        "short_code": code.short_code,
        "registration_id": code.registration_id,
        "nonce": nonce,
        "device_id": post.device_id,
        "since": now - WINDOW,
    }
    rows = _STATEMENTS[code.registration_id is not None].rows(values)
    if not rows:
        return None
    return scan_rows.known_row(rows)


def of_device(device_hash: str, code: Code, nonce: str, *, now: dt.datetime) -> tuple[Holder, Known] | None:
    """Return who holds a device's token and everything about one scan of a pass there; None for a strange token."""
    values = {
        "device_hash": device_hash,
        "token_hash": code.token_hash,
        "short_code": code.short_code,
        "nonce": nonce,
        "since": now - WINDOW,
    }
    rows = _OF_DEVICE.rows(values)
    return (gate_queries.holder_row(rows[0], "held_"), scan_rows.known_row(rows)) if rows else None


def list_row(list_id: int) -> ListRow | None:
    """Return the list of a gate, or None."""
    query = select(*_list_columns()).join(Event, Event.id == CheckinList.event_id).where(CheckinList.id == list_id)
    row = database.session().execute(query).one_or_none()
    return scan_rows.list_row(row) if row else None


def session_now(at: ListRow, now: dt.datetime) -> int | None:
    """Return the session a scan belongs to where the list tells sessions apart, else None.

    A list of one session needs no look-up; among several it is the one in progress (from two hours before its start),
    as the law of attendance says.
    """
    if at.sessions is not None and len(at.sessions) == 1:
        return at.sessions[0]
    if at.sessions is None and at.mode != "once_per_session":
        return None
    query = select(EventSession.id, EventSession.starts_at, EventSession.ends_at).where(
        EventSession.event_id == at.event_id, EventSession.starts_at <= now + EARLY, EventSession.ends_at > now
    )
    if at.sessions is not None:
        query = query.where(EventSession.id.in_(at.sessions))
    taking = [Session(*row) for row in database.session().connection().execute(query)]
    return session_at(taking, now, EARLY)


def place_of(scan_id: int, list_id: int) -> int:
    """Return how many entries the list had when this scan was stored, undone ones left out."""
    entered = (Scan.list_id == list_id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
    return database.session().scalar(select(func.count()).where(*entered, Scan.id <= scan_id)) or 0


def _statement(*, by_person: bool) -> Select[Any]:
    guesses = _guesses(bindparam("device_id"))
    query: Select[Any] = select(*_list_columns(), *_person_columns(), *_scan_columns(), guesses)
    query = query.select_from(CheckinList).join(Event, Event.id == CheckinList.event_id)
    if by_person:
        query = query.outerjoin(Registration, Registration.id == bindparam("registration_id"))
        query = query.outerjoin(Pass, and_(Pass.registration_id == Registration.id, Pass.revoked_at.is_(None)))
    else:
        query = _with_pass(query)
    return _with_rest(query).where(CheckinList.id == bindparam("list_id")).order_by(_Before.id)


def _of_device() -> Select[Any]:
    held = (column.label(f"held_{name}") for name, column in gate_queries.HOLDER.items())
    query: Select[Any] = select(*held, *_list_columns(), *_person_columns(), *_scan_columns(), _guesses(GateDevice.id))
    query = query.select_from(GateDevice).join(GateLink, GateLink.id == GateDevice.link_id)
    query = query.join(CheckinList, CheckinList.id == GateLink.list_id).join(Event, Event.id == CheckinList.event_id)
    query = _with_rest(_with_pass(query))
    return query.where(GateDevice.token_hash == bindparam("device_hash")).order_by(_Before.id)


def _guesses(device_id: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """Count by the index of guesses: written out, because an index of some rows is used for what is known to be one."""
    invalid: Any = literal_column(f"'{Reason.INVALID.value}'")
    guessed = (Scan.device_id == device_id, Scan.received_at > bindparam("since"), Scan.reason == invalid)
    return select(func.count()).select_from(Scan).where(*guessed).scalar_subquery().label("guesses")


def _with_pass(query: Select[Any]) -> Select[Any]:
    shown = and_(Pass.token_hash == bindparam("token_hash"), bindparam("token_hash") != "")
    typed = and_(Pass.short_code == bindparam("short_code"), bindparam("short_code") != "")
    query = query.outerjoin(Pass, shown | typed)
    return query.outerjoin(Registration, Registration.id == Pass.registration_id)


def _with_rest(query: Select[Any]) -> Select[Any]:
    before = and_(
        _Before.registration_id == Registration.id,
        _Before.list_id + 0 == CheckinList.id,  # found by the person: no plan may go through all who are in
        _Before.counts,
        _Before.annulled_at.is_(None),
    )
    return (
        query.outerjoin(_Own, _Own.id == Registration.event_id)
        .outerjoin(EventSession, EventSession.id == Registration.session_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .outerjoin(_Before, before)
        .outerjoin(_Same, _Same.nonce == bindparam("nonce"))
    )


def _list_columns() -> tuple[Any, ...]:
    return (
        CheckinList.id.label("list_id"),
        CheckinList.name.label("list_name"),
        CheckinList.mode,
        CheckinList.sessions,
        CheckinList.gates,
        CheckinList.opens_at,
        CheckinList.closes_at,
        CheckinList.accept_unconfirmed,
        CheckinList.group_by,
        CheckinList.groups.label("list_groups"),
        CheckinList.questions,
        CheckinList.entered,
        CheckinList.event_id.label("list_event_id"),
        Event.title.label("list_event_title"),
        Event.contact_phone,
        Event.rotating_pass,
        Event.starts_at.label("list_event_starts_at"),
        Event.ends_at.label("list_event_ends_at"),
    )


def _person_columns() -> tuple[Any, ...]:
    return (
        Pass.id.label("pass_id"),
        Pass.revoked_at,
        Registration.id.label("registration_id"),
        Registration.event_id,
        Registration.state,
        Registration.review,
        Registration.blocked,
        Registration.session_id,
        Registration.township_id,
        Registration.team_id,
        Registration.name,
        Registration.mobile_tail,
        Registration.unit_text,
        Unit.name.label("unit_name"),
        Unit.short_name.label("unit_short_name"),
        Organisation.name.label("township"),
        _Own.title.label("event_title"),
        _Own.starts_at.label("event_starts_at"),
        EventSession.title.label("session_title"),
        EventSession.starts_at.label("session_starts_at"),
        EventSession.note.label("session_note"),
    )


def _scan_columns() -> tuple[Any, ...]:
    return (
        _Before.id.label("before_id"),
        _Before.nonce.label("before_nonce"),
        _Before.scanned_at.label("before_at"),
        _Before.direction.label("before_direction"),
        _Before.session_id.label("before_session_id"),
        _Before.gate.label("before_gate"),
        _Before.volunteer.label("before_volunteer"),
        _Before.slot.label("before_slot"),
        _Before.answers.label("before_answers"),
        _Same.id.label("same_id"),
        _Same.scanned_at.label("same_at"),
        _Same.direction.label("same_direction"),
        _Same.recorded.label("same_recorded"),
        _Same.reason.label("same_reason"),
        _Same.device_id.label("same_device_id"),
        _Same.counts.label("same_counts"),
    )


_STATEMENTS = {by_person: database.Glance(_statement(by_person=by_person)) for by_person in (True, False)}
_OF_DEVICE = database.Glance(_of_device())
"""Built at import, while one thread is there: when several first use an alias of the ORM at once, it may stay
without some of its columns, and every scan of the process would be answered from a broken statement."""
