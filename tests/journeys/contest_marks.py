"""Marks: five judges on five phones at once, a line that drops, a spread that is looked at again, times and losses."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests import browser as browsers
from tests.journeys.contest_cast import JUDGES, Cast, sheet
from tests.line import Line
from tests.pages import contest

WAIT_MS = 30_000
SLIP = ("WD028", "裁判3", 0, "2.7")
"""Whose sheet 裁判3 slips on: the first criterion, 2.7 typed for what the workbook has."""
ON_THE_LINE = "裁判5"
Marks = Mapping[tuple[str, str], tuple[str, ...]]


def wanted() -> Marks:
    """Return the practical marks of the workbook by number and judge."""
    number_of = dict(sheet("加密对照"))
    return {(number_of[row[0]], row[1]): tuple(f"{mark:g}" for mark in row[2:8]) for row in sheet("实操评分")}


def phones(cast: Cast, line: Line) -> None:
    """Open the five links, each on a phone of its own; the last one is on a line that will drop."""
    for place, judge in enumerate(JUDGES, 1):
        desk = cast.at("dai", f"/judges/links/{place}")
        address = desk.page.locator("#address").input_value()
        token = address.rstrip("/").rpartition("/")[2]
        page = cast.album.open(browsers.phone(cast.running))
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{line.url if judge == ON_THE_LINE else cast.server.url}/judge/{token}/")
        expect(page.locator("[data-kept]")).to_have_count(1, timeout=WAIT_MS)
        cast.phones[judge] = page


def marking(cast: Cast, line: Line) -> None:
    """Mark everybody by turns on the five phones; two codes long one of them has no line."""
    marks, numbers = wanted(), {row.blind_code: number for number, row in cast.entrants().items() if row.blind_code}
    codes = sorted(numbers)
    for judge in JUDGES:
        cast.phones[judge].locator("main a").first.click()
    for place, code in enumerate(codes):
        if place == len(codes) // 2:
            everything_sent(cast.phones[ON_THE_LINE])
            line.cut()
        for judge in JUDGES:
            page = cast.phones[judge]
            expect(page.locator(".gate-head__blind")).to_have_text(code)
            give(page, slipped(numbers[code], judge, marks[numbers[code], judge]))
            if place == len(codes) // 2 + 1 and judge == ON_THE_LINE:
                expect(page.locator("[data-line]")).to_contain_text("已存在本机")
                cast.take("裁判没有网", judge)
                line.mend()
            page.locator("button[form=marks]").click()
    for judge in JUDGES:
        everything_sent(cast.phones[judge])
    cast.take("裁判全部打完", JUDGES[0])


def slipped(number: str, judge: str, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the judge types: the marks, with one slip."""
    if (number, judge) != SLIP[:2]:
        return marks
    return tuple(SLIP[3] if place == SLIP[2] else mark for place, mark in enumerate(marks))


def give(page: Page, marks: tuple[str, ...]) -> None:
    """Type the marks of one code."""
    for place, mark in enumerate(marks):
        page.locator(f"#m-{place}").fill(mark)


def everything_sent(page: Page) -> None:
    """Wait until nothing waits on the phone."""
    expect(page.locator("[data-line]")).to_be_hidden(timeout=WAIT_MS)
    page.wait_for_function("JSON.parse(Object.values(localStorage)[0] || '{}').queue?.length === 0", timeout=WAIT_MS)


def a_spread(cast: Cast) -> None:
    """Let the chief judge see the spread and ask, and the judge look again; nobody else's marks are shown to them."""
    number, judge, place, _ = SLIP
    code = cast.entrants()[number].blind_code
    desk = cast.at("chief", "/control/spreads")
    desk.says(code)
    cast.take("分差", "chief")
    desk.button(re.compile("再看")).click()
    page = cast.phones[judge]
    page.goto(page.url.rpartition("/")[0] + "/")
    page.get_by_role("link", name=f"再看一遍 {code}").click()
    page.locator(f"#m-{place}").fill(wanted()[number, judge][place])
    everything_sent(page)
    cast.take("再看一次", judge)
    cast.at("chief", "/control/spreads")
    expect(desk.page.get_by_role("main")).not_to_contain_text(code)


def times_and_losses(cast: Cast) -> None:
    """Type the timekeeper's list on one page: time and losses of everybody, by code as the timekeeper knew them."""
    number_of, held = dict(sheet("加密对照")), cast.entrants()
    desk = cast.desk("clerk1")
    contest.sheet(desk, cast.event.id, "用时与扣分")
    times = {
        held[number_of[code]].blind_code: (time, f"{loss:g}" if loss else "")
        for code, time, loss in sheet("用时与扣分")
    }
    contest.type_marks(desk, times)
    desk.says("已保存")
    cast.take("用时与扣分", "clerk1")


def theory_from_paper(cast: Cast) -> None:
    """Let two people type the papers; what differs is settled by a third from the paper, and half a point is lost.

    Both miss the same half point of WD013: no comparison finds that, an appeal does.
    """
    paper = {number: f"{mark:g}" for number, mark in sheet("理论成绩") if mark != ""} | {"WD013": "71"}
    for clerk, slips in (("clerk1", {}), ("clerk2", {"WD001": "70"})):
        desk = cast.at(clerk, "/papers")
        desk.link(re.compile("开始录")).click()
        for number, mark in {**paper, **slips}.items():
            desk.page.get_by_label(f"{number} 理论", exact=True).fill(mark)
        cast.take("录试卷成绩", clerk)
        desk.button("录完了，交表").click()
        desk.says("已交")
    desk = cast.at("chief", "/control")
    desk.says("理论有 1 格两人录得不一样")
    cast.take("锁定前还差什么", "chief")
    desk = cast.at("dai", "/control/papers/p1")
    desk.says("第一遍 77")
    desk.says("第二遍 70")
    desk.fill(value=paper["WD001"], why="对照试卷，是 77 分")
    cast.take("两遍不一样", "dai")
    desk.button(re.compile("定下")).click()
    desk.says("对照试卷，是 77 分")
