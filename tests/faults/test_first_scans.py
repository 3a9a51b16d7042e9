"""The first scans of a fresh worker come from many threads at once: nothing they share may be made by them."""

import os
import subprocess
import sys

from tests.serving import ROOT

FIRST_SCAN = """
import datetime as dt
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedInsp
from app import app
from deqing_events.checkin import codes, scan_queries
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_facts import Post

class LateError(Exception):
    "An alias that all threads share is made ready by a request."

def late(*_args, **_kwargs):
    raise LateError

AliasedInsp._orm_adapt_element = late
now = dt.datetime.now(dt.UTC)
post = Post(1, "", "", undo_within=dt.timedelta(minutes=15))
with app.app_context():
    for code in (codes.read("ABCDEFGH"), codes.person(1)):
        assert scan_queries.known(post, code, "nonce-0001", now=now) is None
try:
    print(aliased(Scan).id == 1)
except LateError:
    pass
else:
    raise SystemExit("making an alias ready went unseen: this proves nothing")
"""
"""Two threads that adapt a shared alias for the first time together may leave it broken (seen: every scan a 500)."""


def test_the_statement_of_a_scan_is_ready_before_the_first_request(installation: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_SCAN],
        env={**os.environ, **installation},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
