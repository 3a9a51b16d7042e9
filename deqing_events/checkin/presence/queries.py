"""Who attended which session, from the entries on the lists for arriving."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.presence.models import AttendanceRule
from deqing_events.checkin.scan_facts import EARLY
from deqing_events.domain.attendance import Entry, Session, Verdict, attended, verdict
from deqing_events.events.models import Event
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration


@dataclass(frozen=True)
class Row:
    """One person: the sessions they should attend, those they did with the time, and what that makes."""

    registration_id: int
    number: str
    name: str
    unit: str
    township_id: int | None
    township: str
    mobile: str
    own: frozenset[int]
    there: Mapping[int, dt.datetime]
    verdict: Verdict


@dataclass(frozen=True)
class Filters:
    """What the matrix is narrowed to; empty means everybody."""

    verdict: str = ""
    township_id: int | None = None

    def fits(self, row: Row) -> bool:
        """Tell whether a row is asked for, whatever its verdict."""
        return self.township_id is None or row.township_id == self.township_id


def rule(event_id: int) -> int | None:
    """Return how many sessions are enough at an event; None asks for all."""
    return database.session().scalar(select(AttendanceRule.least).where(AttendanceRule.event_id == event_id))


def lists_read(event_id: int) -> list[str]:
    """Return the names of the lists whose entries are attendance: those for arriving."""
    query = select(CheckinList.name).where(CheckinList.event_id == event_id, CheckinList.purpose == "arrival")
    return list(database.session().scalars(query.order_by(CheckinList.id)))


def rows(event: Event) -> list[Row]:
    """Return everybody with a place, and whoever came in without one, by unit and name."""
    sessions = [Session(row.id, row.starts_at, row.ends_at) for row in event.sessions]
    least, found = rule(event.id), list(database.session().execute(_statement(event.id)))
    entries: dict[int, list[Entry]] = {}
    for row in found:
        if row.scanned_at is not None:
            entries.setdefault(row.id, []).append(Entry(row.scanned_at, row.in_session))
    people = {row.id: row for row in found}
    return [_row(row, sessions, entries.get(row.id, []), least) for row in people.values()]


def numbers(found: Sequence[Row]) -> Mapping[str, int]:
    """Return how many people have each verdict, and how many attended each session (by its id as text)."""
    verdicts = Counter(str(row.verdict) for row in found)
    return verdicts + Counter(str(session) for row in found for session in row.there)


def _statement(event_id: int) -> Any:  # noqa: ANN401 - rows of a labelled select have no static type
    lists = select(CheckinList.id).where(CheckinList.event_id == event_id, CheckinList.purpose == "arrival")
    entry = and_(
        Scan.registration_id == Registration.id,
        Scan.list_id.in_(lists),
        Scan.counts,
        Scan.direction == "entry",
        Scan.annulled_at.is_(None),
    )
    unit = case((Unit.name.is_not(None), Unit.name), else_=Registration.unit_text)
    return (
        select(
            Registration.id,
            Registration.number,
            Registration.name,
            Registration.mobile,
            Registration.session_id,
            Registration.township_id,
            unit.label("unit"),
            func.coalesce(Organisation.name, "").label("township"),
            Scan.scanned_at,
            Scan.session_id.label("in_session"),
        )
        .select_from(Registration)
        .outerjoin(Scan, entry)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(Registration.event_id == event_id, or_(Registration.state == "confirmed", Scan.id.is_not(None)))
        .order_by(unit, Registration.pinyin_key, Registration.id)
    )


def _row(row: Any, sessions: Sequence[Session], entries: Sequence[Entry], least: int | None) -> Row:  # noqa: ANN401
    everything = {session.id for session in sessions}
    own = frozenset({row.session_id} & everything or everything)
    there = attended(sessions, entries, EARLY)
    return Row(
        registration_id=row.id,
        number=row.number,
        name=row.name,
        unit=row.unit,
        township_id=row.township_id,
        township=row.township,
        mobile=row.mobile,
        own=own,
        there=there,
        verdict=verdict(own, there.keys(), least),
    )
