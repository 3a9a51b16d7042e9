"""Writing what an import has done so far, in short transactions, by the one process that holds the run."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.database import Base
from deqing_events.domain.roles import Actor
from deqing_events.organisations.models import ImportLine, ImportRun, StagedMember
from deqing_events.settings import Keys

CHUNK = 1_000
"""Rows written in one transaction while an import prepares."""

SECONDS_BETWEEN = 1.0
BREATH = 0.01


class SupersededError(RuntimeError):
    """Another process holds the run now, or it was dropped: stop, nothing more is written."""


class StaleError(RuntimeError):
    """What is stored changed after the preview: look again before storing."""


@dataclass
class Job:
    """One run being worked on. ``worker`` is the secret that the run names as its holder."""

    run_id: int
    worker: str
    uploads: Path
    keys: Keys = field(repr=False)
    max_rows: int
    clock: Callable[[], dt.datetime]
    by: Actor
    step: str = ""
    told_at: float = 0.0

    def begin(self, step: str, total: int = 0) -> None:
        """Say which step begins and how many rows it has."""
        self.step = step
        self._tell(0, total)

    def progress(self, done: int, total: int) -> None:
        """Say how far the step is; written at most once a second."""
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN:
            self._tell(done, total)

    def change(self, **values: Any) -> None:  # noqa: ANN401 - column values of the run
        """Change the run in a transaction of its own. Raises SupersededError."""
        with database.transaction() as session:
            self.change_in(session, **values)

    def change_in(self, session: Session, **values: Any) -> None:  # noqa: ANN401 - column values of the run
        """Change the run in the open transaction, as its holder. Raises SupersededError."""
        held = (ImportRun.id == self.run_id, ImportRun.worker == self.worker)
        statement = update(ImportRun).where(*held).values(beat_at=self.clock(), **values)
        if rows_changed(session, statement) != 1:
            raise SupersededError

    def beat(self) -> bool:
        """Show that the worker lives; false when another process holds the run."""
        held = (ImportRun.id == self.run_id, ImportRun.worker == self.worker)
        with database.transaction() as session:
            return rows_changed(session, update(ImportRun).where(*held).values(beat_at=self.clock())) == 1

    def store_in_chunks(self, table: type[Base], rows: Sequence[Mapping[str, Any]], step: str) -> None:
        """Insert prepared rows, at most CHUNK in one transaction. Raises SupersededError."""
        self.begin(step, len(rows))
        for start in range(0, len(rows), CHUNK):
            with database.transaction() as session:
                self.change_in(session, done=min(start + CHUNK, len(rows)))
                session.execute(insert(cast("Table", table.__table__)), rows[start : start + CHUNK])
            time.sleep(BREATH)  # else this process takes the write queue again before anybody who waits

    def _tell(self, done: int, total: int) -> None:
        self.told_at = time.monotonic()
        self.change(step=self.step, done=min(done, total), total=total)


def clear_prepared(run_id: int, *, lines: bool) -> None:
    """Delete what a run prepared, in short transactions: its staged rows and, when asked, its lines."""
    for table in (StagedMember, ImportLine) if lines else (StagedMember,):
        deleted = CHUNK
        while deleted:
            some = select(table.id).where(table.run_id == run_id).limit(5 * CHUNK)
            with database.transaction() as session:
                deleted = rows_changed(session, delete(table).where(table.id.in_(some)))


def rows_changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update or a delete
    """Run an update or delete in the open transaction and return how many rows it changed."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - an update or delete has no other result
    return result.rowcount


def refusal(error: Exception) -> str | None:
    """Return the sentence of the constraint that refused, or None when ``error`` is something else."""
    return database.violated(error) if isinstance(error, IntegrityError) else None
