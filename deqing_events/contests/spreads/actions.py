"""What is done about marks that are far apart: ask the judges to look again, or let the marks stand."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import update

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.hand_ins.actions import reopen
from deqing_events.contests.history import Change, ReasonMissingError, require_reason
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.spreads import queries
from deqing_events.contests.spreads.models import LookAgain, SpreadAcceptance
from deqing_events.domain.roles import Actor

MOVED = "这几个分数刚有变动，请看过新的再定。"


class SpreadRefusedError(ValueError):
    """Nothing was done; the text is a sentence for people."""


def ask_again(event_id: int, code: str, key: str, change: Change) -> Sequence[str]:
    """Ask the judges at the ends to look again at the one called ``code``; returns who is asked now.

    They learn nothing of the others' marks.
    Asked twice, as by a double tap, it is one request. Raises SpreadRefusedError when the alarm is over or the marks
    are locked.
    """
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            spread = _open(event_id, code, key)
            entrant_id = spread.entrant_id
            waiting = {one.judge for one in spread.asked if one.answered_at is None}
            asked = [judge for judge in spread.outermost if judge not in waiting]
            for judge in asked:
                row = LookAgain(entrant_id=entrant_id, judge=judge, key=key, by=change.by.who, at=change.now)
                session.add(row)
            reopen([entrant_id], spread.outermost, change)
            if asked:
                record("spreads.ask", "entrant", entrant_id, by=change.by, now=change.now, event=event_id, judges=asked)
            return asked
    except MarksLockedError as error:
        raise SpreadRefusedError(str(error)) from error


def accept(event_id: int, code: str, key: str, seen: Mapping[str, str], change: Change) -> None:
    """Let the marks stand as they were looked at (``seen``: judge to exact value), with a reason.

    Raises SpreadRefusedError without a reason, when a mark moved since, or when the marks are locked.
    """
    if not change.reason:
        raise SpreadRefusedError("请写明为什么这样的分数可以算数。")
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            require_reason(event_id, change)
            spread = _open(event_id, code, key)
            entrant_id = spread.entrant_id
            if spread.exact != dict(seen):
                raise SpreadRefusedError(MOVED)
            made = SpreadAcceptance(entrant_id=entrant_id, key=key, given=spread.exact, reason=change.reason)
            made.by, made.at = change.by.who, change.now
            session.add(made)
            _answer(entrant_id, key, now=change.now)
            record(
                "spreads.accept",
                "entrant",
                entrant_id,
                by=change.by,
                now=change.now,
                event=event_id,
                reason=change.reason,
            )
    except (MarksLockedError, ReasonMissingError) as error:
        raise SpreadRefusedError(str(error)) from error


def looked(event_id: int, entrant_id: int, judge: str, *, now: dt.datetime, by: Actor) -> int:
    """Note that a judge has looked again at an entrant; returns how many requests that answers."""
    with database.transaction():
        done = _answer(entrant_id, None, judge, now=now)
        if done:
            record("spreads.looked", "entrant", entrant_id, by=by, now=now, event=event_id, judge=judge)
        return done


def _open(event_id: int, code: str, key: str) -> queries.OpenSpread:
    rows = queries.open_spreads(event_id)
    found = next((row for row in rows if row.code == code and row.key == key), None)
    if found is None:
        raise SpreadRefusedError("这几个分数已经不再相差太大，不用处理了。")
    return found


def _answer(entrant_id: int, key: str | None, judge: str | None = None, *, now: dt.datetime) -> int:
    query = update(LookAgain).where(LookAgain.entrant_id == entrant_id, LookAgain.answered_at.is_(None))
    if key is not None:
        query = query.where(LookAgain.key == key)
    if judge is not None:
        query = query.where(LookAgain.judge == judge)
    done = database.session().scalars(query.values(answered_at=now).returning(LookAgain.id)).all()
    return len(done)
