"""Storing scans, those that come at the same moment together.

Every scan is answered after it is durable, and making durable is what takes long. So scans that threads of this process
hand in while another transaction is being written wait for it and go into the next one together: one of them *leads*,
the others learn what became of theirs. Each is still stored or refused for itself, by the unique indexes.
"""

import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.checkin import settling_actions
from deqing_events.checkin.models import Scan
from deqing_events.database import db
from deqing_events.engines import BusyError

_scan = Scan.metadata.tables["scan"]


@dataclass(eq=False)
class _Handed:
    row: dict[str, Any]
    note: Callable[[], None] | None
    done: bool = False
    stored: bool = False
    place: int = 0
    error: Exception | None = None


@dataclass(eq=False)
class _Line:
    """Who waits at one database; ``led`` while somebody writes."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    waiting: list[_Handed] = field(default_factory=list)
    led: bool = False

    def take(self) -> list[_Handed]:
        with self.changed:
            taken, self.waiting = self.waiting, []
        return taken


_lines: weakref.WeakKeyDictionary[Engine, _Line] = weakref.WeakKeyDictionary()
_lines_made = threading.Lock()


def store(row: dict[str, Any], note: Callable[[], None] | None) -> int | None:
    """Store one scan in a transaction of this call's own or shared with others; durable when this returns.

    Returns as which one on the list somebody entered, 0 when the scan is not an entry that counts. ``note`` writes what
    belongs to it (the audit entry) into the same transaction. None when another scan was first: one with this nonce, or
    one that entered for the same person; nothing is stored then. Raises BusyError, and
    IntegrityError when what the row refers to is gone.
    """
    database.let_go()
    line, mine = _line_of(db.engine), _Handed(row, note)
    with line.changed:
        line.waiting.append(mine)
        line.changed.wait_for(lambda: mine.done or not line.led)
        if not mine.done:
            line.led = True
    if not mine.done:
        _lead(line)
    if mine.error is not None:
        raise mine.error
    return mine.place if mine.stored else None


def _line_of(engine: Engine) -> _Line:
    with _lines_made:
        return _lines.setdefault(engine, _Line())


def _lead(line: _Line) -> None:
    batch: list[_Handed] = []
    try:
        _write_all(line, batch)
    finally:
        with line.changed:
            for each in batch:
                each.done = True
            line.led = False
            line.changed.notify_all()


def _write_all(line: _Line, batch: list[_Handed]) -> None:
    try:
        _write(line, batch)
    except Exception as error:  # noqa: BLE001 - each of those who wait raises it
        batch += [] if batch else line.take()
        for each in batch:
            each.error = error
    if len(batch) > 1 and not isinstance(batch[0].error, BusyError | None):
        for each in batch:  # what one of the rows refers to is gone, say: that is no matter of the others
            _write_alone(each)


def _write_alone(each: _Handed) -> None:
    each.error = None
    try:
        _write(_Line(), [each])
    except Exception as error:  # noqa: BLE001 - whoever handed it in raises it
        each.error = error


@database.retrying
def _write(line: _Line, batch: list[_Handed]) -> None:
    """Write ``batch`` and whoever waits once the lock is there. In order of people, so that no two of these cross."""
    with database.transaction() as session:
        batch += line.take()
        first: dict[str, _Handed] = {}
        for each in batch:
            first.setdefault(each.row["nonce"], each)
        rows = sorted((each.row for each in first.values()), key=lambda row: row["registration_id"] or 0)
        insert = _insert(session.get_bind().dialect.name)
        nonces = set(session.connection().execute(insert, rows).scalars())
        stored = [each for nonce, each in first.items() if nonce in nonces]
        _number(session, stored)
        for each in stored:
            if each.note is not None:
                each.note()
    for each in stored:  # only now: a commit that fails has stored nothing
        each.stored = True


def _number(session: Session, stored: list[_Handed]) -> None:
    """Count the entries on their lists, and tell each which one it was."""
    entries = [each for each in stored if each.row["counts"] and each.row["direction"] == "entry"]
    for list_id in sorted({each.row["list_id"] for each in entries}):
        own = [each for each in entries if each.row["list_id"] == list_id]
        last = settling_actions.entered(session, list_id, len(own))
        for place, each in enumerate(own, last - len(own) + 1):
            each.place = place


@cache
def _insert(dialect: str) -> Executable:
    """Return the insert that gives the nonces of what it stored and leaves out what an index refuses."""
    if dialect == "postgresql":
        return postgresql.insert(_scan).on_conflict_do_nothing().returning(_scan.c.nonce)
    return sqlite.insert(_scan).on_conflict_do_nothing().returning(_scan.c.nonce)
