"""Before the first mark: rules with a spread alarm, the list, the draw, heats, judges' links, the call room, codes."""

import datetime as dt
import re

from tests import browser as browsers
from tests.journeys.contest_cast import JUDGES, Cast, sheet
from tests.pages import contest
from tests.pages.events import typed
from tests.pages.gate import Gate

CRITERIA = "电路识图 20\n器件安装 20\n配线工艺 20\n故障排查 15\n通电调试 15\n安全文明生产 10"
TOLERANCE = "14"
"""Two judges of the sample differ by 13.3 at most; who types 2 for 12 is beyond it."""


def rules(cast: Cast) -> None:
    """Write the rules in the short form, then say from when the chief judge is told of a spread."""
    desk = cast.desk("dai")
    contest.rules(desk, cast.event.id, criteria=CRITERIA)
    cast.at("dai", "/rules/draft/panel")
    desk.page.locator("[name='panel.tolerance']").fill(TOLERANCE)
    desk.button("保存，下一页").click()
    cast.at("dai", "/rules/draft/review")
    desk.says("合计分相差多少要复核：没有 → 14")
    desk.button("保存为第 2 版").click()
    desk.says("第 2 版")
    contest.enrol(desk, cast.event.id, "WD")
    assert len(desk.rows("参赛名单")) == len(cast.number_of)
    assert {name: row.number for name, row in ((row.name, row) for row in cast.entrants().values())} == cast.number_of


def draw(cast: Cast) -> None:
    """Fix the list, set the seed in public, and let the page of the draw recompute the order."""
    desk = cast.at("dai", "/draw")
    desk.button("固定这 38 名").click()
    desk.says("第二步")
    desk.fill(seed="6,2,5", again="6,2,5", source="三位领队各掷一次骰子", witnesses="陆监督")
    desk.button("抽签，公开结果").click()
    desk.says("谁都可以重算")
    assert len(desk.rows("抽签顺序")) == len(cast.number_of)
    cast.take("抽签", "dai")


def heats(cast: Cast, now: dt.datetime) -> None:
    """Make four heats on ten stations; their call rooms opened long enough ago to know who is late."""
    desk = cast.at("dai", "/heats/setup")
    stations = "\n".join(str(number) for number in range(1, 11))
    desk.fill(stations=stations, starts_at=typed(now + dt.timedelta(minutes=30)), count="4", minutes="10", between="0")
    desk.fill(rest_minutes="0", call_minutes="90", late_minutes="15")
    desk.button("生成批次").click()
    desk.says("已生成 4 批")
    desk.button("按签号排人").click()
    desk.says("排好 38 人")
    cast.take("批次和工位", "dai")


def call_room(cast: Cast) -> None:
    """Scan everybody into the call room, and confirm at the desk the three who stayed away."""
    away = {row[0] for row in sheet("参赛名单") if row[4] == "缺考"}
    gate = _call_post(cast)
    for number, row in sorted(cast.entrants().items()):
        if number not in away:
            assert row.registration is not None
            gate.type_code(row.registration.number)
            gate.answers("请进")
    cast.album.take(gate.page, "检录扫码")
    gate.page.close()  # its link ends with the event, and what it asks after that is refused
    desk = cast.at("call", "/call")
    for heat in range(1, 5):
        desk.page.get_by_role("link", name=re.compile(f"^第 {heat} 批")).click()
        rows = {row[1]: row[3] for row in desk.rows(f"第 {heat} 批")}
        assert all("超时" not in rows[number] for number in rows.keys() - away), "a scan counts as being here"
        for number in rows.keys() & away:
            desk.page.get_by_label(f"选中 {number}").check()
        if rows.keys() & away:
            desk.button(re.compile("确认缺考")).click()
            desk.says("人缺考，本批开始前可以撤销")
    cast.take("检录", "call")
    statuses = {number: row.status for number, row in cast.entrants().items()}
    assert {number for number, status in statuses.items() if status == "absent"} == away
    assert len(statuses) == len(cast.number_of)


def _call_post(cast: Cast) -> Gate:
    """Make the usual lists and a post at the call room, and open it on a phone."""
    desk = cast.at("dai", "/checkin")
    desk.button("一键加常用名单").click()
    choice = desk.page.locator("[name=list_id]")
    choice.select_option(label=choice.locator("option", has_text="检录").first.inner_text())
    desk.fill(gate="检录台")
    desk.button("做链接").click()
    gate = Gate(cast.album.open(browsers.phone(cast.running)), desk.page.locator("#address").input_value())
    gate.open_post("何检录")
    return gate


def judges(cast: Cast) -> None:
    """Say who the judges are, make their links, and open one on each of five phones."""
    for place, judge in enumerate(JUDGES, 1):
        desk = cast.at("dai", f"/judges/j{place}")
        desk.fill(name=f"裁示{place}", workplace="县裁判库示例")
        desk.button("保存").click()
        desk.says(f"{judge} 已保存")
    desk.button("做链接").click()
    desk.says("做好 5 个裁判链接")
    cast.take("裁判链接", "dai")


def codes(cast: Cast) -> None:
    """Let the encryption officer give the codes and seal who has which."""
    desk = cast.at("codes1", "/codes")
    desk.button("编盲码并封存").click()
    desk.says("对照已封存")
    cast.take("对照", "codes1")
    known = cast.at("dai", "/entrants").page.get_by_role("main").inner_text()
    held = {row.blind_code for row in cast.entrants().values()} - {""}
    assert len(held) == len(cast.number_of) - 3
    assert not held & set(re.split(r"\W+", known)), "who runs the contest does not see who has which code"
