"""A pass that changes every half minute on its phone: it takes the next code by itself, and says when it cannot.

The browser's clock is wound on; the server's stays, so what the page shows after winding is what the server said.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deqing_events.checkin.snapshots import building
from deqing_events.database import db
from deqing_events.registration import passes
from tests import browser as browsers
from tests import factories_checkin as made
from tests.pages.inspector import sideways, violations
from tests.serving import Server, serve

pytestmark = pytest.mark.browser

HALF_MINUTE = 31_000


@dataclass
class Held:
    """A pass on the phone that holds it."""

    server: Server
    running: Browser
    person: made.Guest

    def phone(self, *, javascript: bool = True) -> Page:
        """Return a phone that may show the pass, on the page of the pass."""
        page = browsers.phone(self.running, javascript=javascript).new_page()
        if javascript:
            page.clock.install()
        page.goto(f"{self.server.url}/lookup")
        page.locator("#number").fill(self.person.number)
        page.locator("#tail").fill(self.person.mobile_tail)
        page.get_by_role("button", name="查报名").click()
        page.goto(f"{self.server.url}/my/pass")
        return page


@pytest.fixture
def held(app: Flask, installation: dict[str, str]) -> Iterator[Held]:
    """Somebody's pass for an event of today whose passes rotate."""
    now = dt.datetime.now(dt.UTC)
    event = made.today(starts_at=now, ends_at=now + dt.timedelta(hours=8), rotating_pass=True)
    person = made.guest(event, "沈示例")
    db.session.remove()
    del app
    with serve(installation) as server, browsers.browser() as running:
        yield Held(server, running, person)


def test_the_next_code_comes_by_itself_and_a_cut_line_is_said(held: Held) -> None:
    page = held.phone()
    seconds, note = page.locator("#pass-seconds"), page.locator("#pass-note")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(HALF_MINUTE)
    expect(note).to_be_empty()
    page.wait_for_function("() => Number(document.getElementById('pass-seconds').textContent) > 0")
    assert any(url.endswith("/my/pass") for url in asked)
    page.context.set_offline(True)
    page.clock.fast_forward(HALF_MINUTE)
    expect(note).to_have_text("没有网络，这个码过期了，连上后自己换新")
    expect(seconds).to_have_text("0")
    page.context.set_offline(False)
    page.clock.fast_forward(HALF_MINUTE)
    expect(note).to_be_empty()
    expect(seconds).not_to_have_text("0")


def test_without_a_script_there_is_a_link(held: Held) -> None:
    page = held.phone(javascript=False)
    before = page.locator(".pass__code img").get_attribute("src")
    page.get_by_role("link", name="刷新").click()
    after = page.locator(".pass__code img").get_attribute("src")
    assert before is not None
    assert after is not None
    assert before.partition("?")[0] == after.partition("?")[0]
    expect(page.get_by_text("秒后换新码")).to_be_visible()


def test_nothing_grave_on_the_pass(held: Held) -> None:
    page = held.phone()
    wrong = [*violations(page), *sideways(page)]
    page.goto(f"{held.server.url}/text-size?next=/my/pass")
    assert [*wrong, *violations(page), *sideways(page)] == []


def test_a_gate_without_a_line_reads_the_same_pass_off_both_forms(held: Held) -> None:
    page = held.phone()
    read = "async (text) => (await import('/static/js/gate-code.js')).markOf(text)"
    mark = building.token_mark(passes.hash_token(held.person.token))
    turning = "ABCDEFGHIJKLMNOP"
    for text in (held.person.address, f"{held.person.address}/{turning}", f"/p/{held.person.token}/{turning}"):
        assert page.evaluate(read, text) == mark
    assert page.evaluate(read, f"{held.person.address}/{turning}Q") is None
