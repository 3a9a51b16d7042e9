"""What staff do with an import: upload, confirm, try again, drop; and forgetting old files.

Each act only changes the run's state and names a new holder; the slow work is done by the process that
``launching.start`` begins for that holder.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_, or_, update

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.documents.archive import UnreadableWorkbook, repacked
from deqing_events.domain.roles import Actor
from deqing_events.organisations.importing import queries, uploads
from deqing_events.organisations.importing.job_actions import rows_changed
from deqing_events.organisations.models import ImportRun

KIND_WORDS = {"units": "单位", "roster": "会员"}
_XLSX = b"PK\x03\x04"


class ImportRefusedError(Exception):
    """The act does not fit the run as it is now; the text is a sentence for people."""


@dataclass(frozen=True)
class Upload:
    """A workbook handed in: its kind (``units`` or ``roster``), name, content and reference date."""

    kind: str
    file_name: str
    content: bytes
    as_of: dt.date


@dataclass(frozen=True)
class Held:
    """A run and the holder's secret that its new worker needs."""

    run_id: int
    worker: str


def upload(handed: Upload, folder: Path, *, account_id: int | None, now: dt.datetime, by: Actor) -> Held:
    """Keep a workbook and open a run for it. Raises UnreadableWorkbook when it plainly is none."""
    if not handed.content.startswith(_XLSX):
        repacked(handed.content)
        raise UnreadableWorkbook("请选择 .xlsx 文件。")
    stored_name = uploads.keep(folder, handed.content)
    try:
        return open_run(handed, stored_name=stored_name, account_id=account_id, now=now, by=by)
    except BaseException:
        uploads.forget(folder, stored_name)
        raise


def open_run(handed: Upload, *, stored_name: str, account_id: int | None, now: dt.datetime, by: Actor) -> Held:
    """Open a run that its holder is to read."""
    worker = secrets.token_hex(16)
    run = ImportRun(
        kind=handed.kind,
        file_name=handed.file_name[:200],
        stored_name=stored_name,
        digest=hashlib.sha256(handed.content).hexdigest(),
        as_of=handed.as_of,
        state="reading",
        step="正在排队",
        worker=worker,
        by_account=account_id,
        created_at=now,
        beat_at=now,
    )
    with database.transaction() as session:
        session.add(run)
        session.flush()
        record("import.upload", "import_run", run.id, by=by, now=now, holds=handed.kind, digest=run.digest)
    return Held(run.id, worker)


def confirm(run_id: int, *, now: dt.datetime, by: Actor) -> Held:
    """Let a previewed run be stored. Raises ImportRefusedError when it is not waiting for that."""
    waiting = ImportRun.state == "previewed"
    held = _hand_over(run_id, waiting, "confirming", now=now, by=by)
    if held is None:
        raise ImportRefusedError("这次导入已经确认过或放弃了，请看下面的状态。")
    return held


def retry(run_id: int, *, now: dt.datetime, by: Actor) -> Held:
    """Let a new worker take over an interrupted or failed run. Raises ImportRefusedError when it still works."""
    for was, becomes in ((_silent("reading", now), "reading"), (_silent("confirming", now), "confirming")):
        held = _hand_over(run_id, was, becomes, now=now, by=by)
        if held is not None:
            return held
    held = _hand_over(run_id, ImportRun.state == "failed", "reading", now=now, by=by)
    if held is None:
        raise ImportRefusedError("这次导入还在进行，或已经结束，不用重试。")
    return held


def drop(run_id: int, folder: Path, *, now: dt.datetime, by: Actor) -> None:
    """Give a run up; nothing of it was or will be stored. Raises ImportRefusedError while it is being stored."""
    idle = ImportRun.state.in_(("reading", "previewed", "failed", "refused"))
    run = queries.run_by_id(run_id)
    names = (run.stored_name, run.rejects_name) if run else ()
    with database.transaction() as session:
        gone = {"state": "dropped", "worker": "", "finished_at": now, "stored_name": "", "rejects_name": "", "step": ""}
        where = and_(ImportRun.id == run_id, or_(idle, _silent("confirming", now)))
        if rows_changed(session, update(ImportRun).where(where).values(**gone)) != 1:
            raise ImportRefusedError("这次导入正在写入或已经结束，不能放弃。")
        record("import.drop", "import_run", run_id, by=by, now=now)
    uploads.forget(folder, *names)


def forget_old(folder: Path, *, now: dt.datetime, by: Actor, days: int = uploads.KEPT_DAYS) -> int:
    """Drop what waited too long and delete files past their time; return how many runs were touched."""
    old = queries.expired_runs(now - dt.timedelta(days=days))
    for run in old:
        uploads.forget(folder, run.stored_name, run.rejects_name)
        with database.transaction() as session:
            state = "dropped" if run.state == "previewed" else run.state
            values = {"stored_name": "", "rejects_name": "", "state": state}
            rows_changed(session, update(ImportRun).where(ImportRun.id == run.id).values(**values))
            record("import.forget_files", "import_run", run.id, by=by, now=now)
    uploads.forget_older_than(folder, dt.timedelta(days=days).total_seconds(), now.timestamp())
    return len(old)


def _silent(state: str, now: dt.datetime) -> ColumnElement[bool]:
    before = now - dt.timedelta(seconds=queries.SILENT_SECONDS)
    return and_(ImportRun.state == state, ImportRun.beat_at < before)


def _hand_over(run_id: int, was: ColumnElement[bool], becomes: str, *, now: dt.datetime, by: Actor) -> Held | None:
    worker = secrets.token_hex(16)
    values = {"state": becomes, "worker": worker, "beat_at": now, "step": "正在排队", "done": 0, "total": 0}
    with database.transaction() as session:
        changed = rows_changed(session, update(ImportRun).where(ImportRun.id == run_id, was).values(**values))
        if changed != 1:
            return None
        record(f"import.{becomes}", "import_run", run_id, by=by, now=now)
    return Held(run_id, worker)
