"""The database takes no more writes: a clear 503, reads go on, nothing half-written, and no restart is needed after.

SQLite: the kernel refuses to let the server's files grow (RLIMIT_FSIZE of the running workers), as a full disk does.
PostgreSQL: the database is switched to read-only under the running server, as a standby or an administrator does.
"""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.models import Scan
from deqing_events.engines import BusyError
from deqing_events.registration.models import Consent, Pass, PhoneHolding, Registration
from tests.faults import crowd
from tests.faults.calling import Answer, Form, Site, fetch_form
from tests.faults.storms import check_books, intact, workers
from tests.serving import Server, serve

LARGEST_FILE = 256 * 1024
MOST_TRIES = 120
TABLES: tuple[type[database.Base], ...] = (Registration, Pass, Consent, PhoneHolding, Scan, AuditEntry)


@dataclass
class Writers:
    """Somebody who registers and somebody who scans, one person after the other."""

    site: Site
    slug: str
    form: Form
    door: crowd.Door
    numbers: Any
    acknowledged: int = 0

    def register(self) -> Answer:
        """Register the next person."""
        number = next(self.numbers)
        return self._noted(crowd.register(self.site, self.slug, self.form, number, f"phone-{number:06}"), 303)

    def scan(self) -> Answer:
        """Scan the next pass."""
        number = next(self.numbers)
        return self._noted(self.door.scan(self.site, self.door.tokens[number], f"nonce-{number:06}"), 200)

    def _noted(self, answer: Answer, expected: int) -> Answer:
        assert answer.status in {expected, 503}, answer.text
        self.acknowledged += answer.status == expected
        return answer


def limit_files(server: Server, size: int) -> None:
    """Let the server's processes write no file beyond so many bytes."""
    for pid in workers(server):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def fill_up(server: Server, _installation: dict[str, str]) -> Callable[[], None]:
    limit_files(server, LARGEST_FILE)
    return lambda: limit_files(server, resource.RLIM_INFINITY)


def make_read_only(_server: Server, installation: dict[str, str]) -> Callable[[], None]:
    url = sa.make_url(installation["DATABASE_URL"])

    def switch(words: str) -> None:
        admin = psycopg.connect(host=url.host, port=url.port, user=url.username, dbname="postgres", autocommit=True)
        with admin:
            admin.execute(f'ALTER DATABASE "{url.database}" {words}'.encode())
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database])

    switch("SET default_transaction_read_only = on")
    return lambda: switch("RESET default_transaction_read_only")


def rows() -> list[int]:
    """Count what is stored now, and let go of the database."""
    session = database.session()
    found = [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in TABLES]
    session.close()
    database.db.engine.dispose()
    return found


@pytest.mark.parametrize(
    ("engine_name", "refuse"),
    [
        ("sqlite", fill_up),
        pytest.param("postgres", make_read_only, marks=pytest.mark.postgres),
    ],
)
def test_a_database_that_takes_no_writes(
    app: Flask, installation: dict[str, str], refuse: Callable[[Server, dict[str, str]], Callable[[], None]]
) -> None:
    event, door = crowd.open_event(), crowd.door(MOST_TRIES)
    slug, title, before = event.slug, event.title, rows()
    with serve(installation) as server:
        site = Site(server.url)
        form = fetch_form(site, f"/events/{slug}/register")
        writers = Writers(site, slug, form, door, count())
        assert (writers.register().status, writers.scan().status) == (303, 200)
        relieve = refuse(server, installation)
        check_refusals(writers, title)
        refused_at = rows()
        for _ in range(3):
            assert (writers.register().status, writers.scan().status) == (503, 503)
        assert rows() == refused_at, "something was written by a request that was refused"
        relieve()
        assert (writers.register().status, writers.scan().status) == (303, 200)
    check_books(app)
    grown = [now - was for now, was in zip(rows(), before, strict=True)]
    made, passes, consents, phones, scans, entries = grown
    assert (passes, consents, phones) == (made, 3 * made, made)
    assert (made + scans, entries) == (writers.acknowledged, writers.acknowledged)
    assert intact(installation) == "ok"


def check_refusals(writers: Writers, title: str) -> None:
    """Write until nothing is taken any more; then look at the answers, and at what can still be read."""
    for _ in range(MOST_TRIES - 20):
        if (writers.register().status, writers.scan().status) == (503, 503):
            break
    page, api = writers.register(), writers.scan()
    assert (page.status, api.status) == (503, 503)
    for answer in (page, api):
        assert int(answer.headers["retry-after"]) > 0
        assert "什么都没有改动" in answer.text
        assert "Traceback" not in answer.text
    assert api.json["error"]["code"] == "503"
    assert title in writers.site.get(f"/events/{writers.slug}").text
    assert writers.site.get("/calendar").status == 200
    assert writers.site.get("/healthz").json["database"] == "ok"


@pytest.mark.usefixtures("app")
def test_a_write_queue_that_cannot_be_opened_is_busy_not_broken(installation: dict[str, str]) -> None:
    queue = Path(installation["DEQING_INSTANCE"]) / "deqing.write-queue"
    queue.unlink(missing_ok=True)
    queue.mkdir()
    with pytest.raises(BusyError):
        crowd.open_event()
    queue.rmdir()
    assert crowd.open_event().id == 1, "the refused event left a row"
