"""A phone without a line puts a scan into the session the server would put it into."""

import datetime as dt
import random
from pathlib import Path

import pytest

from deqing_events.checkin.scan_facts import EARLY
from deqing_events.domain.attendance import Session, session_at
from tests import browser as browsers

pytestmark = pytest.mark.browser
SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
START = dt.datetime(2026, 11, 28, 0, 0, tzinfo=dt.UTC)
ASK = """async ({ sessions, instants }) => {
  const { Roster } = await import("/static/js/gate-roster.js");
  const roster = new Roster("1");
  return instants.map((now) => {
    roster.record = { head: { list: { mode: "once_per_session", sessions: null }, sessions } };
    return roster.sessionAt(now);
  });
}"""


def millis(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)


def test_the_page_and_the_law_name_the_same_session() -> None:
    chance = random.Random(8)  # noqa: S311 - sample sessions
    days: list[tuple[list[Session], list[dt.datetime]]] = []
    for _ in range(40):
        starts = sorted(chance.sample(range(40), chance.randint(1, 4)))
        held = [
            Session(number, START + dt.timedelta(hours=start / 2), START + dt.timedelta(hours=start / 2 + 2))
            for number, start in enumerate(starts, 1)
        ]
        days.append((held, [START + dt.timedelta(minutes=15 * quarter) for quarter in range(-10, 100)]))
    with browsers.browser() as running:
        page = browsers.phone(running).new_page()
        page.route("**/*", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
        page.route(
            "**/static/js/*.js",
            lambda route: route.fulfill(
                path=SCRIPTS / route.request.url.rpartition("/")[2], content_type="text/javascript"
            ),
        )
        page.goto("http://gate.invalid/")
        for held, instants in days:
            rows = [[each.id, millis(each.starts_at), millis(each.ends_at)] for each in held]
            found = page.evaluate(ASK, {"sessions": rows, "instants": [millis(at) for at in instants]})
            expected = [session_at(held, at, EARLY) for at in instants]
            assert found == [None if each is None else str(each) for each in expected]
