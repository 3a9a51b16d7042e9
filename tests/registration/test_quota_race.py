"""Four processes claim one quota at once: exact with the guard, oversold without it (or the race proves nothing)."""

import concurrent.futures
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.places import Dimension
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions
from deqing_events.registration.models import Quota
from tests import factories
from tests.engines import both_engines

PROCESSES = 4
CLAIMS_EACH = 500
PLACES = 1500
WORKER = Path(__file__).with_name("claiming_worker.py")
LONGEST_SECONDS = 120

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event() -> Iterator[Event]:
    """An event with a quota of 1,500 places."""
    made = factories.event(capacity=PLACES)
    with database.transaction() as session:
        quota_actions.lock_event(session, made.id)
        quota_actions.set_row(session, made.id, Dimension.EVENT, "", PLACES)
    yield made
    database.session().rollback()


def _race(how: str, event: Event, installation: dict[str, str]) -> list[dict[str, int]]:
    command = [sys.executable, str(WORKER), json.dumps(installation), how, str(event.id), str(CLAIMS_EACH)]
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    answers = [_go(run) for run in runs]
    return [json.loads(answer.result(timeout=LONGEST_SECONDS)) for answer in answers]


def _go(run: subprocess.Popen[str]) -> "concurrent.futures.Future[str]":
    pool = concurrent.futures.ThreadPoolExecutor(1)
    answer = pool.submit(lambda: run.communicate("go\n", timeout=LONGEST_SECONDS)[0])
    pool.shutdown(wait=False)
    return answer


def _taken(event: Event) -> int:
    database.session().rollback()
    taken = database.session().scalar(select(Quota.taken).where(Quota.event_id == event.id))
    assert taken is not None
    return taken


@both_engines
def test_four_processes_take_exactly_the_places_there_are(event: Event, installation: dict[str, str]) -> None:
    answers = _race("guarded", event, installation)
    assert [answer["errors"] for answer in answers] == [0] * PROCESSES
    assert sum(answer["won"] for answer in answers) == PLACES
    assert sum(answer["full"] for answer in answers) == PROCESSES * CLAIMS_EACH - PLACES
    assert _taken(event) == PLACES
    assert min(answer["won"] for answer in answers) > 0


@both_engines
def test_without_the_guard_the_same_race_oversells(event: Event, installation: dict[str, str]) -> None:
    answers = _race("unguarded", event, installation)
    assert sum(answer["won"] for answer in answers) > PLACES, "the race was not seen: the test above proves nothing"
