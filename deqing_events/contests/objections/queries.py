"""Questions about objections."""

from sqlalchemy import ColumnElement, or_, select

from deqing_events import database
from deqing_events.contests.objections.models import Objection


def _open() -> ColumnElement[bool]:
    return or_(Objection.state == "open", Objection.correction_due)


def open_objections(event_id: int) -> list[Objection]:
    """Return the objections of an event that wait for a ruling or for their correction, the earliest first."""
    query = select(Objection).where(Objection.event_id == event_id, _open()).order_by(Objection.id)
    return list(database.session().scalars(query))


def of_event(event_id: int) -> list[Objection]:
    """Return every objection to the notices of an event, the latest first."""
    query = select(Objection).where(Objection.event_id == event_id).order_by(Objection.id.desc())
    return list(database.session().scalars(query))


def one(event_id: int, objection_id: int) -> Objection | None:
    """Return an objection of this event, or None."""
    query = select(Objection).where(Objection.id == objection_id, Objection.event_id == event_id)
    return database.session().scalars(query).one_or_none()


def by_receipt(receipt: str) -> Objection | None:
    """Return the objection with a receipt, or None."""
    return database.session().scalars(select(Objection).where(Objection.receipt == receipt)).one_or_none()


def of_mobile(mobile: str) -> list[Objection]:
    """Return the objections filed with this mobile, the latest first."""
    query = select(Objection).where(Objection.mobile == mobile).order_by(Objection.id.desc())
    return list(database.session().scalars(query))


def same(notice_id: int, digest: str) -> Objection | None:
    """Return the objection that says exactly this already, or None."""
    query = select(Objection).where(Objection.notice_id == notice_id, Objection.digest == digest)
    return database.session().scalars(query).one_or_none()
