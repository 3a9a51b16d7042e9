"""The worker's side of an import: preview or store one run, and leave it in a state that people understand."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from deqing_events.documents.reading import UnreadableWorkbook
from deqing_events.domain.roster.reading import NoRosterTable, RosterReading
from deqing_events.domain.units_sheet.reading import NoUnitsTable
from deqing_events.engines import BusyError
from deqing_events.organisations.importing import queries, roster_actions, units_actions, uploads
from deqing_events.organisations.importing.job_actions import (
    Job,
    StaleError,
    SupersededError,
    clear_prepared,
    refusal,
)
from deqing_events.organisations.models import ImportRun

logger = logging.getLogger("deqing_events")

UNUSABLE = (UnreadableWorkbook, NoRosterTable, NoUnitsTable)
"""What a workbook that cannot be used raises; the text is a sentence for people."""

BEAT_SECONDS = 5.0
CHANGED_MEANWHILE = "预览之后名册有变动，已重新核对。请看过后再确认一次。"
BROKEN = "这次没有完成，没有导入任何内容。请点“重试”；仍不行请联系系统管理员。"
FILE_GONE = "上传的文件已经删除（最多保留 7 天）。请重新上传。"


def work(job: Job) -> None:
    """Do what the run waits for, then tidy up. Never raises for a superseded run; a bug leaves it ``failed``."""
    try:
        _work(job)
    except SupersededError:
        logger.info("import %s was taken over or dropped", job.run_id)
    except UNUSABLE as unusable:
        _end(job, "refused", str(unusable))
    except Exception as error:
        logger.exception("import %s", job.run_id)
        _end(job, "failed", refusal(error) or BROKEN)


def _work(job: Job) -> None:
    run = queries.run_by_id(job.run_id)
    if run is None or run.worker != job.worker or run.state not in queries.WORKING:
        raise SupersededError
    content = uploads.content_of(job.uploads, run.stored_name)
    if content is None:
        _end(job, "refused", FILE_GONE)
    elif run.state == "reading":
        preview(job, run, content)
    else:
        try:
            store(job, run, content)
        except StaleError:
            job.change(state="reading", message=CHANGED_MEANWHILE)
            preview(job, run, content)
        else:
            tidy(job, run)


def preview(job: Job, run: ImportRun, content: bytes) -> RosterReading | None:
    """Read, compare and stage; the run waits for a confirm then. Returns what a member list said."""
    uploads.forget(job.uploads, run.rejects_name)
    if run.kind == "roster":
        return roster_actions.preview(job, content, run.as_of)
    units_actions.preview(job, content, run.as_of)
    return None


def store(job: Job, run: ImportRun, content: bytes) -> None:
    """Store what was previewed, in one transaction. Raises StaleError."""
    job.begin("正在写入")
    if run.kind == "units":
        units_actions.apply(job, content, run.as_of)
    else:
        roster_actions.apply(job)


def tidy(job: Job, run: ImportRun) -> None:
    """Delete what a stored run no longer needs: the upload and the staged rows."""
    uploads.forget(job.uploads, run.stored_name)
    job.change(stored_name="")
    clear_prepared(job.run_id, lines=False)


def _end(job: Job, state: str, message: str) -> None:
    try:
        job.change(state=state, message=message, step="")
    except SupersededError:
        logger.info("import %s was taken over or dropped", job.run_id)
        return
    clear_prepared(job.run_id, lines=True)
    if state == "refused":
        run = queries.run_by_id(job.run_id)
        uploads.forget(job.uploads, run.stored_name if run else "")


class Heartbeat:
    """Shows that the worker lives, also while it opens a large file; ``context`` opens an application context."""

    def __init__(self, job: Job, context: Callable[[], AbstractContextManager[object]]) -> None:
        self.job = job
        self.context = context
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.over.wait(BEAT_SECONDS):
            with self.context():
                try:
                    if not self.job.beat():
                        return
                except BusyError:
                    continue
