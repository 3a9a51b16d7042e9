"""Who came last, for the wall."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.domain.masking import mask_name
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration

ROWS = 8


@dataclass(frozen=True)
class Arrival:
    """One entry as the hall sees it: the whole name only of whoever agreed to its publication."""

    scan_id: int
    name: str
    where: str
    gate: str
    at: dt.datetime


def arrivals(list_id: int, *, limit: int = ROWS) -> list[Arrival]:
    """Return the last entries of a list that count, the newest first."""
    query = (
        select(Scan.id, Scan.scanned_at, Scan.gate, Registration.name, Registration.publish_name)
        .add_columns(Registration.unit_text, Unit.short_name, Unit.name.label("unit"), Organisation.name.label("town"))
        .join(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(Scan.list_id == list_id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(limit)
    )
    return [
        Arrival(
            scan_id=row.id,
            name=row.name if row.publish_name else mask_name(row.name),
            where=row.town or row.short_name or row.unit or row.unit_text or "",
            gate=row.gate or "服务台",
            at=row.scanned_at,
        )
        for row in database.session().execute(query)
    ]
