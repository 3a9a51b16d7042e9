"""Workers killed in the middle of a storm of requests, and what the database says afterwards."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from tests.faults.calling import PATIENCE_SECONDS
from tests.serving import Server


def workers(server: Server) -> list[int]:
    """Return the process ids of the server's workers now."""
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Storm:
    """Counts what clients see; a round ends when so many more answers came in."""

    cuts: int = 0
    answers: int = 0
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Note that a line was cut."""
        with self.lock:
            self.cuts += 1

    def answered(self) -> None:
        """Note an acknowledged request."""
        with self.lock:
            self.answers += 1

    def wait_for(self, more: int) -> None:
        """Wait until so many more requests were acknowledged."""
        goal, deadline = self.answers + more, time.monotonic() + PATIENCE_SECONDS
        while self.answers < goal and not self.over:
            assert time.monotonic() < deadline, "the storm stands still"
            time.sleep(0.005)


def kill_every_worker(server: Server, storm: Storm, *, rounds: int, answers_between: int) -> int:
    """SIGKILL all workers at once, again and again while the storm lasts; return how often it was done."""
    done = 0
    for _ in range(rounds):
        storm.wait_for(answers_between)
        if storm.over:
            break
        for pid in workers(server):
            os.kill(pid, signal.SIGKILL)
        done += 1
    return done


@contextmanager
def running(jobs: list[Callable[[], None]], storm: Storm) -> Iterator[list[BaseException]]:
    """Run each job in a thread of its own; yields what they raised, complete at the end. The storm ends with them."""
    raised: list[BaseException] = []

    def work(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test, which wants none
            raised.append(error)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()

    def watch() -> None:
        for thread in threads:
            thread.join()
        storm.over = True

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield raised
    finally:
        watcher.join()


def command(app: Flask, *words: str) -> str:
    """Run one of the product's commands in this process, on the installation of ``app``; return what it printed."""
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return done.output


def check_books(app: Flask) -> None:
    """Assert that every counter equals its rows, and that the audit chain is whole."""
    assert "0 differences" in command(app, "registrations", "reconcile")
    assert "0 findings" in command(app, "audit", "verify")


def intact(installation: Mapping[str, str]) -> str:
    """Return SQLite's own verdict on the database file; PostgreSQL looks after itself."""
    if "DATABASE_URL" in installation:
        return "ok"
    connection = sqlite3.connect(Path(installation["DEQING_INSTANCE"]) / "deqing.sqlite3")
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        return str(verdict)
    finally:
        connection.close()
