"""Two processes try wrong codes at once: five are compared with the guard, more without it (or this proves nothing)."""

import concurrent.futures
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.accounts.throttling import Limit
from deqing_events.workers import code_actions
from deqing_events.workers.models import SignInCode
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE, PHONE_ACTOR, keys
from tests.factories_workers import MOBILE, Inbox

PROCESSES = 2
TRIES_EACH = 5
WORKER = Path(__file__).with_name("trying_worker.py")
LONGEST_SECONDS = 60
ADDRESS_LIMIT = Limit("code-address", most=20, seconds=3600)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def asking(inbox: Inbox) -> int:
    """An asking whose code is none of those that are tried."""
    while not inbox.sent or int(inbox.last()) < TRIES_EACH:
        with database.transaction() as session:
            session.query(SignInCode).delete()
        code_actions.ask(MOBILE, phone=PHONE, keys=keys(), address_limit=ADDRESS_LIMIT, now=NOW, by=PHONE_ACTOR)
    made = database.session().scalars(select(SignInCode.id)).one()
    database.session().rollback()
    return made


def _race(how: str, asking: int, installation: dict[str, str]) -> list[dict[str, int]]:
    arguments = [json.dumps(installation), how, str(asking), PHONE, NOW.isoformat(), str(TRIES_EACH)]
    runs = [
        subprocess.Popen([sys.executable, str(WORKER), *arguments], stdin=-1, stdout=-1, text=True)
        for _ in range(PROCESSES)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        answers = list(pool.map(lambda run: run.communicate("go\n", timeout=LONGEST_SECONDS)[0], runs))
    return [json.loads(answer) for answer in answers]


@both_engines
def test_two_processes_try_five_times_together_and_no_more(asking: int, installation: dict[str, str]) -> None:
    answers = _race("guarded", asking, installation)
    assert [answer["errors"] for answer in answers] == [0] * PROCESSES
    assert sum(answer["compared"] for answer in answers) == 5
    database.session().rollback()
    assert database.session().scalars(select(SignInCode.tries)).one() == 5


@both_engines
def test_without_the_guard_the_same_race_tries_more_often(asking: int, installation: dict[str, str]) -> None:
    answers = _race("unguarded", asking, installation)
    assert sum(answer["compared"] for answer in answers) > 5, "the race was not seen: the test above proves nothing"
