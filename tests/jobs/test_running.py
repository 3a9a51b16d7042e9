"""Running jobs: recorded, one at a time, and one that fails stops no other and tells no personal data."""

import datetime as dt
import json
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.cli import jobs as command
from deqing_events.domain.roles import SYSTEM
from deqing_events.jobs import actions, queries, wording
from deqing_events.jobs.models import JobRun
from deqing_events.messages import hooks
from tests.conftest import Clock
from tests.engines import both_engines
from tests.messages.test_queueing import note, queue, stored
from tests.messages.test_sending import code

pytestmark = pytest.mark.usefixtures("app")


def counting(now: dt.datetime) -> Mapping[str, int]:
    del now
    return {"sent": 2}


def breaking(now: dt.datetime) -> Mapping[str, int]:
    raise ValueError(f"沈示例 19900000017 at {now}")


def runs() -> list[JobRun]:
    database.session().rollback()
    return list(database.session().scalars(select(JobRun).order_by(JobRun.id)))


@both_engines
def test_a_run_is_recorded(clock: Clock) -> None:
    report = actions.run("messages", counting, clock=clock, by=SYSTEM)
    assert report == actions.JobReport("messages", "done", {"sent": 2})
    run = runs()[0]
    assert (run.state, run.counts, run.started_at, run.finished_at, run.run_by) == (
        "done",
        {"sent": 2},
        clock.now,
        clock.now,
        "system",
    )


@both_engines
def test_a_job_asked_for_inside_itself_is_skipped_and_then_free_again(clock: Clock) -> None:
    inner: list[str] = []

    def work(now: dt.datetime) -> Mapping[str, int]:
        inner.append(actions.run("messages", counting, clock=clock, by=SYSTEM).state)
        inner.append(actions.run("another", counting, clock=clock, by=SYSTEM).state)
        return counting(now)

    assert actions.run("messages", work, clock=clock, by=SYSTEM).state == "done"
    assert inner == ["skipped", "done"]
    assert actions.run("messages", counting, clock=clock, by=SYSTEM).state == "done"


@both_engines
def test_a_failure_is_recorded_without_its_words(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    report = actions.run("messages", breaking, clock=clock, by=SYSTEM)
    assert report.state == "failed"
    assert report.error.startswith("ValueError · test_running.py:")
    assert (runs()[0].state, runs()[0].error) == ("failed", report.error)
    assert [word for word in ("沈示例", "19900000017") if word in caplog.text + report.error] == []
    assert actions.run("messages", counting, clock=clock, by=SYSTEM).state == "done"


@both_engines
def test_an_error_of_the_database_does_not_break_the_record(clock: Clock) -> None:
    def work(now: dt.datetime) -> Mapping[str, int]:
        with database.transaction() as session:
            session.add(JobRun(name="x", state="none", started_at=now, counts={}))
        return {}

    report = actions.run("messages", work, clock=clock, by=SYSTEM)
    assert report.error.startswith(IntegrityError.__name__)
    assert runs()[0].state == "failed"


def test_who_finishes_after_the_lease_ran_out_does_not_free_the_next_one(clock: Clock) -> None:
    def slow(now: dt.datetime) -> Mapping[str, int]:
        clock.forward(seconds=61)
        assert actions.run("messages", still_at_it, clock=clock, lease_seconds=60, by=SYSTEM).state == "done"
        return counting(now)

    def still_at_it(now: dt.datetime) -> Mapping[str, int]:
        return counting(now)

    assert actions.run("messages", slow, clock=clock, lease_seconds=60, by=SYSTEM).state == "done"
    assert [run.state for run in runs()] == ["done", "done"]


def test_old_runs_are_forgotten(clock: Clock) -> None:
    actions.run("messages", counting, clock=clock, by=SYSTEM)
    clock.forward(days=15)
    actions.run("messages", counting, clock=clock, by=SYSTEM)
    assert len(runs()) == 1


def test_health_knows_when_nothing_ran_for_long(clock: Clock) -> None:
    assert queries.health(now=clock.now).late
    actions.run("messages", counting, clock=clock, by=SYSTEM)
    assert not queries.health(now=clock.now).late
    clock.forward(hours=2)
    health = queries.health(now=clock.now)
    assert (health.late, health.idle) == (True, dt.timedelta(hours=2))


def test_the_command_runs_every_job_and_says_what_it_did(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks.offers, "kept_at_once", lambda: False)
    message_id = queue(note())
    done = app.test_cli_runner().invoke(args=["jobs", "run"])
    said = done.output.splitlines()
    assert done.exit_code == 0
    assert "messages：已运行（留在本站 1）" in said
    assert len(said) == len(command.JOBS)
    assert stored(message_id).state == "kept"
    code(clock)
    clock.forward(minutes=5)
    again = app.test_cli_runner().invoke(args=["jobs", "run", "--only", "messages", "--json"])
    report = json.loads(again.output)[0]
    assert (report["name"], report["state"], report["counts"]["dropped"]) == ("messages", "done", 1)


def test_a_failing_job_does_not_stop_the_others_and_sets_the_exit_status(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = (command.Job("broken", "坏的", breaking), command.Job("messages", "好的", counting))
    monkeypatch.setattr(command, "JOBS", jobs)
    done = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert done.exit_code == 1
    assert "broken：没有跑完（ValueError" in done.output
    assert "messages：已运行（发出 2）" in done.output


def test_the_list_says_when_each_job_ran(app: Flask, clock: Clock) -> None:
    runner = app.test_cli_runner()
    assert "还没有运行过" in runner.invoke(args=["jobs", "list"]).output
    actions.run("messages", counting, clock=clock, by=SYSTEM)
    assert "上次 2026-11-23 10:00" in runner.invoke(args=["jobs", "list"]).output


def test_an_unknown_job_is_refused(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["jobs", "run", "--only", "nothing"]).exit_code == 2


def test_every_job_and_count_has_a_word(clock: Clock) -> None:
    for job in command.JOBS:
        assert job.name in wording.NAME_WORDS
        assert set(job.work(clock.now)) <= set(wording.COUNT_WORDS)
