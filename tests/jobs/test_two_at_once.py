"""Two real processes are asked for one job at once: one does it. Without the lease both do, or this proves nothing."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from deqing_events.domain.roles import SYSTEM
from deqing_events.jobs import actions, queries
from tests.conftest import Clock
from tests.engines import both_engines

WORKER = Path(__file__).with_name("job_worker.py")
LONGEST_SECONDS = 60

pytestmark = pytest.mark.usefixtures("app")


def start(installation: dict[str, str], how: str, seconds: float, target: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WORKER), json.dumps(installation), how, str(seconds), str(target)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def race(installation: dict[str, str], how: str, target: Path) -> list[str]:
    processes = [start(installation, how, 1.5, target) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return sorted(process.communicate(timeout=LONGEST_SECONDS)[0] for process in processes)


@both_engines
def test_of_two_processes_one_does_the_job(installation: dict[str, str], tmp_path: Path) -> None:
    assert race(installation, "guarded", tmp_path / "done") == ["done", "skipped"]
    assert (tmp_path / "done").read_text() == "begun\n"


@both_engines
def test_without_the_lease_both_do_it(installation: dict[str, str], tmp_path: Path) -> None:
    assert race(installation, "unguarded", tmp_path / "done") == ["done", "done"], "the race was not seen"
    assert (tmp_path / "done").read_text() == "begun\nbegun\n"


def test_a_killed_process_blocks_the_job_until_its_lease_runs_out(
    app: Flask, installation: dict[str, str], tmp_path: Path, clock: Clock
) -> None:
    del app
    process = start(installation, "guarded", LONGEST_SECONDS, tmp_path / "done")
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    while not (tmp_path / "done").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LONGEST_SECONDS)
    began = queries.last_runs()[0].started_at
    clock.now = began

    def work(now: object) -> dict[str, int]:
        del now
        return {"sent": 1}

    assert actions.run("messages", work, clock=clock, by=SYSTEM).state == "skipped"
    clock.forward(seconds=actions.LEASE_SECONDS)
    assert actions.run("messages", work, clock=clock, by=SYSTEM).state == "done"
    assert queries.last_runs()[0].state == "done"
