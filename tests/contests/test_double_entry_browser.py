"""Two people type a paper in two browsers, one on a phone; the chief judge settles what differs; then it is done."""

import datetime as dt
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffSession
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.history import Change
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.models import Mark
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.pages.inspector import sideways, violations
from tests.serving import serve

pytestmark = pytest.mark.browser
PEOPLE = 12
PATIENCE = 20_000
"""Milliseconds a page may take on a busy machine."""


@dataclass
class Hall:
    """A served contest, a browser, and who types and settles."""

    url: str
    running: Browser
    event: Event
    tokens: dict[str, str]

    @property
    def start(self) -> str:
        return f"{self.url}/desk/events/{self.event.id}"

    def page(self, who: str, *, phone: bool = False) -> Page:
        context: BrowserContext = browsers.phone(self.running) if phone else browsers.desk(self.running)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": signing_in.COOKIE, "value": self.tokens[who], "url": self.url}])
        return context.new_page()


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for one; the page fits its width and passes axe."""
    folder = os.environ.get("DOUBLE_ENTRY_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert violations(page) == []
    assert not sideways(page)


def signed_in(role: Role, name: str, event_id: int) -> str:
    """Store an account with a session that holds now; returns its token."""
    account = factories.account(Grant(role, event_id), name=name)
    token, now = passwords.new_token(), dt.datetime.now(dt.UTC)
    made = StaffSession(account_id=account.id, token_hash=passwords.token_hash(token), created_at=now, seen_at=now)
    made.address = "127.0.0.1"
    with database.transaction() as session:
        session.add(made)
    return token


@pytest.fixture
def hall(app: Flask, installation: dict[str, str]) -> Iterator[Hall]:
    del app
    event = factories.event()
    stage.rules(event, draw_within=0)
    for number in range(1, PEOPLE + 1):
        stage.entrant(event, f"WD{number:03}", blind_code=f"K{number:02}")
    finalising.choose(event.id, Plan(long_way=True, sample_size=0), Change(SYSTEM, NOW, "示例"))
    who = {
        "one": (Role.SCOREKEEPER, "荀录一"),
        "two": (Role.SCOREKEEPER, "柏录二"),
        "chief": (Role.CHIEF_JUDGE, "窦裁样"),
        "bo": (Role.ORGANISER, "鲍承办"),
    }
    tokens = {key: signed_in(role, name, event.id) for key, (role, name) in who.items()}
    event_id = event.id
    db.session.remove()
    with serve(installation) as server, browsers.browser() as running:
        yield Hall(server.url, running, database.session().get_one(Event, event_id), tokens)


def photo() -> FilePayload:
    """A picture as a phone takes it of a sheet."""
    made = io.BytesIO()
    sheet = Image.new("RGB", (900, 1200), "#f4f1ea")
    for row in range(100, 1150, 80):
        sheet.paste("#555555", (80, row, 820, row + 3))
    sheet.save(made, "JPEG")
    return {"name": "评分表.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def ready(page: Page) -> None:
    """Wait until the page's script listens."""
    expect(page.locator("form[data-paper]")).to_have_attribute("data-state", "ready", timeout=PATIENCE)


def saved(page: Page) -> None:
    """Wait until what was typed is stored."""
    expect(page.locator("form[data-paper]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)


def typed_down(page: Page, values: list[str]) -> None:
    """Type one value after the other with Enter, as from the number pad."""
    page.get_by_label("WD001 理论").focus()
    for value in values:
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    saved(page)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="录完了，交表").click()
    expect(page.get_by_text("“理论”已交。")).to_be_visible(timeout=PATIENCE)


def first_person(hall: Hall, values: list[str]) -> list[str]:
    """Type at a desk, with a photo and a slip; returns what the browser complained about."""
    one = hall.page("one")
    heard = browsers.complaints(one)
    one.goto(f"{hall.url}/desk/papers")
    look(one, "contests")
    one.get_by_role("link", name=hall.event.title).click()
    look(one, "listing")
    one.get_by_role("link", name=re.compile("^开始录")).click()
    ready(one)
    one.get_by_label("加一张照片").set_input_files(photo())
    one.get_by_role("button", name="放上照片").click()
    expect(one.get_by_role("img", name="理论的照片 1")).to_be_visible(timeout=PATIENCE)
    ready(one)
    typed_down(one, values[:-1])
    one.get_by_label("WD012 理论").fill("190")
    expect(one.get_by_text("满分 100，请填 0 到 100 的数字。")).to_be_visible(timeout=PATIENCE)
    look(one, "paper-error")
    one.reload()
    ready(one)
    expect(one.get_by_label("WD012 理论")).to_have_value("190")
    one.get_by_label("WD012 理论").fill(values[-1])
    saved(one)
    expect(one.get_by_text("都填了，可以交表。")).to_be_visible(timeout=PATIENCE)
    hand_in(one)
    look(one, "listing-handed")
    return heard


def second_person(hall: Hall, values: list[str]) -> list[str]:
    """Type on a phone, two figures turned round in one cell."""
    two = hall.page("two", phone=True)
    heard = browsers.complaints(two)
    two.goto(f"{hall.start}/papers/p1")
    ready(two)
    assert "荀录一" not in two.content()
    typed_down(two, [*values[:4], "48", *values[5:]])
    look(two, "paper-phone")
    hand_in(two)
    look(two, "listing-phone")
    return heard


def settle(hall: Hall) -> list[str]:
    """Settle as the chief judge what differs."""
    chief = hall.page("chief")
    heard = browsers.complaints(chief)
    chief.goto(f"{hall.start}/control")
    expect(chief.get_by_text("理论有 1 格两人录得不一样")).to_be_visible(timeout=PATIENCE)
    look(chief, "control")
    chief.get_by_role("link", name="看每张表").click()
    look(chief, "progress")
    chief.get_by_role("link", name="理论").click()
    expect(chief.get_by_text("第一遍 84")).to_be_visible(timeout=PATIENCE)
    look(chief, "differences")
    chief.get_by_label("纸面上是（满分 100）").fill("84")
    chief.get_by_label("理由").fill("纸面上写的是 84")
    chief.get_by_role("button", name="定下").click()
    expect(chief.get_by_text("定为 84，理由“纸面上写的是 84”")).to_be_visible(timeout=PATIENCE)
    look(chief, "settled")
    return heard


def test_the_whole_way_from_two_papers_to_marks(hall: Hall) -> None:
    values = [str(80 + number) for number in range(PEOPLE)]
    heard = [*first_person(hall, values), *second_person(hall, values), *settle(hall)]
    database.session().rollback()  # what the server wrote meanwhile
    found = database.session().query(Mark).filter_by(criterion="paper").order_by(Mark.entrant_id)
    assert [mark.value for mark in found] == values
    assert heard == []


def test_the_pages_beside_it_fit_both_sizes(hall: Hall) -> None:
    for phone in (False, True):
        page = hall.page("bo", phone=phone)
        heard = browsers.complaints(page)
        for name, tail in (
            ("ways", "/control/papers/ways"),
            ("reopen", "/control/papers/p1/reopen"),
            ("waiting", "/control/papers/p1"),
            ("progress", "/control/papers"),
            ("scores", "/scores/agreed"),
            ("paper", "/papers/p1"),
        ):
            page.goto(f"{hall.start}{tail}")
            look(page, f"{name}-{'phone' if phone else 'desk'}")
        assert heard == []
