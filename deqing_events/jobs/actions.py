"""Doing one scheduled job, once at a time: take the lease, work outside any transaction, write down what came of it."""

import datetime as dt
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

import deqing_events
from deqing_events import database
from deqing_events.domain.roles import Actor
from deqing_events.jobs.models import JobLease, JobRun

logger = logging.getLogger("deqing_events")

Work = Callable[[dt.datetime], Mapping[str, int]]
Clock = Callable[[], dt.datetime]

LEASE_SECONDS = 600
KEPT_FOR = dt.timedelta(days=14)
"""How long runs are remembered."""

_lease = cast("Table", JobLease.__table__)
_PACKAGE = Path(deqing_events.__file__).parent
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class JobReport:
    """What came of asking for a job: done, failed, or skipped because another process is at it."""

    name: str
    state: str
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class _Held:
    name: str
    run_id: int
    holder: str


def run(name: str, work: Work, *, clock: Clock, lease_seconds: int = LEASE_SECONDS, by: Actor) -> JobReport:
    """Do ``work(now)`` unless another process is at it, and record the run. An error of the work is a failed report.

    The lease runs out after ``lease_seconds``: work that may take longer must itself stand two runs at once.
    """
    held = _take(name, lease_seconds, now=clock(), by=by)
    if held is None:
        return JobReport(name, "skipped")
    try:
        counts = dict(work(clock()))
    except Exception as error:  # noqa: BLE001 - one failing job must not stop the others
        where = _where(error)
        logger.error("job %s failed: %s", name, where)  # noqa: TRY400 - a traceback may quote personal data
        database.session().rollback()
        _finish(held, "failed", {}, where, now=clock())
        return JobReport(name, "failed", error=where)
    _finish(held, "done", counts, "", now=clock())
    return JobReport(name, "done", counts)


@database.retrying
def _take(name: str, lease_seconds: int, *, now: dt.datetime, by: Actor) -> _Held | None:
    """Take the lease and begin a run; None while somebody else holds it. The conditional update is the verdict."""
    holder = secrets.token_hex(16)
    with database.transaction() as session:
        _make_row(session, name)
        free = (
            update(JobLease)
            .where(JobLease.name == name, JobLease.until <= now)
            .values(holder=holder, until=now + dt.timedelta(seconds=lease_seconds))
        )
        if _changed(session, free) != 1:
            return None
        gone = update(JobRun).where(JobRun.name == name, JobRun.state == "running")
        _changed(session, gone.values(state="left", finished_at=now))
        _changed(session, delete(JobRun).where(JobRun.name == name, JobRun.started_at < now - KEPT_FOR))
        begun = JobRun(name=name, state="running", started_at=now, counts={}, run_by=by.who)
        session.add(begun)
        session.flush()
        return _Held(name, begun.id, holder)


def _make_row(session: Session, name: str) -> None:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = {"name": name, "holder": "", "until": _EPOCH}
    session.execute(insert(_lease).values(row).on_conflict_do_nothing(index_elements=["name"]))


@database.retrying
def _finish(held: _Held, state: str, counts: Mapping[str, int], error: str, *, now: dt.datetime) -> None:
    """Write down the end of a run and give the lease back, unless another process has it by now."""
    with database.transaction() as session:
        ended = update(JobRun).where(JobRun.id == held.run_id)
        _changed(session, ended.values(state=state, counts=dict(counts), error=error, finished_at=now))
        own = update(JobLease).where(JobLease.name == held.name, JobLease.holder == held.holder)
        _changed(session, own.values(until=now, holder=""))


def _where(error: Exception) -> str:
    """Return the kind of an error and the place in our code, without its words."""
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first one is this module's own
    ours = [frame for frame in frames if _is_ours(Path(frame.filename))]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} · {Path(last.filename).name}:{last.lineno}"[:200]


def _is_ours(path: Path) -> bool:
    """Tell whether a file says where things went wrong: ours, and not merely where every write passes."""
    return _PACKAGE in path.parents and path.name != "database.py"


def _changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update or a delete
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - an update or delete has no other result
    return result.rowcount
