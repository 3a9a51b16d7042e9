"""Two judges' phones mark at once; one loses its line in the middle, reloads, and comes back: nothing is lost."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.models import Entrant, Mark
from tests import browser as browsers
from tests import factories
from tests.conftest import Clock
from tests.contests import judging, stage
from tests.line import Line, line_to
from tests.pages.inspector import sideways, violations
from tests.serving import serve

pytestmark = pytest.mark.browser
WAIT_MS = 30_000
CODES = ("B02", "K07", "M11", "R20")


@dataclass
class Hall:
    """The hall: a good line and one that is cut, a link for each of two judges, and the entrants by code."""

    url: str
    line: Line
    running: Browser
    tokens: tuple[str, str]
    entrants: dict[str, Entrant]

    def phone(self, url: str, token: str) -> Page:
        """Open a judge's list and wait until it could work without a line."""
        page = browsers.phone(self.running).new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{url}/judge/{token}/")
        expect(page.locator("[data-kept]")).to_have_count(1, timeout=WAIT_MS)
        return page


@pytest.fixture
def hall(app: Flask, installation: dict[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    del app
    now = clock.now = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(judging, "PERIOD", (now - dt.timedelta(hours=1), now + dt.timedelta(days=1)))
    event = factories.event()
    stage.rules(event)
    rows = {code: stage.entrant(event, f"A{9 - at}", blind_code=code) for at, code in enumerate(CODES)}
    tokens = (judging.link(event, "裁判1"), judging.link(event, "裁判2"))
    with serve(installation) as server, line_to(server.url) as line, browsers.browser() as running:
        yield Hall(server.url, line, running, tokens, rows)


def give(page: Page, first: str, second: str) -> None:
    """Type two marks as a judge does: one by the keys, one by steps from nothing."""
    page.locator("#m-0").fill(first)
    page.locator("#m-1").fill(second)


def following(page: Page, code: str) -> None:
    """Go on to the next code by the page's button."""
    page.locator("button[form=marks]").click()
    expect(page.locator(".gate-head__blind")).to_have_text(code)


def everything_sent(page: Page) -> None:
    expect(page.locator("[data-line]")).to_be_hidden(timeout=WAIT_MS)
    page.wait_for_function("JSON.parse(Object.values(localStorage)[0] || '{}').queue?.length === 0")


def stored() -> dict[tuple[int, str, str], str]:
    database.session().rollback()
    return {(mark.entrant_id, mark.criterion, mark.judge): mark.value for mark in database.session().query(Mark)}


def test_a_dropped_line_and_a_reload_lose_nothing(hall: Hall) -> None:
    near, far = hall.phone(hall.url, hall.tokens[0]), hall.phone(hall.line.url, hall.tokens[1])
    for page, token, url in ((near, hall.tokens[0], hall.url), (far, hall.tokens[1], hall.line.url)):
        page.goto(f"{url}/judge/{token}/B02")
        give(page, "50.5", "30")
    everything_sent(far)
    far.locator("#m-0").fill("51")
    hall.line.cut()
    give(near, "50.5", "31")
    following(far, "K07")
    give(far, "0", "12.25")
    expect(far.locator("[data-line]")).to_contain_text("已存在本机")
    far.reload()
    expect(far.locator("#m-0")).to_have_value("0")
    expect(far.locator("#m-1")).to_have_value("12.25")
    following(far, "M11")
    give(far, "44", "")
    following(near, "K07")
    give(near, "60", "40")
    everything_sent(near)
    hall.line.mend()
    far.goto(f"{hall.line.url}/judge/{hall.tokens[1]}/")
    everything_sent(far)
    ids = {code: row.id for code, row in hall.entrants.items()}
    assert stored() == {
        (ids["B02"], "c1", "裁判1"): "50.5",
        (ids["B02"], "c2", "裁判1"): "31",
        (ids["K07"], "c1", "裁判1"): "60",
        (ids["K07"], "c2", "裁判1"): "40",
        (ids["B02"], "c1", "裁判2"): "51",
        (ids["B02"], "c2", "裁判2"): "30",
        (ids["K07"], "c1", "裁判2"): "0",
        (ids["K07"], "c2", "裁判2"): "12.25",
        (ids["M11"], "c1", "裁判2"): "44",
    }


def test_an_answer_that_is_cut_counts_once(hall: Hall) -> None:
    page = hall.phone(hall.line.url, hall.tokens[0])
    page.goto(f"{hall.line.url}/judge/{hall.tokens[0]}/B02")
    hall.line.cut_answers_after(0)
    page.locator("#m-0").fill("50")
    expect(page.locator("[data-line]")).to_contain_text("已存在本机")
    page.locator("#m-0").fill("52")
    hall.line.mend()
    everything_sent(page)
    assert list(stored().values()) == ["52"]
    acts = [entry.action for entry in database.session().query(AuditEntry)]
    assert acts.count("marks.enter") == 2


def test_a_mark_that_cannot_be_is_said_beside_its_row(hall: Hall) -> None:
    page = hall.phone(hall.url, hall.tokens[0])
    page.goto(f"{hall.url}/judge/{hall.tokens[0]}/B02")
    assert [*violations(page), *sideways(page)] == []
    page.locator("#m-0").fill("61")
    expect(page.locator("#m-0-error")).to_contain_text("满分 60")
    expect(page.locator("#m-0")).to_have_value("61")
    page.locator("#m-0").fill("60")
    expect(page.locator("#m-0-error")).to_be_hidden()
    everything_sent(page)
    assert list(stored().values()) == ["60"]
    page.get_by_role("button", name="排故 加 0.5").click()
    expect(page.locator("[data-total]")).to_have_text("60.5")
    expect(page.locator("button[form=marks]")).to_have_text("下一位")
    everything_sent(page)
    page.goto(f"{hall.url}/judge/{hall.tokens[0]}/")
    assert [*violations(page), *sideways(page)] == []
