"""A sign-up on its way through the review: phone of 390×844, the workplace's desk and the county's desk."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffAccount, StaffSession
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW
from tests.factories_review import reviewed_event
from tests.pages.album import Album
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]

PICTURES = Path(__file__).parent / "pictures" / "review"
UNIT = "德清示例精工有限公司"


@dataclass
class Scene:
    """The served event, its list on the desk, the pages of worker, clerk and county, and the album."""

    url: str
    event: Event
    running: Browser
    album: Album
    clerk: Page
    county: Page
    worker: Page

    @property
    def listing(self) -> str:
        """The desk's list of the event."""
        return f"{self.url}/desk/events/{self.event.id}/registrations"


def _signed_in(album: Album, context: BrowserContext, url: str, who: StaffAccount) -> Page:
    token, now = passwords.new_token(), dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        hashed = passwords.token_hash(token)
        session.add(
            StaffSession(account_id=who.id, token_hash=hashed, created_at=now, seen_at=now, address="127.0.0.1")
        )
    context.add_cookies([{"name": signing_in.COOKIE, "value": token, "url": url}])
    return album.open(context)


@pytest.fixture
def scene(installation: dict[str, str]) -> Iterator[Scene]:
    """An event that asks the workplace first, with two places that approvals take."""
    work = factories.unit(UNIT, township=factories.township("阜溪街道"))
    now = dt.datetime.now(dt.UTC)
    times = {
        "registration_opens_at": min(now, NOW) - dt.timedelta(days=1),
        "registration_closes_at": now + dt.timedelta(days=9),
        "starts_at": now + dt.timedelta(days=10),
        "ends_at": now + dt.timedelta(days=10, hours=8),
    }
    event = reviewed_event("unit_host", "approve", capacity=2, **times)
    clerk = factories.account(Grant(Role.UNIT_CLERK, work.id), name="钱经办")
    county = factories.account(Grant(Role.COUNTY_STAFF), name="戴示例")
    with serve(installation) as server, browsers.browser() as running:
        album = Album(PICTURES)
        yield Scene(
            server.url,
            event,
            running,
            album,
            _signed_in(album, browsers.desk(running), server.url, clerk),
            _signed_in(album, browsers.desk(running), server.url, county),
            album.open(browsers.phone(running)),
        )


def _register(scene: Scene, page: Page, name: str, mobile: str) -> str:
    page.goto(f"{scene.url}/events/{scene.event.slug}/register")
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("手机号").fill(mobile)
    page.get_by_label("单位", exact=True).fill(UNIT)
    page.get_by_label("同意为报名").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("报名审核中")
    return page.url


def test_from_the_phone_through_workplace_and_county_to_the_pass(scene: Scene) -> None:
    worker, clerk, county, album = scene.worker, scene.clerk, scene.county, scene.album
    mine = _register(scene, worker, "沈示例", "19900000017")
    expect(worker.locator("[aria-current=step]")).to_contain_text("单位确认")
    album.take(worker, "under-review")

    clerk.goto(f"{scene.url}/unit/")
    album.take(clerk, "unit-home")
    clerk.get_by_role("link", name="去确认").click()
    clerk.get_by_label("选中 沈示例").check()
    album.take(clerk, "unit-list")
    clerk.get_by_role("button", name="确认 1 人").click()
    expect(clerk.get_by_role("status")).to_contain_text("单位确认 1 人")

    county.goto(scene.listing)
    expect(county.locator(".states [aria-current]").nth(1)).to_have_text("等我审核 1")
    county.keyboard.press("j")
    county.keyboard.press("x")
    expect(county.locator("[data-effect]")).to_have_text("通过后全场 1 / 2")
    album.take(county, "desk-list")
    county.keyboard.press("r")
    county.get_by_label("原因").fill("手机号写错了")
    album.take(county, "reason")
    county.get_by_role("button", name="退回补正").click()
    expect(county.get_by_role("status")).to_contain_text("退回补正 1 人")

    worker.goto(mine)
    expect(worker.get_by_text("要补的：手机号写错了")).to_be_visible()
    album.take(worker, "returned")
    worker.get_by_role("link", name="去补充").click()
    worker.get_by_label("手机号").fill("19900000021")
    album.take(worker, "fix")
    worker.get_by_role("button", name="下一步：核对").click()
    album.take(worker, "fix-check")
    worker.get_by_role("button", name="重新提交").click()
    expect(worker.get_by_role("status")).to_contain_text("已经重新提交")
    expect(worker.locator("[aria-current=step]")).to_contain_text("工会审核")

    county.goto(scene.listing)
    county.get_by_role("link", name="查看 沈示例").click()
    album.take(county, "desk-one")
    county.get_by_role("button", name="通过", exact=True).click()
    expect(county.get_by_role("status")).to_contain_text("通过 1 人")

    worker.goto(mine)
    expect(worker.get_by_role("heading", level=1)).to_have_text("报名成功")
    worker.get_by_role("link", name="看通行码").click()
    expect(worker.get_by_role("img", name="通行码")).to_be_visible()
    album.take(worker, "pass")

    county.get_by_role("button", name="撤销").click()
    expect(county.get_by_role("status")).to_contain_text("已撤销 1 人")
    worker.reload()
    expect(worker.get_by_role("heading", level=1)).to_have_text("通行码还没生效")
    album.take(worker, "not-yet")
    assert album.complaints == []


def test_everything_works_without_javascript(scene: Scene) -> None:
    bare = scene.running.new_context(java_script_enabled=False, locale="zh-CN")
    bare.add_cookies(scene.county.context.cookies())  # type: ignore[arg-type]  # a cookie read is a cookie written
    page = scene.album.open(bare)
    _register(scene, scene.worker, "沈示例", "19900000017")
    page.goto(f"{scene.listing}?state=unit")
    expect(page.locator("[data-keys]")).to_be_hidden()
    page.get_by_label("选中 沈示例").check()
    page.get_by_role("button", name="不通过").click()
    page.get_by_label("原因").fill("从业不满 3 年")
    page.get_by_role("button", name="不通过").click()
    expect(page.get_by_role("status")).to_contain_text("不通过 1 人")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("已撤销 1 人")
    assert scene.album.complaints == []
