"""The second half of the main job: rules, entrants, marks, results, a correction, files, and the year's figures."""

import datetime as dt
import re
import sqlite3
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.journeys.story import AI, LU, TITLE, WU, ZHENG, Story
from tests.pages import contest
from tests.pages.events import SHANGHAI

THEORY = {AI.name: "88.5", WU.name: "92", ZHENG.name: "70"}
PRACTICAL = {
    AI.name: (("55", "36"), ("56", "37"), ("54.5", "35")),
    WU.name: (("50", "30"), ("51", "31"), ("52", "32")),
    ZHENG.name: (("45", "30"), ("45", "30"), ("45", "30")),
}
TOTALS = {"孙一试": "90.37", "武未试": "85.00", "郑*例": "73.50"}
"""0.3 × theory + 0.7 × the mean of the judges' sums, as published: Zheng did not agree to the full name."""


def rules_and_entrants(story: Story) -> None:
    desk = story.desk
    tiers = "一等奖 1个\n二等奖 1个"
    contest.rules(desk, story.event, judge_count="3", criteria="布线 60\n排故 40", tiers=tiers)
    story.take("评分规则")
    visitor = story.phone("visitor")
    visitor.go(f"/events/{story.slug}")
    visitor.page.get_by_text("怎么算名次").first.click()
    visitor.says("实操")
    contest.enrol(desk, story.event, "WD")
    story.numbers |= {row[3]: row[1] for row in desk.rows("参赛名单")}
    assert {AI.name, WU.name, LU.name, ZHENG.name} <= story.numbers.keys()
    contest.set_absent(desk, story.numbers[LU.name])
    story.take("参赛名单")


def marks_are_typed(story: Story) -> None:
    desk, number = story.desk, story.numbers
    contest.sheet(desk, story.event, "理论")
    contest.type_marks(desk, {number[name]: (mark,) for name, mark in {**THEORY, ZHENG.name: "170"}.items()})
    desk.says("满分 100")
    story.take("一格不对")
    typed = {name: contest.cells(desk, number[name]).first.input_value() for name in THEORY}
    assert typed == {**THEORY, ZHENG.name: "170"}, "a bad mark loses nothing that was typed"
    contest.sheet(desk, story.event, "理论")
    assert contest.cells(desk, number[AI.name]).first.input_value() == "", "and nothing was saved"
    contest.type_marks(desk, {number[name]: (mark,) for name, mark in THEORY.items()})
    desk.says("已保存")
    for judge in range(3):
        contest.sheet(desk, story.event, f"裁判{judge + 1}")
        contest.type_marks(desk, {number[name]: rows[judge] for name, rows in PRACTICAL.items()})
        desk.says("已保存")
    story.take("裁判评分表")
    desk.go(f"/desk/events/{story.event}/scores")
    desk.says("分数都齐了")
    story.take("评分进度")


def results_come_out(story: Story) -> None:
    desk, ai = story.desk, story.phone("ai")
    desk.go(f"/desk/events/{story.event}/results")
    assert [row[2] for row in desk.rows("名次")] == [AI.name, WU.name, ZHENG.name, LU.name]
    story.take("成绩预览")
    ai.go(f"/results/{story.slug}")
    ai.says("没有")
    story.album.complaints.remove(_not_found(story))
    contest.publish(desk, story.event, "provisional")
    desk.says("成绩已公布：临时名次")
    ranking_says(story, "临时名次，以公示为准")
    ai.go(f"/events/{story.slug}")
    ai.page.get_by_role("link", name="看成绩和名次").click()
    ai.says("临时名次，以公示为准")
    contest.publish(desk, story.event, "public_notice")
    desk.says("成绩已公布：公示中")
    ranking_says(story, "公示中")
    assert shown_totals(story) == TOTALS
    expect(ai.page.locator(".rank--me")).to_have_count(1)
    expect(ai.page.locator(".rank--me")).to_contain_text(re.compile("孙一试.*我.*一等奖"))
    story.take("我的名次", "ai")


def ranking_says(story: Story, words: str) -> None:
    """Open the public ranking on Ai's phone until it says so: each process remembers what holds for one second."""
    phone = story.phone("ai")
    for _ in range(6):
        phone.go(f"/results/{story.slug}")
        if words in phone.page.get_by_role("main").inner_text():
            return
        phone.page.wait_for_timeout(500)
    raise AssertionError(f"the ranking does not say {words}")


def _not_found(story: Story) -> str:
    return next(said for said in story.album.complaints if story.slug in said and "404" in said)


def shown_totals(story: Story) -> dict[str, str]:
    """Return the ranking as Ai's phone shows it: name to total."""
    found = {}
    for row in story.phone("ai").page.locator(".rank > li").all():
        name = row.locator(".rank__name").evaluate("place => place.firstChild.textContent").strip()
        found[name] = row.locator(".rank__total").evaluate("place => place.firstChild.textContent").strip()
    return found


def the_notice_ends(story: Story) -> None:
    """Look at the notice, then put it up a month earlier: nobody waits for five working days here."""
    ai = story.phone("ai")
    ai.go(f"/results/{story.slug}")
    ai.page.get_by_role("link", name="看公示").click()
    ai.says("关于第六届职工技能运动会维修电工技能比武获奖名单的公示")
    story.take("公示", "ai")
    with closing(sqlite3.connect(Path(story.server.environ["DEQING_INSTANCE"]) / "deqing.sqlite3")) as held, held:
        held.execute("UPDATE notice SET starts_on = date(starts_on, '-30 days'), ends_on = date(ends_on, '-30 days')")


def a_correction_says_why(story: Story) -> None:
    desk, ai = story.desk, story.phone("ai")
    contest.sheet(desk, story.event, "裁判1")
    contest.type_marks(desk, {story.numbers[WU.name]: ("60",)})
    desk.says("理由")
    story.take("公布后改分要理由")
    contest.type_marks(desk, {story.numbers[WU.name]: ("60",)}, reason="计分录入更正")
    desk.says("已保存，改动 1 格")
    contest.publish(desk, story.event, "public_notice")
    desk.says("请写明理由")
    contest.publish(desk, story.event, "public_notice", reason="裁判1计分录入更正")
    desk.says("成绩已公布：公示中")
    ranking_says(story, "裁判1计分录入更正")
    ai.says(re.compile("更正.*裁判1计分录入更正"))
    assert shown_totals(story) == {**TOTALS, "武未试": "87.33"}
    story.take("更正", "ai")
    ai.page.get_by_role("link", name="看更正前的成绩").click()
    assert shown_totals(story) == TOTALS
    contest.publish(desk, story.event, "final")
    desk.says("过了这一天才能公布成“已生效”")
    story.take("公示没满")
    the_notice_ends(story)
    contest.publish(desk, story.event, "final")
    desk.says("成绩已公布：已生效")
    story.take("已生效")
    ai.go("/results")
    ai.says("我参加的")
    story.take("成绩公示", "ai")


def read(path: Path, sheet: str | int = 0) -> tuple[list[str], list[list[Any]], list[Any]]:
    """Return the head, the rows and the total row of a sheet; the head begins with 序号 or 名次."""
    book = CalamineWorkbook.from_path(path)
    held = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
    rows = held.to_python()
    start = next(index for index, row in enumerate(rows) if row[0] in {"序号", "名次"})
    body = rows[start + 1 :]
    total = next((row for row in body if row[0] == "合计"), [])
    end = body.index(total) if total else next((i for i, row in enumerate(body) if not str(row[1])), len(body))
    return [str(cell) for cell in rows[start]], body[:end], total


def files_are_downloaded(story: Story) -> None:
    desk, start = story.desk, f"/desk/events/{story.event}"
    desk.go(f"{start}/registrations")
    listed = desk.download(desk.link("下载 .xlsx（脱敏）"), story.folder)
    assert listed.name == f"{TITLE}报名汇总表.xlsx"
    head, rows, _ = read(listed)
    phones = {row[head.index("姓名")]: row[head.index("手机")] for row in rows}
    assert phones[AI.name] == "199****8581"
    assert all(re.fullmatch(r"1\d\d\*{4}\d{4}", phone) for phone in phones.values())
    desk.link("完整导出").click()
    desk.fill(reason="电话通知改期")
    whole = desk.download(desk.button("下载 .xlsx"), story.folder)
    head, rows, _ = read(whole)
    assert {row[head.index("姓名")]: row[head.index("手机")] for row in rows}[AI.name] == AI.mobile, "as text"
    desk.go(f"{start}/checkin/attendance")
    desk.link("下载").click()
    came = desk.download(
        desk.page.get_by_role("row", name=re.compile("^签到情况")).get_by_role("link", name=".xlsx"), story.folder
    )
    assert came.name.endswith("签到情况.xlsx")
    head, rows, _ = read(came)
    assert sorted(row[head.index("到场")] for row in rows) == ["已到", "已到", "已到", "未到"]
    assert all("****" in row[head.index("手机")] for row in rows)
    desk.go(f"{start}/results")
    desk.link("含全名").click()
    desk.fill(reason="核对获奖证书上的姓名")
    ranked = desk.download(desk.button("下载"), story.folder)
    assert ranked.name == f"{TITLE}-成绩汇总表.xlsx"
    head, rows, _ = read(ranked)
    assert [(row[0], row[head.index("姓名")]) for row in rows][:3] == [(1, AI.name), (2, WU.name), (3, ZHENG.name)]


def the_year_adds_up(story: Story) -> None:
    desk = story.desk
    year = (story.now + dt.timedelta(hours=4)).astimezone(SHANGHAI).year
    desk.go("/desk/reports")
    desk.page.locator("#report-from").fill(f"{year}-01-01")
    desk.page.locator("#report-to").fill(f"{year}-12-31")
    desk.button("更新").click()
    figures = {row[0].removeprefix("其中"): row[1].split()[0] for row in desk.rows("指标")}
    story.take("统计报表")
    for word, value in HAPPENED.items():
        assert figures[word] == value, word
    desk.page.get_by_role("link", name=re.compile("^3 参赛人次 全部明细")).click()
    rows = desk.rows("参赛人次明细")
    assert [(row[1], row[5]) for row in rows] == [(TITLE, "3")]
    story.take("参赛人次明细")
    desk.link(re.compile("看人员")).click()
    assert sorted(row[1] for row in desk.rows("人员")) == ["孙*试", "武*试", "郑*例"]
    story.take("人员明细")
    desk.go(f"/desk/reports?from={year}-01-01&to={year}-12-31")
    add_again(desk.download(desk.link("下载 .xlsx"), story.folder))


HAPPENED = {
    "举办赛事活动": "1",
    "报名人次": "4",
    "到场率": "75.0%",
    "现场补报": "0",
    "参赛人次": "3",
    "女职工": "2",
    "性别未填": "1",
    "参赛人数": "3",
    "参赛单位数": "2",
    "技能比武场次": "1",
    "技能比武参赛人次": "3",
    "参加基层以上工会技能比赛": "3",
    "参加基层单位劳动和技能竞赛": "0",
}


def add_again(path: Path) -> None:
    """Add the rows of every detail sheet and compare with the figure on the first sheet."""
    assert path.name == "汇总统计.xlsx"
    head, figures, _ = read(path, "汇总")
    added = 0
    for row in figures:
        word, unit, value = (row[head.index(column)] for column in ("指标", "单位", "数值"))
        columns, lines, total = read(path, word.removeprefix("其中"))
        if unit == "%":
            came, of = (sum(line[columns.index(name)] for line in lines) for name in ("到场", "通过的报名"))
            assert Fraction(int(came), int(of)) * 100 == Fraction(value), word
        else:
            amount = columns.index(unit)
            assert sum(line[amount] for line in lines) == total[amount] == value, word
        added += 1
    assert added > 15
