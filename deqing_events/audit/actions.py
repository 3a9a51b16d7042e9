"""Writing the audit log: one chained entry per state change, inside the transaction that changes the state."""

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.models import AuditEntry, AuditHead
from deqing_events.domain.roles import Actor

GENESIS = "0" * 64
_PENDING = "audit_pending"

_entry, _head = AuditEntry.metadata.tables["audit_entry"], AuditHead.metadata.tables["audit_head"]
# Built once: every write of the product passes here, and building a statement costs more than running it.
_READ_HEAD = select(_head.c.seq, _head.c.hash).where(_head.c.id == 1).with_for_update()
_ADD = insert(_entry)
_MOVE_HEAD = update(_head).where(_head.c.id == 1).values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))


def record(
    action: str,
    kind: str,
    object_id: object,
    *,
    by: Actor,
    now: dt.datetime,
    **detail: Any,  # noqa: ANN401 - JSON
) -> None:
    """Add an entry to the open transaction; it is chained and written as the transaction's last act.

    ``detail`` holds JSON values (before, after, counts, reason) and never personal data in clear.
    """
    database.session().info.setdefault(_PENDING, []).append(
        {
            "at": now.astimezone(dt.UTC),
            "actor": by.who,
            "role": by.role,
            "address": by.address,
            "action": action,
            "object_kind": kind,
            "object_id": str(object_id),
            "detail": detail,
        }
    )


def entry_hash(entry: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of an entry's content and of the hash before it."""
    content = {**entry, "at": entry["at"].astimezone(dt.UTC).isoformat()}
    content.pop("hash", None)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@database.before_commit
def write_pending(session: Session) -> None:
    """Chain and insert what ``record`` collected. The head row is locked here, so its lock lasts only the commit."""
    entries: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not entries:
        return
    connection = session.connection()
    seq, previous = connection.execute(_READ_HEAD).one()
    for entry in entries:
        seq += 1
        entry.update(seq=seq, previous_hash=previous)
        previous = entry["hash"] = entry_hash(entry)
    connection.execute(_ADD, entries)
    connection.execute(_MOVE_HEAD, {"new_seq": seq, "new_hash": previous})


@database.after_end
def forget_pending(session: Session) -> None:
    """Drop what a rolled-back transaction had collected."""
    session.info.pop(_PENDING, None)
