"""The one SELECT a scan needs: list, pass, registration, earlier scans, the same nonce, and two counts."""

import datetime as dt
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from deqing_events import database
from deqing_events.checkin.codes import Code
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_facts import EARLY, Known, ListRow, PersonRow, Post, PreviousRow, StoredRow
from deqing_events.domain.attendance import Session, session_at
from deqing_events.domain.door_questions import read
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import DONE_REVIEWS, Pass, Registration

_Own = aliased(Event, name="own_event")
_Before = aliased(Scan, name="before")
_Same = aliased(Scan, name="same")

OVER = ("cancelled", "rejected")
"""States that count whatever a review says."""

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
    # On the connection: columns need none of the session's work, and every scan waits for this.
    connection = database.session().connection()
    rows = connection.execute(_STATEMENTS[code.registration_id is not None], values).all()
    if not rows:
        return None
    first = rows[0]
    return Known(
        at=_list(first),
        person=_person(first),
        previous=_previous(rows),
        same=_same(first),
        admitted=first.admitted,
        guesses=first.guesses,
    )


def list_row(list_id: int) -> ListRow | None:
    """Return the list of a gate, or None."""
    query = select(*_list_columns()).join(Event, Event.id == CheckinList.event_id).where(CheckinList.id == list_id)
    row = database.session().execute(query).one_or_none()
    return _list(row) if row else None


def standing(state: str, review: str) -> str:
    """Return where a registration stands at the door: pending while a review stands in its way."""
    return state if review in DONE_REVIEWS or state in OVER else "pending"


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
    entered = (Scan.list_id == bindparam("list_id"), Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
    guessed = (
        Scan.device_id == bindparam("device_id"),
        Scan.received_at > bindparam("since"),
        Scan.reason == "invalid",
    )
    columns = (
        *_list_columns(),
        *_person_columns(),
        *_scan_columns(),
        select(func.count()).where(*entered).scalar_subquery().label("admitted"),
        select(func.count()).where(*guessed).scalar_subquery().label("guesses"),
    )
    query = select(*columns).select_from(CheckinList).join(Event, Event.id == CheckinList.event_id)
    if by_person:
        query = query.outerjoin(Registration, Registration.id == bindparam("registration_id"))
        query = query.outerjoin(Pass, and_(Pass.registration_id == Registration.id, Pass.revoked_at.is_(None)))
    else:
        shown = and_(Pass.token_hash == bindparam("token_hash"), bindparam("token_hash") != "")
        typed = and_(Pass.short_code == bindparam("short_code"), bindparam("short_code") != "")
        query = query.outerjoin(Pass, shown | typed)
        query = query.outerjoin(Registration, Registration.id == Pass.registration_id)
    return _with_rest(query).where(CheckinList.id == bindparam("list_id")).order_by(_Before.id)


def _with_rest(query: Select[Any]) -> Select[Any]:
    before = and_(
        _Before.registration_id == Registration.id,
        _Before.list_id == CheckinList.id,
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


def _list(row: Row[Any]) -> ListRow:
    starts = row.list_event_starts_at
    return ListRow(
        id=row.list_id,
        name=row.list_name,
        mode=row.mode,
        event_id=row.list_event_id,
        event_title=row.list_event_title,
        contact_phone=row.contact_phone,
        sessions=None if row.sessions is None else tuple(row.sessions),
        gates=None if row.gates is None else tuple(row.gates),
        opens_at=row.opens_at or (starts and starts - EARLY),
        closes_at=row.closes_at or row.list_event_ends_at,
        accept_unconfirmed=row.accept_unconfirmed,
        group_by=row.group_by,
        groups=None if row.list_groups is None else tuple(row.list_groups),
        questions=read(row.questions),
        rotating_pass=row.rotating_pass,
    )


def _person(row: Row[Any]) -> PersonRow | None:
    if row.registration_id is None:
        return None
    return PersonRow(
        registration_id=row.registration_id,
        event_id=row.event_id,
        event_title=row.event_title,
        event_starts_at=row.event_starts_at,
        state=standing(row.state, row.review),
        blocked=row.blocked,
        session_id=row.session_id,
        name=row.name,
        mobile_tail=row.mobile_tail,
        unit=row.unit_short_name or row.unit_name or row.unit_text,
        township=row.township or "",
        pass_id=row.pass_id,
        revoked_at=row.revoked_at,
        session_title=row.session_title or "",
        session_starts_at=row.session_starts_at,
        session_note=row.session_note or "",
        township_id=row.township_id,
        team_id=row.team_id,
    )


def _previous(rows: Any) -> tuple[PreviousRow, ...]:  # noqa: ANN401 - rows of a labelled select have no static type
    return tuple(
        PreviousRow(
            id=row.before_id,
            nonce=row.before_nonce,
            at=row.before_at,
            direction=row.before_direction,
            session_id=row.before_session_id,
            gate=row.before_gate,
            volunteer=row.before_volunteer,
            slot=row.before_slot,
            answers=row.before_answers or {},
        )
        for row in rows
        if row.before_id is not None
    )


def _same(row: Row[Any]) -> StoredRow | None:
    if row.same_id is None:
        return None
    return StoredRow(
        id=row.same_id,
        at=row.same_at,
        direction=row.same_direction,
        recorded=row.same_recorded,
        reason=row.same_reason,
        device_id=row.same_device_id,
        counts=row.same_counts,
    )


_STATEMENTS = {by_person: _statement(by_person=by_person) for by_person in (True, False)}
"""Built at import, while one thread is there: when several first use an alias of the ORM at once, it may stay
without some of its columns, and every scan of the process would be answered from a broken statement."""
