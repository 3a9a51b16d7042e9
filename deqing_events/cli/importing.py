"""What both import commands share, and ``imports work``: the process behind an upload at the desk."""

import datetime as dt
import os
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.domain.roster.reading import RosterReading
from deqing_events.organisations.importing import actions, queries, work
from deqing_events.organisations.importing.job_actions import Job, StaleError, clear_prepared
from deqing_events.organisations.models import ImportRun
from deqing_events.web import clock
from deqing_events.web.installation import keys, settings

group = AppGroup("imports", help="Imports started at the desk.")

PATIENCE = 10
"""How much a preview steps back for the site; storing does not, because other writers wait for it."""


@dataclass(frozen=True)
class Workbook:
    """A file named on the command line."""

    kind: str
    file_name: str
    content: bytes
    as_of: dt.date


def fail(sentence: str) -> NoReturn:
    """Say why the file cannot be used and leave with status 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


@dataclass(frozen=True)
class Stored:
    """What was stored: the counts, and what a member list said."""

    counts: dict[str, Any]
    reading: RosterReading | None


def store(workbook: Workbook) -> Stored:
    """Import a workbook in this process; leave with status 1 and a sentence when it cannot be used."""
    handed = actions.Upload(workbook.kind, workbook.file_name, workbook.content, workbook.as_of)
    held = actions.open_run(handed, stored_name="", account_id=None, now=clock.now(), by=SYSTEM)
    job = _job(held, SYSTEM)
    run = _current(held)
    try:
        reading = work.preview(job, run, workbook.content)
        counts = dict(_current(held).report)
        work.store(job, run, workbook.content)
    except work.UNUSABLE as unusable:
        _give_up(job, "refused", str(unusable))
        fail(str(unusable))
    except StaleError:
        _give_up(job, "failed", work.BROKEN)
        fail("导入时名册有变动，什么都没有写入。请再运行一次。")
    except Exception:
        _give_up(job, "failed", work.BROKEN)
        raise
    work.tidy(job, run)
    return Stored(counts, reading)


def _current(held: actions.Held) -> ImportRun:
    run = queries.run_by_id(held.run_id)
    assert run is not None  # noqa: S101 - runs are never deleted
    return run


def _give_up(job: Job, state: str, message: str) -> None:
    job.change(state=state, message=message, step="")
    clear_prepared(job.run_id, lines=True)


@group.command("work")
@click.argument("run_id", type=int)
def work_on(run_id: int) -> None:
    """Do what upload RUN_ID waits for: preview it, or store it after the confirm. The desk starts this itself."""
    run = queries.run_by_id(run_id)
    if run is None:
        fail(f"no import {run_id}")
    job = _job(actions.Held(run_id, os.environ.get("DEQING_IMPORT_WORKER", "")), Actor(f"staff:{run.by_account}"))
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the documented way to it
    if run.state == "reading":
        os.nice(PATIENCE)
    with work.Heartbeat(job, app.app_context):
        work.work(job)


def _job(held: actions.Held, by: Actor) -> Job:
    return Job(held.run_id, held.worker, settings().uploads, keys(), settings().import_rows, clock.now, by)
