"""The waiting list live: Ai at 390×844 waits second, moves up when somebody cancels, and gets the place staff add."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffSession
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW
from tests.factories_workers import Inbox
from tests.pages.album import Album
from tests.pages.desk import Desk
from tests.pages.worker import Person, Phone
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]

PICTURES = Path(__file__).parent / "pictures" / "waiting"
UNIT = "德清示例精工有限公司"
AI = Person("沈示例", "19900000017", UNIT)
OTHERS = (Person("陈样本", "19900000018", UNIT), Person("王测试", "19900000019", UNIT))
LIVE_MS = 40_000
"""The page asks four times a minute; a busy machine may take its time."""


@dataclass
class Scene:
    """The served event with one place, the browser and the album."""

    url: str
    event: Event
    running: Browser
    album: Album

    def phone(self) -> Phone:
        """Return somebody's phone."""
        return Phone(self.album.open(browsers.phone(self.running)), self.url)

    def county(self) -> Desk:
        """Return the desk of Dai, signed in."""
        token, now = passwords.new_token(), dt.datetime.now(dt.UTC)
        who = factories.account(Grant(Role.COUNTY_STAFF), name="戴示例")
        row = StaffSession(account_id=who.id, token_hash=passwords.token_hash(token), created_at=now, seen_at=now)
        row.address = "127.0.0.1"
        with database.transaction() as session:
            session.add(row)
        context = browsers.desk(self.running)
        context.add_cookies([{"name": signing_in.COOKIE, "value": token, "url": self.url}])
        return Desk(self.album.open(context), self.url)


@pytest.fixture
def scene(installation: dict[str, str]) -> Iterator[Scene]:
    """An event with one place and a waiting list."""
    factories.unit(UNIT)
    now = dt.datetime.now(dt.UTC)
    event = factories.event(
        capacity=1,
        registration_opens_at=min(now, NOW) - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=9),
        starts_at=now + dt.timedelta(days=10),
        ends_at=now + dt.timedelta(days=10, hours=8),
    )
    with serve(installation) as server, browsers.browser() as running:
        yield Scene(server.url, event, running, Album(PICTURES))


def _sign_in(phone: Phone, mobile: str) -> None:
    phone.go("/my/sign-in")
    phone.page.get_by_label("手机号").fill(mobile)
    phone.press("发验证码")
    phone.page.get_by_label("验证码").fill(Inbox().last(mobile))
    phone.press("登录")
    phone.page.wait_for_url("**/my/")


def _place(page: Page, position: int) -> None:
    expect(page.get_by_role("main")).to_contain_text("候补中，排在", timeout=LIVE_MS)
    expect(page.locator(".place b")).to_have_text(str(position), timeout=LIVE_MS)


def test_ai_moves_up_and_gets_the_place_on_the_open_page(scene: Scene) -> None:
    slug, album = scene.event.slug, scene.album
    holder, before, ai = scene.phone(), scene.phone(), scene.phone()
    holder.register(slug, OTHERS[0])
    waits = before.register(slug, OTHERS[1])
    _sign_in(ai, AI.mobile)
    ai.register(slug, AI)
    _place(ai.page, 2)
    album.take(ai.page, "second")

    before.go(f"/my/registrations/{waits}")
    before.page.get_by_role("link", name="不等了，退出候补").click()
    before.press("退出候补")
    before.heading("报名已取消")
    _place(ai.page, 1)
    album.take(ai.page, "first")

    county = scene.county()
    county.go(f"/desk/events/{scene.event.id}/waiting")
    expect(county.page.get_by_role("row", name="沈示例")).to_contain_text("全场的名额")
    album.take(county.page, "desk")
    county.go(f"/desk/events/{scene.event.id}/edit/registration")
    county.page.get_by_label("名额上限").fill("2")
    county.button("保存报名与名额").click()
    expect(county.page.get_by_role("status")).to_be_visible()

    expect(ai.page.get_by_role("heading", level=1)).to_have_text("递补成功，有名额了", timeout=LIVE_MS)
    album.take(ai.page, "promoted")
    ai.open_pass()
    album.take(ai.page, "pass")
    ai.go("/my/messages")
    ai.says("递补成功")
    ai.says("有名额了，你已从候补转为正式报名")
    album.take(ai.page, "messages")
    ai.go("/my/")
    expect(ai.page.get_by_role("main").get_by_role("link", name="通行码")).to_be_visible()
    assert album.complaints == []
