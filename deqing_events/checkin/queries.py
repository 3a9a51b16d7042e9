"""Lists, links, live counts and attendance, always derived from scan rows."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, case, func, or_, select
from sqlalchemy.orm import contains_eager

from deqing_events import database
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.checkin.venue.flags import flags
from deqing_events.events.models import EventSession
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration
from deqing_events.registration.teams.models import Team


@dataclass(frozen=True)
class Counts:
    """Live numbers of one list: people, never scans. ``gates`` and ``units`` add up to ``admitted``."""

    registered: int
    admitted: int
    inside: int
    gates: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Attendance:
    """One person of an event and the first entry that counts; ``at`` None when there is none."""

    registration_id: int
    number: str
    name: str
    unit: str
    township: str
    mobile: str
    session: str
    state: str
    at: dt.datetime | None
    gate: str
    volunteer: str
    lane: str
    forced: bool
    note: str


def lists(event_id: int) -> list[CheckinList]:
    """Return the lists of an event, the first one made first."""
    query = select(CheckinList).where(CheckinList.event_id == event_id).order_by(CheckinList.id)
    return list(database.session().scalars(query))


def list_within(event_id: int, list_id: int) -> CheckinList | None:
    """Return a list of this event, or None."""
    query = select(CheckinList).where(CheckinList.event_id == event_id, CheckinList.id == list_id)
    return database.session().scalars(query).one_or_none()


def first_list_id(event_id: int) -> int | None:
    """Return the id of the event's first list for arriving, or of its first list when none is for that, or None."""
    query = select(CheckinList.id).where(CheckinList.event_id == event_id)
    return database.session().scalar(query.order_by(CheckinList.purpose != "arrival", CheckinList.id).limit(1))


def used(list_id: int) -> bool:
    """Tell whether a list has a gate link or a scan."""
    held = (select(GateLink.id).where(GateLink.list_id == list_id), select(Scan.id).where(Scan.list_id == list_id))
    return any(database.session().scalar(query.limit(1)) is not None for query in held)


def on_list(at: CheckinList) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a registration with a place is on a list: its sessions and groups."""
    conditions: list[ColumnElement[bool]] = [Registration.event_id == at.event_id, Registration.state == "confirmed"]
    if at.sessions is not None:
        conditions.append(or_(Registration.session_id.is_(None), Registration.session_id.in_(at.sessions)))
    if at.groups is not None:
        column = Registration.team_id if at.group_by == "team" else Registration.township_id
        conditions.append(column.in_(at.groups))
    return tuple(conditions)


def links(event_id: int) -> list[tuple[GateLink, int, dt.datetime | None]]:
    """Return the gate links of an event with how many phones opened each and when one was last seen."""
    query = (
        select(GateLink, func.count(GateDevice.id), func.max(GateDevice.seen_at))
        .join(GateLink.list)
        .outerjoin(GateDevice, GateDevice.link_id == GateLink.id)
        .options(contains_eager(GateLink.list))
        .where(CheckinList.event_id == event_id)
        .group_by(GateLink.id, CheckinList.id)
        .order_by(GateLink.id.desc())
    )
    return [(link, count, seen) for link, count, seen in database.session().execute(query)]


def link_within(event_id: int, link_id: int) -> GateLink | None:
    """Return a gate link of this event, or None."""
    query = select(GateLink).join(GateLink.list).options(contains_eager(GateLink.list))
    query = query.where(CheckinList.event_id == event_id, GateLink.id == link_id)
    return database.session().scalars(query).one_or_none()


def unopened_link(list_id: int, gate: str, role: str, period: tuple[dt.datetime, dt.datetime]) -> int | None:
    """Return the id of a link made just like this that is not revoked and that no phone has opened, or None."""
    query = (
        select(GateLink.id)
        .outerjoin(GateDevice, GateDevice.link_id == GateLink.id)
        .where(GateLink.list_id == list_id, GateLink.gate == gate, GateLink.role == role)
        .where((GateLink.valid_from == period[0]) & (GateLink.valid_until == period[1]))
        .where(GateLink.revoked_at.is_(None), GateDevice.id.is_(None))
        .limit(1)
    )
    return database.session().scalar(query)


def devices(event_id: int) -> list[GateDevice]:
    """Return the phones that opened a gate link of an event, the latest seen first."""
    query = (
        select(GateDevice)
        .join(GateDevice.link)
        .join(GateLink.list)
        .options(contains_eager(GateDevice.link))
        .where(CheckinList.event_id == event_id)
        .order_by(GateDevice.seen_at.desc(), GateDevice.id.desc())
    )
    return list(database.session().scalars(query))


def device_within(event_id: int, device_id: int) -> GateDevice | None:
    """Return a phone of this event with its link, or None."""
    query = select(GateDevice).join(GateDevice.link).join(GateLink.list).options(contains_eager(GateDevice.link))
    return (
        database.session()
        .scalars(query.where(CheckinList.event_id == event_id, GateDevice.id == device_id))
        .one_or_none()
    )


def counts(at: CheckinList) -> Counts:
    """Return the live numbers of a list."""
    session = database.session()
    registered = session.scalar(select(func.count()).select_from(Registration).where(*on_list(at))) or 0
    first = _entries(Scan.list_id == at.id)
    gates = select(first.c.gate, func.count()).where(first.c.place == 1).group_by(first.c.gate).order_by(first.c.gate)
    per_gate = tuple((gate or "服务台", count) for gate, count in session.execute(gates))
    unit = case((Unit.short_name != "", Unit.short_name), else_=func.coalesce(Unit.name, Registration.unit_text))
    units = (
        select(unit, func.count())
        .select_from(first)
        .join(Registration, Registration.id == first.c.registration_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .where(first.c.place == 1)
        .group_by(unit)
        .order_by(func.count().desc(), unit)
    )
    return Counts(
        registered=registered,
        admitted=sum(count for _, count in per_gate),
        inside=_inside(at.id),
        gates=per_gate,
        units=tuple((name or "未填单位", count) for name, count in session.execute(units)),
    )


def attendance(event_id: int, list_id: int | None = None) -> list[Attendance]:
    """Return everybody with a place, and whoever was let in without one, by unit and name.

    An entry counts when its scan counts, is an entry and is not undone; of several the earliest is shown. ``list_id``
    None looks at all lists of the event.
    """
    of_event = Scan.list_id.in_(select(CheckinList.id).where(CheckinList.event_id == event_id))
    first = _entries(of_event if list_id is None else Scan.list_id == list_id)
    columns: tuple[Any, ...] = (Registration, Unit.short_name, Unit.name, Organisation.name, EventSession.title, Scan)
    columns = (*columns, Team.name)
    query = (
        select(*columns)
        .select_from(Registration)
        .outerjoin(first, (first.c.registration_id == Registration.id) & (first.c.place == 1))
        .outerjoin(Scan, Scan.id == first.c.id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .outerjoin(EventSession, EventSession.id == Registration.session_id)
        .outerjoin(Team, Team.id == Registration.team_id)
        .where(Registration.event_id == event_id, or_(Registration.state == "confirmed", Scan.id.is_not(None)))
        .order_by(Unit.name, Registration.unit_text, Registration.pinyin_key, Registration.id)
    )
    flagged = flags(event_id)
    return [_attendance(row, flagged) for row in database.session().execute(query)]


def counting_scan(event_id: int, registration_id: int) -> Scan | None:
    """Return the first entry that counts of one person at an event, or None."""
    query = (
        select(Scan)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .where(CheckinList.event_id == event_id, Scan.registration_id == registration_id, *_counting())
        .order_by(Scan.scanned_at, Scan.id)
        .limit(1)
    )
    return database.session().scalars(query).one_or_none()


def entered_at(registration_id: int) -> dt.datetime | None:
    """Return when somebody came in first, on whichever list of their event, or None."""
    query = select(func.min(Scan.scanned_at)).where(Scan.registration_id == registration_id, *_counting())
    return database.session().scalar(query)


def absent(registration_ids: Sequence[int]) -> frozenset[int]:
    """Return who of these never came in, of events that were checked in at all: without one entry nobody is absent."""
    came = select(Scan.registration_id).where(Scan.registration_id.in_(registration_ids), *_counting())
    theirs = select(Registration.event_id).where(Registration.id.in_(registration_ids))
    held_events = select(CheckinList.event_id).join(Scan, Scan.list_id == CheckinList.id)
    held_events = held_events.where(CheckinList.event_id.in_(theirs), *_counting()).distinct()
    query = select(Registration.id).where(
        Registration.id.in_(registration_ids),
        Registration.event_id.in_(held_events),
        Registration.id.not_in(came),
    )
    return frozenset(database.session().scalars(query))


def _counting() -> tuple[ColumnElement[bool], ...]:
    return (Scan.counts.is_(True), Scan.direction == "entry", Scan.annulled_at.is_(None))


def _entries(condition: ColumnElement[bool]) -> Subquery:
    """Return each person's counting entries numbered by time: place 1 is the one that let them in."""
    place = func.row_number().over(partition_by=Scan.registration_id, order_by=(Scan.scanned_at, Scan.id))
    query = select(Scan.id, Scan.registration_id, Scan.gate, place.label("place"))
    return query.where(condition, *_counting()).subquery("first_entry")


def _inside(list_id: int) -> int:
    """Count the people whose latest counting scan on the list is an entry; at one instant the exit came after."""
    leaving = case((Scan.direction == "exit", 1), else_=0)
    place = func.row_number().over(
        partition_by=Scan.registration_id, order_by=(Scan.scanned_at.desc(), leaving.desc(), Scan.id.desc())
    )
    latest = (
        select(Scan.direction, place.label("place"))
        .where(Scan.list_id == list_id, Scan.counts, Scan.annulled_at.is_(None))
        .subquery()
    )
    query = select(func.count()).select_from(latest).where(latest.c.place == 1, latest.c.direction == "entry")
    return database.session().scalar(query) or 0


def _attendance(row: Row[Any], flagged: Callable[[int, str], str]) -> Attendance:
    values: tuple[Any, ...] = tuple(row)
    person, short, unit, township, session, scan, team = values
    return Attendance(
        registration_id=person.id,
        number=person.number,
        name=person.name,
        unit=unit or person.unit_text or short or "",
        township=township or "",
        mobile=person.mobile,
        session=session or "",
        state=person.state,
        at=scan.scanned_at if scan else None,
        gate=scan.gate if scan else "",
        volunteer=scan.volunteer if scan else "",
        lane=scan.lane if scan else "",
        forced=scan is not None and scan.recorded == "forced",
        note="；".join(
            part for part in (team or "", *((scan.note, flagged(person.id, scan.nonce)) if scan else ())) if part
        ),
    )
