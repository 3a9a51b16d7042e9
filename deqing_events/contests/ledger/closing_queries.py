"""Questions about closed files and about evidence that is missing for a reason."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.ledger.models import ClosedFile, EvidenceGap


def standing(event_id: int) -> ClosedFile | None:
    """Return the file of an event as it was closed, or None while it is open."""
    query = select(ClosedFile).where(ClosedFile.event_id == event_id, ClosedFile.reopened_at.is_(None))
    return database.session().scalars(query).one_or_none()


def history(event_id: int) -> list[ClosedFile]:
    """Return every act of closing, opened ones too, the latest first."""
    query = select(ClosedFile).where(ClosedFile.event_id == event_id).order_by(ClosedFile.id.desc())
    return list(database.session().scalars(query))


def gaps(event_id: int) -> dict[str, EvidenceGap]:
    """Return why evidence of an event is missing, by key."""
    query = select(EvidenceGap).where(EvidenceGap.event_id == event_id)
    return {row.key: row for row in database.session().scalars(query)}
