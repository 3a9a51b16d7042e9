"""A captain and three members from four phones of 390×844: gathering, a conflict, submitting, passes, leaving."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories, factories_teams
from tests.conftest import NOW
from tests.factories_registration import details
from tests.pages.album import Album
from tests.pages.worker import Phone
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]

PICTURES = Path(__file__).parent / "pictures" / "team"
SMALL = {"width": 320, "height": 640}


@dataclass
class Scene:
    """The served event, the phones' browser and the album."""

    url: str
    event: Event
    running: Browser
    album: Album

    def phone(self) -> Phone:
        """Return somebody's phone."""
        return Phone(self.album.open(browsers.phone(self.running)), self.url)

    def look(self, page: Page, name: str) -> None:
        """Take a picture at both phone sizes and expect no sideways scroll on the small one."""
        self.album.take(page, name)
        page.set_viewport_size({"width": SMALL["width"], "height": SMALL["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        self.album.take(page, f"{name}-320")
        page.set_viewport_size({"width": browsers.PHONE["width"], "height": browsers.PHONE["height"]})
        assert wide <= SMALL["width"], f"{name} is {wide} px wide at 320"


@pytest.fixture
def scene(installation: dict[str, str]) -> Iterator[Scene]:
    """An event for teams of 4 or 5 people with 5 places, and another team with one person in it."""
    union = factories.union()
    for name in ("德清示例精工有限公司", "德清样板木业有限公司"):
        factories.unit(name, union_id=union.id)
    now = dt.datetime.now(dt.UTC)
    opens, closes = min(now, NOW) - dt.timedelta(days=1), now + dt.timedelta(days=9)
    times = {"registration_opens_at": opens, "registration_closes_at": closes}
    start = {"starts_at": now + dt.timedelta(days=10), "ends_at": now + dt.timedelta(days=10, hours=8)}
    rules = [{"v": 1, "kind": "same_union"}]
    event = factories_teams.event(team_min=4, team_max=5, capacity=5, plan={"team_rules": rules}, **times, **start)
    other = factories_teams.draft(event, "阜溪二队")
    factories_teams.joins(other, details("姚范例", mobile="19900000055"))
    with serve(installation) as server, browsers.browser() as running:
        yield Scene(server.url, event, running, Album(PICTURES))


def fill(phone: Phone, name: str, mobile: str, unit: str) -> None:
    phone.page.get_by_label("姓名", exact=True).fill(name)
    phone.page.get_by_label("手机号").fill(mobile)
    phone.page.get_by_label("单位", exact=True).fill(unit)
    phone.page.get_by_label("同意为报名").check()


def test_a_captain_and_three_members_from_four_phones(scene: Scene) -> None:
    captain = scene.phone()
    begin(scene, captain)
    link = invite(scene, captain)
    first = join(scene, link, "王测试", "19900000034")
    join(scene, link, "吴演练", "19900000046")
    captain.page.reload()
    captain.says("还差 1 人")
    name_one(scene, captain)
    decline_and_join(scene, captain, link)
    submit(scene, captain)
    first.go("/my/")
    first.says("第九届职工篮球联赛（示例精工联队）")
    first.page.get_by_role("link", name="通行码", exact=False).first.click()
    expect(first.page.get_by_role("main")).to_contain_text("示例精工联队")
    leave(scene, captain, first)
    assert [said for said in scene.album.complaints if "404" not in said] == []


def begin(scene: Scene, captain: Phone) -> None:
    captain.go(f"/events/{scene.event.slug}")
    scene.look(captain.page, "event")
    captain.page.get_by_role("link", name="组队报名").click()
    scene.look(captain.page, "start")
    captain.press("下一步：加队员")
    scene.look(captain.page, "start-errors")
    captain.page.get_by_label("队名").fill("示例精工联队")
    fill(captain, "沈示例", "19900000021", "德清示例精工有限公司")
    captain.press("下一步：加队员")
    captain.says("草稿已存")
    scene.look(captain.page, "draft")


def invite(scene: Scene, captain: Phone) -> str:
    captain.page.get_by_role("link", name="发邀请链接").click()
    scene.look(captain.page, "invite")
    link = captain.page.locator(".invite__link a").get_attribute("href")
    assert link is not None
    captain.page.get_by_role("link", name="返回队伍").click()
    return link


def join(scene: Scene, link: str, name: str, mobile: str) -> Phone:
    phone = scene.phone()
    phone.page.goto(link)
    phone.says("沈*例")
    scene.look(phone.page, "join")
    fill(phone, name, mobile, "德清样板木业有限公司")
    phone.press("确认加入")
    phone.says("你已确认加入")
    scene.look(phone.page, "joined")
    return phone


def name_one(scene: Scene, captain: Phone) -> None:
    captain.page.get_by_role("link", name="加队员").click()
    captain.page.get_by_label("姓名", exact=True).fill("姚范例")
    captain.page.get_by_label("手机号").fill("19900000055")
    captain.press("加进名单")
    captain.says("已在“阜溪二队”名单中")
    scene.look(captain.page, "add-refused")
    captain.page.get_by_label("姓名", exact=True).fill("周模拟")
    captain.page.get_by_label("手机号").fill("19900000066")
    captain.press("加进名单")
    captain.says("等本人打开邀请链接确认")
    scene.look(captain.page, "named")
    captain.page.get_by_role("link", name="周模拟").click()
    scene.look(captain.page, "member")


def decline_and_join(scene: Scene, captain: Phone, link: str) -> None:
    phone = scene.phone()
    phone.page.goto(link)
    phone.page.get_by_role("link", name="我不参加").click()
    scene.look(phone.page, "decline")
    phone.page.get_by_label("姓名", exact=True).fill("周模拟")
    phone.page.get_by_label("手机号").fill("19900000066")
    phone.press("告诉队长我不参加")
    scene.look(phone.page, "declined")
    captain.page.get_by_role("link", name="返回队伍").click()
    captain.says("周模拟 没有接受邀请")
    join(scene, link, "冯示意", "19900000077")


def submit(scene: Scene, captain: Phone) -> None:
    captain.page.reload()
    scene.look(captain.page, "complete")
    captain.page.get_by_role("link", name="下一步：核对").click()
    scene.look(captain.page, "check")
    captain.press("提交全队报名")
    captain.says("全队已报上名")
    scene.look(captain.page, "entered")
    captain.page.get_by_role("link", name="队伍通行码").click()
    expect(captain.page.get_by_alt_text("队伍通行码")).to_have_js_property("naturalWidth", 296)
    scene.look(captain.page, "team-pass")
    captain.go("/my/")
    scene.look(captain.page, "my")


def leave(scene: Scene, captain: Phone, heir: Phone) -> None:
    captain.page.goto(scene.url + team_address(scene))
    captain.page.get_by_role("link", name="我要退出这支队").click()
    captain.says("队长交给下一位入队的 王测试")
    scene.look(captain.page, "leave")
    captain.press("退出这支队")
    heir.page.goto(scene.url + team_address(scene))
    heir.says("人数或组成不合要求")
    scene.look(heir.page, "heir")
    heir.page.get_by_role("link", name="整队退出").click()
    scene.look(heir.page, "withdraw")
    heir.press("整队退出")
    heir.says("示例精工联队已退出")


def team_address(scene: Scene) -> str:
    return f"/my/teams/{scene.event.code}-T002"
