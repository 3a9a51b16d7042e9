"""Several senders at once: each message goes out once; a sender killed in the middle loses none."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update

from deqing_events import database
from deqing_events.messages.models import Message
from deqing_events.messages.templates import TEMPLATES
from tests.conftest import NOW
from tests.engines import both_engines
from tests.messages.fake_sms import KEY_ID, KEY_SECRET, SIGN_NAME, FakeSms, fake_sms
from tests.messages.test_queueing import note, queue, stored
from tests.serving import ROOT

WORKER = Path(__file__).with_name("sending_worker.py")
SENDERS, MESSAGES = 3, 60
LONGEST_SECONDS = 120

pytestmark = pytest.mark.usefixtures("app", "leaving")


def race(how: str, installation: dict[str, str]) -> tuple[list[int], Counter[int]]:
    environ = {**installation, "NOTIFIER": "file"}
    command = [sys.executable, str(WORKER), json.dumps(environ), how]
    runs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(SENDERS)]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    sent = [int(run.communicate(timeout=LONGEST_SECONDS)[0]) for run in runs]
    lines = (Path(installation["DEQING_INSTANCE"]) / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    return sent, Counter(json.loads(line)["id"] for line in lines)


@both_engines
def test_three_senders_send_each_message_once(installation: dict[str, str]) -> None:
    ids = {queue(note(once_key=f"results:{number}")) for number in range(MESSAGES)}
    sent, times = race("guarded", installation)
    assert sum(sent) == MESSAGES
    assert set(times) == ids
    assert set(times.values()) == {1}
    assert sum(count > 0 for count in sent) > 1


@both_engines
def test_without_the_lease_some_go_out_twice(installation: dict[str, str]) -> None:
    for number in range(MESSAGES):
        queue(note(once_key=f"results:{number}"))
    _, times = race("unguarded", installation)
    assert max(times.values()) > 1, "the race was not seen: the test above proves nothing"


def jobs_run(installation: dict[str, str], fake: FakeSms) -> "subprocess.Popen[bytes]":
    environ = {
        **os.environ,
        **installation,
        "NOTIFIER": "sms",
        "SMS_ENDPOINT": f"{fake.url}/",
        "SMS_KEY_ID": KEY_ID,
        "SMS_KEY_SECRET": KEY_SECRET,
        "SMS_SIGN_NAME": SIGN_NAME,
        "SMS_TEMPLATES": json.dumps({key: f"SMS_{number}" for number, key in enumerate(TEMPLATES)}),
        "no_proxy": "127.0.0.1",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "run"]
    return subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def leases_run_out() -> None:
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with database.transaction() as session:
        session.execute(update(Message).values(claimed_until=long_ago).execution_options(synchronize_session=False))
        session.connection().exec_driver_sql("UPDATE job_lease SET until = '2026-01-01 00:00:00'")


def test_a_command_killed_while_sending_loses_nothing(installation: dict[str, str]) -> None:
    message_id = queue(note(), NOW - dt.timedelta(days=30))
    with fake_sms() as fake:
        fake.mode = "silent"
        killed = jobs_run(installation, fake)
        assert fake.arrived.wait(LONGEST_SECONDS)
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=LONGEST_SECONDS)
        assert stored(message_id).state == "sending"
        fake.mode = "ok"
        leases_run_out()
        again = jobs_run(installation, fake)
        said = again.communicate(timeout=LONGEST_SECONDS)[0].decode()
        assert (again.returncode, "发出 1" in said) == (0, True), said
    assert [fields["OutId"] for fields in fake.taken] == [str(message_id)]
    message = stored(message_id)
    assert (message.state, message.tries, message.provider_id) == ("sent", 2, "900619746936498440^0")
    assert KEY_SECRET not in said
