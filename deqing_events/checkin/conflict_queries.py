"""Conflicts: people a gate without a line let in twice, or against what the list says by now."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import aliased

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_facts import LET_IN
from deqing_events.domain.admission_facts import Recorded
from deqing_events.organisations.models import Unit
from deqing_events.registration.models import Registration

_First = aliased(Scan, name="first_entry")


@dataclass(frozen=True)
class Conflict:
    """One scan that let somebody in and should not have. ``first_at`` is the entry that counts, if there is one."""

    scan_id: int
    list_name: str
    registration_id: int | None
    number: str
    name: str
    unit: str
    reason: str
    at: dt.datetime
    received_at: dt.datetime
    gate: str
    volunteer: str
    first_at: dt.datetime | None = None
    first_gate: str = ""
    first_by: str = ""


def conflicts(event_id: int, list_id: int | None = None) -> list[Conflict]:
    """Return the conflicts of an event, or of one list of it, by the time of the second scan."""
    query = _CONFLICTS.where(CheckinList.event_id == event_id)
    if list_id is not None:
        query = query.where(Scan.list_id == list_id)
    # Of several entries that count, as on another day of the list, the last one before it is the one it clashes with.
    found = {row[0].id: _conflict(row) for row in database.session().execute(query)}
    return list(found.values())


def _statement() -> Select[Any]:
    counted = and_(
        _First.list_id == Scan.list_id,
        _First.registration_id == Scan.registration_id,
        _First.counts,
        _First.direction == "entry",
        _First.annulled_at.is_(None),
        _First.scanned_at <= Scan.scanned_at,
    )
    columns: tuple[Any, ...] = (Scan, CheckinList.name, Registration, Unit.short_name, Unit.name, _First)
    return (
        select(*columns)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(_First, counted)
        .where(Scan.told == LET_IN, Scan.annulled_at.is_(None), Scan.recorded == Recorded.FAILURE.value)
        .order_by(Scan.scanned_at, Scan.nonce, _First.scanned_at, _First.nonce)
    )


def _conflict(row: Row[Any]) -> Conflict:
    values: tuple[Any, ...] = tuple(row)
    scan, list_name, person, short, unit, first = values
    made = Conflict(
        scan_id=scan.id,
        list_name=list_name,
        registration_id=scan.registration_id,
        number=person.number if person else "",
        name=person.name if person else "",
        unit=(short or unit or person.unit_text) if person else "",
        reason=scan.reason or "",
        at=scan.scanned_at,
        received_at=scan.received_at,
        gate=scan.gate,
        volunteer=scan.volunteer,
    )
    if first is None:
        return made
    return replace(made, first_at=first.scanned_at, first_gate=first.gate, first_by=first.volunteer)


_CONFLICTS = _statement()
"""Built at import, while one thread is there, as the statements of ``scan_queries`` are."""
