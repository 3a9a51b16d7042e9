"""Attaching a photo or a paper to the ledger of an event, and taking one off again."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import attachment_queries
from deqing_events.contests.ledger.models import EvidenceFile
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import CLOSED
from deqing_events.domain.kinds import EventState

GONE = "这份附件刚被别人拿掉了，请刷新后再看。"


class AttachmentRefusedError(ValueError):
    """Nothing was attached or taken off; the text is a sentence for people."""


@dataclass(frozen=True)
class Attachment:
    """A stored file and what it is: in which folder of the ledger, and whether it shows nobody's full data."""

    folder: str
    title: str
    file_name: str
    size: int
    sha256: str
    nameless: bool


def attach(event_id: int, made: Attachment, change: Change) -> EvidenceFile:
    """Put a stored file into the ledger. Raises AttachmentRefusedError for one that is there, or an archived event."""
    try:
        with database.transaction() as session:
            _require_open(event_id)
            row = EvidenceFile(event_id=event_id, folder=made.folder, title=made.title, file_name=made.file_name)
            row.size, row.sha256, row.nameless = made.size, made.sha256, made.nameless
            row.by, row.at = change.by.who, change.now
            session.add(row)
            session.flush()
            told = {"folder": row.folder, "digest": row.sha256, "nameless": row.nameless}
            record("ledger.attach", "event", event_id, by=change.by, now=change.now, **told)
            return row
    except IntegrityError as error:
        raise AttachmentRefusedError(database.violated(error) or GONE) from error


def take_off(event_id: int, file_id: int, change: Change) -> None:
    """Take a file off the ledger; its row stays with the reason.

    Raises AttachmentRefusedError without a reason, for a file that is not there, or an archived event.
    """
    if not change.reason:
        raise AttachmentRefusedError("拿掉附件要写明理由。")
    with database.transaction():
        _require_open(event_id)
        row = attachment_queries.one(event_id, file_id)
        if row is None:
            raise AttachmentRefusedError(GONE)
        row.removed_at, row.removed_by, row.remove_reason = change.now, change.by.who, change.reason
        told = {"folder": row.folder, "digest": row.sha256, "reason": change.reason}
        record("ledger.take_off", "event", event_id, by=change.by, now=change.now, **told)


def _require_open(event_id: int) -> None:
    if locks.hold_off(event_id) == EventState.ARCHIVED:
        raise AttachmentRefusedError(CLOSED)
