"""Closing the file of an event (归档), opening it again by a ruling, and saying why evidence is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import closing_queries
from deqing_events.contests.ledger.evidence import index_of
from deqing_events.contests.ledger.models import ClosedFile, EvidenceGap
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.kinds import EventState
from deqing_events.domain.ledger import State, sums_digest
from deqing_events.events.steps import actions as steps

CHANGED = "台账刚有变化，请重新核对后再归档。"


class LedgerRefusedError(ValueError):
    """Nothing was closed, opened or written; the text is a sentence for people."""


@dataclass(frozen=True)
class Closing:
    """What is closed: the index as it was looked at (``seen``: its digest), and the files of the ledger it gave."""

    seen: str
    sums: Mapping[str, str]


def close(event_id: int, made: Closing, change: Change) -> ClosedFile:
    """Archive an event with the digest of its ledger; waits for whoever is writing a mark.

    Raises LedgerRefusedError while evidence is missing or not finished, when something on record changed since it was
    looked at, or when the event is neither final nor cancelled.
    """
    try:
        with database.transaction() as session:
            event = locks.take(event_id)
            index = index_of(event)
            if index.digest != made.seen:
                raise LedgerRefusedError(CHANGED)
            if index.open_items:
                first = index.open_items[0].title
                raise LedgerRefusedError(f"还差 {len(index.open_items)} 项，办完才能归档。第一项：{first}。")
            steps.move(event, EventState.ARCHIVED, now=change.now, by=change.by)
            held = ClosedFile(event_id=event_id, digest=sums_digest(made.sums), sums=dict(made.sums))
            held.closed_at, held.closed_by = change.now, change.by.who
            session.add(held)
            session.flush()
            told = {"digest": held.digest, "files": len(made.sums)}
            record("ledger.close", "event", event_id, by=change.by, now=change.now, **told)
            return held
    except steps.StepRefusedError as error:
        raise LedgerRefusedError(str(error)) from error
    except IntegrityError as error:
        raise LedgerRefusedError(database.violated(error) or CHANGED) from error


def reopen(event_id: int, ruling: str, change: Change) -> None:
    """Open the file of an event again by a recorded ruling; the closing stays in the history.

    Raises LedgerRefusedError without a ruling or reason, or when the event is not archived.
    """
    if not (ruling and change.reason):
        raise LedgerRefusedError("重新打开已归档的活动，要写明凭哪个裁定、为什么。")
    with database.transaction():
        event = locks.take(event_id)
        held = closing_queries.standing(event_id)
        try:
            steps.reopen(event, f"{ruling}：{change.reason}"[:200], now=change.now, by=change.by)
        except steps.StepRefusedError as error:
            raise LedgerRefusedError(str(error)) from error
        if held is not None:
            held.reopened_at, held.reopened_by = change.now, change.by.who
            held.ruling, held.reopen_reason = ruling, change.reason
        told = {"ruling": ruling, "reason": change.reason, "digest": held.digest if held else ""}
        record("ledger.reopen", "event", event_id, by=change.by, now=change.now, **told)


def explain(event_id: int, key: str, change: Change) -> None:
    """Write down why a needed piece of evidence is missing; said again it replaces what was said.

    Raises LedgerRefusedError without a reason, or when nothing is missing there.
    """
    if not change.reason:
        raise LedgerRefusedError("请写明为什么没有这样材料。")
    try:
        with database.transaction() as session:
            event = locks.take(event_id)
            index = index_of(event)
            item = next((row for row in index.items if row.key == key), None)
            if event.state == EventState.ARCHIVED or item is None or item.state not in {State.MISSING, State.EXPLAINED}:
                raise LedgerRefusedError("这样材料现在不缺，不用说明。")
            row = closing_queries.gaps(event_id).get(key) or EvidenceGap(event_id=event_id, key=key)
            row.reason, row.by, row.at = change.reason, change.by.who, change.now
            session.add(row)
            told = {"what": item.title, "reason": change.reason}
            record("ledger.explain", "event", event_id, by=change.by, now=change.now, **told)
    except IntegrityError as error:
        raise LedgerRefusedError(database.violated(error) or CHANGED) from error
