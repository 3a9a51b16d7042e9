"""Rules written in the editor at a real desk: checked as typed, tried, saved; and without script on a phone."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import browser as browsers
from tests.pages import events
from tests.pages.album import Album
from tests.pages.desk import PASSWORD, Desk
from tests.pages.events import Plan
from tests.serving import Server, serve

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures" / "rules"
FIRST = "parts[1].sections[0].criteria[0]"


@pytest.fixture
def server(installation: dict[str, str]) -> Iterator[Server]:
    """An installation with nothing in it."""
    with serve(installation) as running:
        running.command("db", "upgrade")
        yield running


def test_rules_are_taken_from_the_shelf_changed_tried_and_saved(server: Server) -> None:
    with browsers.browser() as running:
        album = Album(PICTURES)
        desk = Desk(album.open(browsers.desk(running)), server.url)
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", server.command("db", "setup-code"))
        desk.go("/setup")
        desk.set_up(code[0] if code else "")
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        hours = dt.timedelta(hours=8)
        plan = Plan("维修电工技能比武", soon, soon + hours, soon - dt.timedelta(days=3), soon - hours, capacity=60)
        event = events.make_event(desk, plan)
        taken_over(desk, event, album)
        checked_as_it_is_typed(desk, album)
        shaped(desk)
        desk.button("试算").click()
        desk.says("试算的名次")
        album.take(desk.page, "试算")
        desk.link("核对并保存").click()
        desk.button(re.compile("保存为第 1 版")).click()
        desk.says("规则全文")
        album.take(desk.page, "规则")
        phone = Desk(album.open(browsers.phone(running, javascript=False)), server.url)
        without_script(phone, event)
        assert album.complaints == []


def taken_over(desk: Desk, event: int, album: Album) -> None:
    desk.go(f"/desk/events/{event}/rules")
    desk.link(re.compile("从样表开始")).click()
    desk.link(re.compile("维修电工")).click()
    desk.button("用这一份").click()
    desk.says("已用“维修电工”的样表开始")
    album.take(desk.page, "评分项")


def checked_as_it_is_typed(desk: Desk, album: Album) -> None:
    weight = desk.page.locator('[name="parts[0].weight"]')
    weight.fill("31")
    weight.press("Tab")
    box = desk.page.locator("#at-parts-0-weight")
    expect(box).to_contain_text("各部分权重加起来要等于 1，现在是 1.01。")
    expect(desk.page.locator("#rule-check")).to_contain_text("1 处要改")
    album.take(desk.page, "边写边查")
    weight.fill("30")
    weight.press("Tab")
    expect(desk.page.locator("#rule-check")).to_contain_text("可以保存")
    expect(box).not_to_contain_text("各部分权重")


def shaped(desk: Desk) -> None:
    """Change a kind, which brings its fields at once; add a thing, move it, take it out."""
    desk.page.locator(f'[name="{FIRST}.kind"]').select_option("judgement")
    expect(desk.page.locator(f'[name="{FIRST}.benchmarks[3]"]')).to_be_visible()
    desk.page.locator(f'[name="{FIRST}.kind"]').select_option("points")
    expect(desk.page.locator(f'[name="{FIRST}.benchmarks[3]"]')).to_have_count(0)
    section = desk.page.locator("#at-parts-1-sections-0")
    section.get_by_role("button", name="加一个评分项").click()
    expect(section.get_by_role("heading", name="评分项 3")).to_be_visible()
    section.get_by_role("button", name="上移 评分项 3").click()
    expect(desk.page.locator('[name="parts[1].sections[0].criteria[1].title"]')).to_have_value("")
    section.get_by_role("button", name="删去 评分项 2").click()
    expect(section.get_by_role("heading", name="评分项 3")).to_have_count(0)


def without_script(phone: Desk, event: int) -> None:
    phone.go("/login")
    phone.page.get_by_label("用户名").fill("dai")
    phone.page.get_by_label("密码").fill(PASSWORD)
    phone.page.get_by_role("button", name="登录", exact=True).click()
    phone.go(f"/desk/events/{event}/rules/draft/places")
    phone.button("下移 实操成绩").click()
    headings = phone.page.locator(".rule-group h3")
    expect(headings).to_have_text(["用时（短者在前）", "实操成绩", "理论成绩"])
    phone.page.get_by_role("link", name="丢弃草稿").click()
    phone.button("丢弃草稿").click()
    phone.says("草稿已丢弃")
