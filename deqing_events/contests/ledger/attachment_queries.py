"""Questions about what was attached to the ledger of an event."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.ledger.models import EvidenceFile


def attached(event_id: int) -> list[EvidenceFile]:
    """Return the files attached to an event that were not taken off, in the order they came."""
    query = select(EvidenceFile).where(EvidenceFile.event_id == event_id, EvidenceFile.removed_at.is_(None))
    return list(database.session().scalars(query.order_by(EvidenceFile.id)))


def one(event_id: int, file_id: int) -> EvidenceFile | None:
    """Return a file attached to this event that was not taken off, or None."""
    return next((row for row in attached(event_id) if row.id == file_id), None)
