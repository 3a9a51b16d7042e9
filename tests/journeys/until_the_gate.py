"""The first half of the main job: set-up, imports, the event, registration, the pass, the gate, attendance."""

import datetime as dt
import json
import re

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests import browser as browsers
from tests.camera import Scene, film
from tests.journeys.story import AI, DATA, GAMES, LU, TITLE, WU, YU, ZHENG, Story
from tests.pages import events
from tests.pages.desk import Desk
from tests.pages.events import SHANGHAI, Plan
from tests.pages.gate import Gate
from tests.pages.worker import Phone


def set_up(story: Story) -> None:
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", story.server.command("db", "setup-code"))
    assert code is not None
    desk = story.desk
    desk.go("/")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("第一次使用")
    story.take("第一次使用")
    desk.set_up(code[0])
    for offer in ("导入单位和会员", "载入演示数据"):
        expect(desk.link(offer)).to_be_visible()
    story.take("建好第一个账号")
    other = Desk(story.album.open(browsers.phone(story.running)), story.server.url)
    other.go("/setup")
    assert other.page.url.endswith("/login"), "the code works once"
    other.page.close()


def import_units_and_members(story: Story) -> None:
    desk, expected = story.desk, json.loads((DATA / "roster-expected.json").read_text())["totals"]
    desk.upload("units", DATA / "units.xlsx")
    story.take("单位核对")
    assert desk.tiles()["未导入"] == 0
    desk.confirm_import()
    desk.upload("roster", DATA / "roster.xlsx")
    story.take("会员核对")
    tiles = desk.tiles()
    assert (tiles["读到"], tiles["合并"], tiles["未导入"]) == (2000, 30, 49)
    assert tiles["新增"] + tiles["更新"] + tiles["不变"] == expected["accepted"] == 1921
    expect(desk.page.get_by_role("navigation", name="要看一看的行")).to_contain_text(str(expected["warnings"]))
    rejects = desk.download(desk.link("下载未导入的行"), story.folder)
    rows = CalamineWorkbook.from_path(rejects).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "行号" in row)
    listed = [row for row in rows[rows.index(head) + 1 :] if str(row[head.index("原因")]).strip()]
    assert len(listed) == 49, listed[:3]
    desk.confirm_import()
    story.take("会员已导入")


def make_and_publish(story: Story) -> None:
    desk, now = story.desk, story.now
    year = (now + dt.timedelta(hours=4)).astimezone(SHANGHAI).year
    events.make_campaign(desk, GAMES, year)
    story.take("竞赛活动")
    soon, hour, day = now + dt.timedelta(minutes=30), dt.timedelta(hours=1), dt.timedelta(days=1)
    plan = Plan(TITLE, soon, soon + 3 * hour, now - day, soon, capacity=4, campaign=GAMES)
    story.event = events.make_event(desk, plan)
    story.take("报名与名额")
    visitor = story.phone("ai")
    visitor.go("/")
    expect(visitor.page.get_by_role("link", name=TITLE)).to_have_count(0)
    events.publish(desk, story.event)
    story.take("已发布")
    visitor.go("/")
    story.take("首页", "ai")
    visitor.find_event(TITLE)
    story.slug = visitor.page.url.rpartition("/")[2]
    story.take("活动页", "ai")


def ai_registers(story: Story) -> None:
    phone = story.phone("ai")
    phone.page.get_by_role("link", name="报名", exact=False).last.click()
    phone.heading("填写报名")
    phone.press("下一步：核对")
    phone.says("请填写姓名。")
    story.take("报名漏填", "ai")
    phone.page.locator("#unit_text").press_sequentially("lxfz", delay=30)
    expect(phone.page.get_by_role("option", name=AI.pick)).to_be_visible()
    story.take("单位拼音首字母", "ai")
    phone.page.locator("#unit_text").fill("")
    phone.fill_in(AI)
    story.take("报名表", "ai")
    phone.to_check(AI)
    story.take("核对", "ai")
    tap_twenty_times(phone)
    story.numbers["ai"] = phone.number()
    phone.heading("报名成功")
    story.take("报名成功", "ai")
    story.pass_text = phone.open_pass()
    story.take("通行码", "ai")
    desk = story.desk
    desk.go(f"/desk/events/{story.event}/registrations")
    assert [row[1] for row in desk.rows("报名")] == [AI.name], "twenty taps leave one row"


def tap_twenty_times(phone: Phone) -> None:
    """Send the form nineteen times at once as an impatient thumb would, then press the button itself."""
    answers = phone.page.evaluate(
        """async () => {
          const form = document.getElementById("submit");
          const tap = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
          return (await Promise.all(Array.from({ length: 19 }, tap))).map((answer) => answer.url);
        }"""
    )
    phone.press("提交报名")
    assert set(answers) == {f"{phone.url}/my/registrations/{phone.number()}"}


def others_fill_it_up(story: Story) -> None:
    wu = story.phone("wu", scripted=False)
    wu.go(f"/events/{story.slug}/register")
    wu.fill_in(WU)
    wu.press("下一步：核对")
    wu.says("名称和登记的不完全一样，请选一个。")
    story.take("没有脚本时选单位", "wu")
    wu.to_check(WU)
    wu.press("提交报名")
    story.numbers["wu"] = wu.number()
    wu.open_pass()
    story.short_code = wu.short_code()
    story.take("没有脚本的通行码", "wu")
    for who, person in (("yu", YU), ("lu", LU)):
        story.numbers[who] = story.phone(who).register(story.slug, person)
        story.phone(who).heading("报名成功")
    zheng = story.phone("zheng")
    zheng.find_event(TITLE)
    zheng.says("候补")
    story.numbers["zheng"] = zheng.register(story.slug, ZHENG, publish=False)
    zheng.heading("候补中，排在")
    zheng.says("第1位")
    story.take("候补", "zheng")


def one_cancels_and_the_next_moves_up(story: Story) -> None:
    story.phone("yu").cancel(story.numbers["yu"])
    story.take("取消报名", "yu")
    zheng = story.phone("zheng")
    zheng.page.reload()
    zheng.heading("递补成功，有名额了")
    story.take("递补成功", "zheng")
    story.desk.go(f"/desk/events/{story.event}/registrations")
    states = {row[1]: row[6] for row in story.desk.rows("报名")}
    assert states == {
        AI.name: "已报名",
        WU.name: "已报名",
        LU.name: "已报名",
        ZHENG.name: "已报名",
        YU.name: "已取消",
    }
    story.take("报名名单")


def the_pass_is_found_again_without_a_script(story: Story) -> None:
    second = story.phone("wu's second", scripted=False)
    second.look_up(story.numbers["wu"], "0606")
    second.says("没有查到这条报名")
    expect(second.page.get_by_label("报名编号")).to_have_value(story.numbers["wu"])
    second.look_up(story.numbers["wu"].lower(), "0605")
    second.heading("报名成功")
    second.open_pass()
    assert second.short_code() == story.short_code
    story.take("另一部手机查到的通行码", "wu's second")


def gate_is_opened(story: Story) -> None:
    desk = story.desk
    desk.go(f"/desk/events/{story.event}/checkin")
    desk.fill(gate="2 号门")
    desk.button("做链接").click()
    story.gate_link = desk.page.locator("#address").input_value()
    story.take("岗位链接")
    assert story.gate_link.startswith(story.server.url)


def ai_is_scanned(story: Story) -> None:
    clip = film(story.folder / "camera.y4m", [Scene(story.pass_text, 3), Scene(None, 6)])
    with browsers.with_camera(story.running, clip) as volunteer:
        gate = Gate(story.album.open(browsers.phone(volunteer)), story.gate_link)
        gate.page.goto(gate.link)
        story.album.take(gate.page, "岗位")
        gate.open_post("徐演练")
        gate.start_camera()
        gate.answers("请进", "孙*试")
        story.album.take(gate.page, "请进")
        expect(gate.page.locator("#answer")).to_be_hidden(timeout=30_000)
        expect(gate.page.locator("#count")).to_have_text("1 / 4")
        story.album.take(gate.page, "扫码")
        gate.answers("已进过场", "孙*试")
        story.album.take(gate.page, "已进过场")


def others_come_in_by_code_and_name(story: Story) -> None:
    plain = Gate(story.album.open(browsers.phone(story.running, javascript=False)), story.gate_link)
    plain.open_post("俞示例")
    plain.type_code("认不出的码")
    plain.answers("认不出来")
    plain.type_code(story.short_code.lower())
    plain.answers("请进", "武*试")
    story.album.take(plain.page, "没有脚本时输编号")
    plain.type_code(story.numbers["wu"])
    plain.answers("已进过场", "武*试")
    plain.find("郑示例")
    story.album.take(plain.page, "按姓名查")
    plain.page.get_by_role("button", name="核对进场").click()
    plain.answers("请进", "郑*例")
    desk = story.desk
    desk.go(f"/desk/events/{story.event}/checkin/attendance")
    here = {row[0]: (row[3], row[6], row[7]) for row in desk.rows("签到情况")}
    assert here == {
        AI.name: ("已到", "徐演练", "扫码"),
        WU.name: ("已到", "俞示例", "输编号"),
        ZHENG.name: ("已到", "俞示例", "按姓名查"),
        LU.name: ("未到", "—", "—"),
    }
    story.take("签到情况")
