"""A hall screen and the phone in front of it, in a real browser: the code is read off the screen as WeChat does.

The phone has no camera and says it is WeChat; the pages are looked at in both text sizes and at 320 px.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.screens import place_actions
from deqing_events.checkin.screens.models import VenueConfirm
from deqing_events.database import db
from deqing_events.domain.distance import Spot
from deqing_events.domain.roles import SYSTEM
from tests import browser as browsers
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests.conftest import NOW
from tests.pages.inspector import sideways, violations
from tests.serving import Server, serve

pytestmark = pytest.mark.browser

WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; V2166A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231002 MicroMessenger/8.0.43.2480(0x28002B3F) WeChat/arm64"
)
READ = """async (decoder) => {
  const { decodeQR } = await import(decoder);
  const image = document.querySelector(".venue__code img");
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
}"""


@dataclass
class Place:
    """A served hall: who is expected, and the addresses of the screen and the wall."""

    server: Server
    running: Browser
    person: made.Guest
    mobile: str
    screen: str
    wall: str

    def open_screen(self) -> Page:
        """Open the screen on the hall's computer."""
        page = browsers.desk(self.running).new_page()
        page.goto(self.server.url + self.screen)
        return page

    def wechat(self, *, javascript: bool = True) -> BrowserContext:
        """Return a phone that says it is WeChat, with no camera."""
        return self.running.new_context(
            viewport={"width": 390, "height": 844},
            user_agent=WECHAT,
            locale="zh-CN",
            has_touch=True,
            is_mobile=True,
            java_script_enabled=javascript,
        )


@pytest.fixture
def place(app: Flask, installation: dict[str, str]) -> Iterator[Place]:
    """A hall with one screen, open now by the real clock."""
    now = dt.datetime.now(dt.UTC)
    event = made.today(starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=8))
    person = made.guest(event, "沈示例", mobile="19900000017", mobile_tail="0017")
    period: dict[str, Any] = {"valid_from": now - dt.timedelta(hours=1), "valid_until": now + dt.timedelta(hours=8)}
    at = made.checkin_list(event)
    hall, wall = screens.screen(at, **period), screens.screen(at, "wall", "主席台", **period)
    db.session.remove()
    del app
    with serve(installation) as server, browsers.browser() as running:
        yield Place(server, running, person, "19900000017", f"/screen/{hall.token}/", f"/screen/{wall.token}/")


def scanned(screen: Page) -> str:
    """Return the path of the address that the code on the screen says."""
    said: str = screen.evaluate(READ, "/static/vendor/qr/decode.js")
    found = re.search(r"^HTTP://[^/]+(/V/\d+/[A-Z2-7]+)$", said)
    assert found is not None, said
    return found[1]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_worker_checks_in_from_the_screen(place: Place, *, javascript: bool) -> None:
    screen = place.open_screen()
    phone = place.wechat(javascript=javascript).new_page()
    heard = browsers.complaints(phone)
    phone.goto(place.server.url + scanned(screen))
    phone.get_by_label("手机号").fill(place.mobile)
    phone.get_by_label("姓名").fill("沈示例")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_role("heading", name="请进")).to_be_visible()
    expect(phone.get_by_text("第 1 位")).to_be_visible()
    assert heard == []
    expect(screen.get_by_text("1 人已签到")).to_be_visible(timeout=15_000)


def test_the_screen_says_when_its_line_is_gone_and_comes_back(place: Place) -> None:
    screen = place.open_screen()
    expect(screen.get_by_text("秒后换新码")).to_be_visible()
    screen.context.set_offline(True)
    expect(screen.get_by_text(re.compile(r"没有网络，数据停在 \d\d:\d\d"))).to_be_visible(timeout=15_000)
    screen.context.set_offline(False)
    expect(screen.locator("#screen-state")).to_be_empty(timeout=15_000)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_phone_may_give_its_position_or_not(place: Place, app: Flask, *, allowed: bool) -> None:
    with app.app_context():
        at = database.session().scalars(sa.select(CheckinList)).one()
        place_actions.set_place(at.id, Spot(30.5423, 119.9775), 500, now=NOW, by=SYSTEM)
        db.session.remove()
    context = place.wechat()
    if allowed:
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 30.5424, "longitude": 119.9776, "accuracy": 20})
    phone = context.new_page()
    phone.goto(place.server.url + scanned(place.open_screen()))
    phone.get_by_label("手机号").fill(place.mobile)
    phone.get_by_label("姓名").fill("沈示例")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_role("heading", name="请进")).to_be_visible(timeout=15_000)
    with app.app_context():
        kept = database.session().scalars(sa.select(VenueConfirm)).one()
        assert (kept.place_asked, kept.near, kept.band) == (True, True if allowed else None, 100 if allowed else 0)
        db.session.remove()


def test_the_wall_shows_who_just_came(place: Place) -> None:
    wall = browsers.desk(place.running).new_page()
    wall.goto(place.server.url + place.wall)
    expect(wall.get_by_text("还没有人到")).to_be_visible()
    phone = place.wechat().new_page()
    phone.goto(place.server.url + scanned(place.open_screen()))
    phone.get_by_label("手机号").fill(place.mobile)
    phone.get_by_label("姓名").fill("沈示例")
    phone.get_by_role("button", name="签到").click()
    expect(wall.get_by_role("listitem").filter(has_text="沈*例")).to_be_visible(timeout=15_000)
    expect(wall.get_by_text("1 人已到")).to_be_visible()
    wall.context.set_offline(True)
    expect(wall.get_by_text(re.compile(r"数据停在 \d\d:\d\d"))).to_be_visible(timeout=15_000)
    expect(wall.get_by_role("listitem").filter(has_text="沈*例")).to_be_visible()


def test_nothing_grave_on_screen_and_phone(place: Place) -> None:
    screen = place.open_screen()
    path = scanned(screen)
    phone = place.wechat().new_page()
    wrong: list[str] = []
    for size in ("标准字", "大字"):
        for page, address in ((screen, place.screen), (screen, place.wall), (phone, path)):
            page.goto(place.server.url + address)
            wrong += [f"{address} {size}: {one}" for one in (*violations(page), *sideways(page))]
        for page in (screen, phone):
            page.goto(f"{place.server.url}/text-size?next=/help")
    phone.goto(place.server.url + scanned(place.open_screen()))
    phone.get_by_label("手机号").fill(place.mobile)
    phone.get_by_label("姓名").fill("沈示例")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_role("heading", name="请进")).to_be_visible()
    wrong += [f"outcome: {one}" for one in (*violations(phone), *sideways(phone))]
    phone.goto(f"{place.server.url}/V/1/AAAAAAAAAAAAAAAA")
    wrong += [f"old code: {one}" for one in (*violations(phone), *sideways(phone))]
    assert wrong == []
