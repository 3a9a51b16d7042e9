"""People as a paper sheet lists them, and the batches entered from paper."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.paper.models import PaperBatch
from deqing_events.checkin.queries import on_list
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration


@dataclass(frozen=True)
class Signer:
    """One line of a sheet. ``entered_at`` is the person's latest entry that counts on the list, if any."""

    registration_id: int
    number: str
    name: str
    unit: str
    township_id: int | None
    township: str
    tail: str
    entered_at: dt.datetime | None = None


def signers(at: CheckinList, session_id: int | None = None) -> list[Signer]:
    """Return who is on a list (of one session, those too who chose none), by unit and name as sheets are sorted."""
    entry = and_(
        Scan.registration_id == Registration.id,
        Scan.list_id == at.id,
        Scan.counts,
        Scan.direction == "entry",
        Scan.annulled_at.is_(None),
    )
    latest = select(func.max(Scan.scanned_at)).where(entry).correlate(Registration).scalar_subquery()
    unit = func.coalesce(Unit.name, Registration.unit_text)
    query = (
        select(
            Registration.id,
            Registration.number,
            Registration.name,
            unit.label("unit"),
            Registration.township_id,
            func.coalesce(Organisation.name, "").label("township"),
            Registration.mobile_tail,
            latest.label("entered_at"),
        )
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(*on_list(at))
        .order_by(unit, Registration.pinyin_key, Registration.id)
    )
    if session_id is not None:
        query = query.where(or_(Registration.session_id.is_(None), Registration.session_id == session_id))
    return [_signer(tuple(row)) for row in database.session().execute(query)]


def batches(event_id: int) -> list[PaperBatch]:
    """Return the batches entered from paper at an event, the latest first."""
    query = select(PaperBatch).join(PaperBatch.list).where(CheckinList.event_id == event_id)
    return list(database.session().scalars(query.order_by(PaperBatch.id.desc())))


def batch_within(event_id: int, batch_id: int) -> PaperBatch | None:
    """Return a batch of this event, or None."""
    query = select(PaperBatch).join(PaperBatch.list)
    return (
        database.session()
        .scalars(query.where(CheckinList.event_id == event_id, PaperBatch.id == batch_id))
        .one_or_none()
    )


def batch_by_token(token: str) -> PaperBatch | None:
    """Return the batch a form made, if it was sent before."""
    return database.session().scalars(select(PaperBatch).where(PaperBatch.token == token)).one_or_none()


def standing(batch: PaperBatch) -> list[str]:
    """Return the nonces of a batch's scans that are not undone."""
    query = select(Scan.nonce).where(
        Scan.list_id == batch.list_id,
        Scan.lane == "paper",
        Scan.nonce.startswith(f"{batch.token}-", autoescape=True),
        Scan.annulled_at.is_(None),
    )
    return list(database.session().scalars(query.order_by(Scan.id)))


def _signer(row: tuple[Any, ...]) -> Signer:
    return Signer(*row)
