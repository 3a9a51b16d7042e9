"""Rules from the desk to the phone: staff set one, a member proves the mobile and is in, staff let another one in."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffSession
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories, factories_workers
from tests.conftest import NOW
from tests.pages.album import Album
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]

PICTURES = Path(__file__).parent / "pictures" / "eligibility"
UNIT, MOBILE = "德清示例精工有限公司", "19900000017"


@dataclass
class Scene:
    """The served event, the county's desk, a worker's phone and the album."""

    url: str
    event: Event
    county: Page
    worker: Page
    album: Album


@pytest.fixture
def scene(installation: dict[str, str]) -> Iterator[Scene]:
    """An event that anybody may sign up for, and Ai on the roster."""
    factories.member("沈示例", MOBILE, unit_id=factories.unit(UNIT).id)
    now = dt.datetime.now(dt.UTC)
    event = factories.event(
        registration_opens_at=min(now, NOW) - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=9),
        starts_at=now + dt.timedelta(days=10),
        ends_at=now + dt.timedelta(days=10, hours=8),
    )
    who, token = factories.account(Grant(Role.COUNTY_STAFF)), passwords.new_token()
    session = StaffSession(account_id=who.id, created_at=now, seen_at=now, address="127.0.0.1")
    session.token_hash = passwords.token_hash(token)
    with database.transaction() as open_session:
        open_session.add(session)
    with serve(installation) as server, browsers.browser() as running:
        album, desk = Album(PICTURES), browsers.desk(running)
        desk.add_cookies([{"name": signing_in.COOKIE, "value": token, "url": server.url}])
        yield Scene(server.url, event, album.open(desk), album.open(browsers.phone(running)), album)


def _set_rule(scene: Scene) -> None:
    county = scene.county
    county.goto(f"{scene.url}/desk/events/{scene.event.id}/sign-up/rules")
    county.get_by_role("link", name="加上 工会会员").click()
    county.get_by_role("button", name="加上这条规则").click()
    expect(county.get_by_role("cell", name="限会员名册里的工会会员")).to_be_visible()
    scene.album.take(county, "rules")


def test_a_member_proves_the_mobile_and_is_in_with_one_tap(scene: Scene) -> None:
    _set_rule(scene)
    worker, album = scene.worker, scene.album
    worker.goto(f"{scene.url}/events/{scene.event.slug}")
    expect(worker.get_by_text("限会员名册里的工会会员")).to_be_visible()
    worker.get_by_role("link", name="我要报名").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("先验证手机号")
    album.take(worker, "prove-first")
    worker.get_by_role("link", name="收验证码").click()
    worker.get_by_label("手机号").fill(MOBILE)
    worker.get_by_role("button").filter(has_text="验证码").click()
    worker.get_by_label("验证码").fill(factories_workers.Inbox().last(MOBILE))
    worker.locator("button.btn--primary").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("确认报名")
    album.take(worker, "one-tap")
    worker.get_by_label("同意为报名").check()
    worker.get_by_role("button", name="提交报名").click()
    expect(worker).to_have_url(re.compile(r"/p/"))
    expect(worker.locator("main")).to_contain_text("可以进场")
    album.take(worker, "pass")


def test_staff_read_what_is_in_the_way_and_let_somebody_in(scene: Scene) -> None:
    _set_rule(scene)
    county, album = scene.county, scene.album
    county.goto(f"{scene.url}/desk/events/{scene.event.id}/registrations")
    county.get_by_role("link", name="代为报名").click()
    county.get_by_label("姓名", exact=True).fill("姚示例")
    county.get_by_label("手机号", exact=True).fill("19900000066")
    county.get_by_label("单位", exact=True).fill(UNIT)
    county.get_by_label("已征得本人同意").check()
    county.get_by_role("button", name="报名", exact=True).click()
    expect(county.get_by_role("alert")).to_contain_text("不在会员名册")
    album.take(county, "in-the-way")
    county.get_by_label("放行原因").fill("新入职，名册下周更新")
    county.get_by_role("button", name="写了原因，放行并报名").click()
    expect(county.get_by_role("status")).to_contain_text("已报上")
    expect(county.locator("main")).to_contain_text("新入职，名册下周更新")
    album.take(county, "let-in")
