"""Reading the audit log, and proving that nobody changed it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.actions import GENESIS, entry_hash
from deqing_events.audit.models import AuditEntry, AuditHead


@dataclass(frozen=True)
class Finding:
    """One break of the chain: the entry's number and what is wrong."""

    seq: int
    what: str


def page(*, before: int | None, size: int, action: str = "") -> list[AuditEntry]:
    """Return up to ``size`` entries older than number ``before``, newest first; ``action`` filters by prefix."""
    query = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(size)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    if action:
        query = query.where(AuditEntry.action.startswith(action, autoescape=True))
    return list(database.session().scalars(query))


def verify() -> tuple[int, list[Finding]]:
    """Walk the whole chain. Returns how many entries were read and every break found (edit, deletion, swap)."""
    findings: list[Finding] = []
    count, seq, previous = 0, 0, GENESIS
    for entry in _all_entries():
        count += 1
        if entry.seq != seq + 1:
            findings.append(Finding(seq + 1, f"entries {seq + 1} to {entry.seq - 1} are missing"))
        if entry.previous_hash != previous:
            findings.append(Finding(entry.seq, "does not follow the entry before it"))
        if entry_hash(_content(entry)) != entry.hash:
            findings.append(Finding(entry.seq, "content does not match its hash"))
        seq, previous = entry.seq, entry.hash
    head = database.session().execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one()
    if (head.seq, head.hash) != (seq, previous):
        findings.append(Finding(seq, f"the head says {head.seq}: entries at the end are missing or were replaced"))
    return count, findings


def _all_entries() -> Iterator[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    yield from database.session().scalars(query)


def _content(entry: AuditEntry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "role": entry.role,
        "address": entry.address,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
