"""The server is told to stop while requests are under way: they are answered and stored, then it is gone."""

import fcntl
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Site, fetch_form
from tests.faults.storms import workers
from tests.serving import Server, serve

PHONES = 4
WAIT_SECONDS = 30
SHORT_SECONDS = 0.4

pytestmark = pytest.mark.usefixtures("app")


@contextmanager
def writers_queue(server: Server) -> Iterator[Callable[[], bool]]:
    """Hold what every writer waits for; yields a look at whether somebody waits for it now."""
    if "DATABASE_URL" in server.environ:
        url = sa.make_url(server.environ["DATABASE_URL"])
        where = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with psycopg.connect(**where) as holder, psycopg.connect(**where, autocommit=True) as watcher:  # type: ignore[arg-type]
            holder.execute("UPDATE registration_counter SET event_id = event_id")
            yield lambda: watcher.execute(waiting.encode()).fetchone() == (PHONES,)
        return
    queue = Path(server.environ["DEQING_INSTANCE"]) / "deqing.write-queue"
    with queue.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield lambda: any(
            link.resolve() == queue for pid in workers(server) for link in Path(f"/proc/{pid}/fd").iterdir()
        )


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


@both_engines
def test_requests_under_way_are_answered(installation: dict[str, str]) -> None:
    event = crowd.open_event()
    answers: list[Answer] = []
    with serve(installation, workers=1) as server:
        site = Site(server.url)
        form = fetch_form(site, f"/events/{event.slug}/register")
        assert crowd.register(site, event.slug, form, 0, "phone-of-the-first").status == 303

        def one(number: int) -> None:
            answers.append(crowd.register(site, event.slug, form, number, f"phone-{number:06}"))

        phones = [threading.Thread(target=one, args=(number,)) for number in range(1, PHONES + 1)]
        with writers_queue(server) as somebody_waits:
            for phone in phones:
                phone.start()
            until(somebody_waits)
            # One process takes connections in their order: once this one is answered, the ones before are under way.
            assert site.get("/robots.txt").status == 200
            server.process.send_signal(signal.SIGTERM)
            until(lambda: not takes_requests(server))
            assert answers == [], "nothing was under way when the server was told to stop"
        for phone in phones:
            phone.join(WAIT_SECONDS)
        assert server.process.wait(WAIT_SECONDS) == 0
    assert len(answers) == PHONES
    assert {answer.status for answer in answers} <= {303, 503}
    told = [crowd.number_of(answer) for answer in answers if answer.status == 303]
    assert sorted(row.number for row in crowd.registrations(event.id))[1:] == sorted(told)


def takes_requests(server: Server) -> bool:
    """Tell whether the server still answers a new request; one that is stopping lets it wait."""
    try:
        return Site(server.url, patience=SHORT_SECONDS).get("/robots.txt").status == 200
    except OSError:
        return False
