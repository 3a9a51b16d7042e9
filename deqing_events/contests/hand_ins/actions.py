"""Handing marks in, asking to correct them, and opening them again."""

from collections.abc import Collection, Sequence

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.hand_ins import queries
from deqing_events.contests.hand_ins.models import FixRequest, HandIn
from deqing_events.contests.history import Change
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.grid import stored
from deqing_events.contests.marking.score_sheets import ScoreSheet

HANDED_IN = "这一位已经交了，不能再改。要改请用“更正申请”告诉裁判长。"
MOVED = "分数刚有变动，和你看到的不一样。请再核对一遍。"
GONE = "这个申请已经答复过了，请刷新。"


class HandInRefusedError(ValueError):
    """Nothing was done; the text is a sentence for people."""


def hand_in(event_id: int, sheet: ScoreSheet, read: Sequence[tuple[int, str, str]], change: Change) -> int:
    """Hand in the entrants that were read back whole; returns how many are new.

    ``read`` is what the judge saw: entrant, criterion, mark. Raises HandInRefusedError when a mark moved since, nothing
    is complete, or the marks are locked.
    """
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            entrants = marking.locked_entrants(event_id)  # a mark on its way waits here, or is in what is compared
            marks = marking.locked_marks(event_id, sheet.judge).values()
            there = stored(sheet, [entrants[one] for one, _, _ in read if one in entrants], marks)
            handed = queries.standing(event_id, sheet.judge)
            new = sorted(_whole(sheet, read) - handed.keys())
            seen = {(entrant_id, key): mark for entrant_id, key, mark in read}
            if any(there.get((one, column.key)) != seen[one, column.key] for one in new for column in sheet.columns):
                raise HandInRefusedError(MOVED)
            if not new:
                raise HandInRefusedError("没有新评完的可以交。每一项都评了才能交。")
            rows = [HandIn(entrant_id=one, judge=sheet.judge, by=change.by.who, at=change.now) for one in new]
            session.add_all(rows)
            session.flush()
            record("hand_ins.make", "event", event_id, by=change.by, now=change.now, judge=sheet.judge, count=len(new))
            return len(new)
    except MarksLockedError as error:
        raise HandInRefusedError(str(error)) from error
    except IntegrityError as error:
        raise HandInRefusedError(database.violated(error) or MOVED) from error


def _whole(sheet: ScoreSheet, read: Sequence[tuple[int, str, str]]) -> set[int]:
    keys = {column.key for column in sheet.columns}
    found: dict[int, set[str]] = {}
    for entrant_id, key, _ in read:
        found.setdefault(entrant_id, set()).add(key)
    return {entrant_id for entrant_id, held in found.items() if held == keys}


def reopen(entrant_ids: Collection[int], judges: Collection[str], change: Change) -> None:
    """Open what these judges handed in of these entrants, inside the caller's transaction."""
    database.session().execute(
        update(HandIn)
        .where(HandIn.entrant_id.in_(entrant_ids), HandIn.judge.in_(judges), HandIn.reopened_at.is_(None))
        .values(reopened_at=change.now, reopened_by=change.by.who)
    )


def ask(event_id: int, entrant_id: int, judge: str, change: Change) -> None:
    """Ask the chief judge to open what was handed in; the reason of the change says why. Raises HandInRefusedError."""
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            if entrant_id not in queries.standing(event_id, judge):
                raise HandInRefusedError("这一位没有锁上，可以直接改。")
            made = FixRequest(entrant_id=entrant_id, judge=judge, why=change.reason, state="open")
            made.by, made.at = change.by.who, change.now
            session.add(made)
            session.flush()
            record("fixes.ask", "entrant", entrant_id, by=change.by, now=change.now, event=event_id, judge=judge)
    except MarksLockedError as error:
        raise HandInRefusedError(str(error)) from error
    except IntegrityError as error:
        raise HandInRefusedError(database.violated(error) or GONE) from error


def decide(event_id: int, request_id: int, change: Change, *, accepted: bool) -> FixRequest:
    """Accept a request, which opens those marks, or refuse it with a reason. Raises HandInRefusedError."""
    if not accepted and not change.reason:
        raise HandInRefusedError("不同意要写明原因，裁判会看到。")
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            row = queries.locked_request(event_id, request_id)
            if row is None or row.state != "open":
                raise HandInRefusedError(GONE)
            row.state, row.answer = ("accepted" if accepted else "refused"), change.reason
            row.decided_by, row.decided_at = change.by.who, change.now
            if accepted:
                reopen([row.entrant_id], [row.judge], change)
            session.flush()
            record(
                "fixes.accept" if accepted else "fixes.refuse",
                "entrant",
                row.entrant_id,
                by=change.by,
                now=change.now,
                event=event_id,
                judge=row.judge,
                reason=change.reason,
            )
            return row
    except MarksLockedError as error:
        raise HandInRefusedError(str(error)) from error
