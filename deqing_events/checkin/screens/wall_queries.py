"""Who came last, for the wall, and how many came, for a screen."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.queries import on_list
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


def headcount(at: CheckinList, session_id: int | None) -> tuple[int, int]:
    """Return how many people of a list are in and how many are expected; with a session only those of that session.

    A scan that belongs to no session counts for the one its person signed up for.
    """
    expected = select(func.count()).select_from(Registration).where(*on_list(at))
    entered = (
        select(func.count(Scan.registration_id.distinct()))
        .join(Registration, Registration.id == Scan.registration_id)
        .where(Scan.list_id == at.id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
    )
    if session_id is not None:
        own = Registration.session_id == session_id
        expected = expected.where(or_(Registration.session_id.is_(None), own))
        entered = entered.where(or_(Scan.session_id == session_id, and_(Scan.session_id.is_(None), own)))
    session = database.session()
    return session.scalar(entered) or 0, session.scalar(expected) or 0


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
