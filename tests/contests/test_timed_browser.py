"""A timekeeper's phone: what was typed is said at once, saved by itself, and nothing is lost without a line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deqing_events import database
from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.domain.timing import read_time, stored_text
from tests import browser as browsers
from tests import factories
from tests.conftest import Clock
from tests.contests import judging, stage
from tests.line import Line, line_to
from tests.pages.inspector import sideways, violations
from tests.serving import serve
from tests.timed_sheets import timed_sheet

pytestmark = pytest.mark.browser
WAIT_MS = 30_000
JUDGE = "计时员"


@dataclass
class Track:
    """The track: a line that can be cut, the timekeeper's link, and two entrants by code."""

    line: Line
    running: Browser
    token: str
    entrants: dict[str, Entrant]

    def phone(self) -> Page:
        """Open the list and wait until it could work without a line."""
        page = browsers.phone(self.running).new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{self.line.url}/judge/{self.token}/")
        expect(page.locator("[data-kept]")).to_have_count(1, timeout=WAIT_MS)
        return page


@pytest.fixture
def track(app: Flask, installation: dict[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Track]:
    del app
    now = clock.now = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(judging, "PERIOD", (now - dt.timedelta(hours=1), now + dt.timedelta(days=1)))
    event = factories.event()
    body = timed_sheet(attempts=3, judges=[JUDGE], drops=(0, 0), limit="180")
    with database.transaction() as session:
        session.add(RuleSheet(event_id=event.id, version=1, body=body, league={}, created_at=now, created_by="staff:1"))
    rows = {code: stage.entrant(event, f"A{at}", blind_code=code) for at, code in enumerate(("B02", "K07"), 1)}
    token = judging.link(event, JUDGE)
    with serve(installation) as server, line_to(server.url) as line, browsers.browser() as running:
        yield Track(line, running, token, rows)


def stored(row: Entrant) -> dict[str, str]:
    database.session().rollback()
    return {mark.criterion: mark.value for mark in database.session().query(Mark) if mark.entrant_id == row.id}


def everything_sent(page: Page) -> None:
    expect(page.locator("[data-line]")).to_be_hidden(timeout=WAIT_MS)
    page.wait_for_function("JSON.parse(Object.values(localStorage)[0] || '{}').queue?.length === 0")


def test_times_are_said_saved_and_kept_without_a_line(track: Track) -> None:
    page = track.phone()
    page.goto(f"{track.line.url}/judge/{track.token}/B02")
    expect(page.locator("#marks[data-code=B02]")).to_have_count(1)
    rows = page.locator("[data-key]")
    page.locator("#m-0").fill("8345")
    expect(rows.nth(0).locator("[data-read]")).to_have_text("记作 1:23.450")
    page.locator("#m-1").fill("83")
    expect(rows.nth(1).locator("[data-error]")).to_be_hidden()
    page.locator("#m-2").fill("1:02。5")
    expect(rows.nth(1).locator("[data-error]")).to_contain_text("没有存")
    expect(page.locator("[data-total]")).to_have_text("2")
    rows.nth(1).get_by_role("radio", name="未完成").check()
    expect(page.locator("#m-1")).to_have_value("")
    expect(rows.nth(1).locator("[data-error]")).to_be_hidden()
    expect(page.locator("button[form=marks]")).to_have_text("下一位")
    assert not sideways(page)
    assert violations(page) == []
    page.locator("button[form=marks]").click()
    expect(page.locator(".gate-head__blind")).to_have_text("K07")
    everything_sent(page)
    assert stored(track.entrants["B02"]) == {"c1": "83.450", "c2": "DNF", "c3": "62.500"}

    track.line.cut()
    page.locator("#m-0").fill("59.9")
    page.locator("[data-key]").nth(1).get_by_role("radio", name="没上场").check()
    expect(page.locator("[data-line]")).to_contain_text("已存在本机")
    page.reload()
    expect(page.locator("#m-0")).to_have_value("59.9")
    expect(page.locator("[data-key]").nth(1).get_by_role("radio", name="没上场")).to_be_checked()
    track.line.mend()
    page.reload()
    everything_sent(page)
    expect(page.locator("[data-key]").nth(0).locator("[data-read]")).to_have_text("记作 59.900")
    assert stored(track.entrants["K07"]) == {"c1": "59.900", "c2": "DNS"}
    assert violations(page) == []


CASES = (
    "83.456",
    "1:23.45",
    "8345",
    "83",
    "12345",
    "1:75.2",
    "0.0",
    "75.5 秒",
    "83秒",
    "未完成",
    "DNS",
    "01:02:03",
    "快",
    "",
)


def test_the_page_reads_times_as_the_law_does(track: Track) -> None:
    """The law's copy in the page and the law agree on what people type."""
    page = track.phone()
    source = "async (all) => { const own = await import('/static/js/time-text.js'); return all.map(own.readTime); }"
    words = "async (all) => { const own = await import('/static/js/time-text.js'); return all.map(own.timeWords); }"
    expected: list[str | None] = []
    for text in CASES:
        try:
            expected.append(read_time(text) or "")
        except ValueError:
            expected.append(None)
    assert page.evaluate(source, list(CASES)) == expected
    given = ["83.456", "9.500", "3723.040", "59.999", "DNF", "DNS", "600.000"]
    assert page.evaluate(words, given) == [stored_text(text) for text in given]
