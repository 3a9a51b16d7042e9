"""A timed contest through the desk and a judge's phone: rules, times typed, what blocks, results, files, the page."""

import re
from typing import Any

import pytest

from deqing_events import database
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.trace import trace_table
from deqing_events.contests.models import Entrant, Mark, MarkChange, RuleSheet
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_files.reading import document_of
from deqing_events.contests.rule_files.writing import tables_of
from deqing_events.contests.rule_sheets import queries
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.events.models import Event
from tests import factories_registration
from tests.conftest import NOW
from tests.contests import boards, judging, stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of
from tests.timed_sheets import timed_sheet

JUDGE = "计时员"


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def timed(event: Event, **changes: Any) -> RuleSheet:
    """Store a timed sheet with one timekeeper."""
    body = timed_sheet(judges=[JUDGE], **changes)
    made = RuleSheet(event_id=event.id, version=1, body=body, league=stage.LEAGUE, created_at=NOW, created_by="staff:1")
    with database.transaction() as session:
        session.add(made)
    return made


def given(row: Entrant, *times: str) -> None:
    """Store what the timekeeper wrote for the attempts from the first on."""
    with database.transaction() as session:
        for at, value in enumerate(times, 1):
            session.add(Mark(entrant_id=row.id, criterion=f"c{at}", judge=JUDGE, value=value, by="staff:1", at=NOW))


def marks_of(row: Entrant) -> dict[str, str]:
    database.session().expire_all()
    return {mark.criterion: mark.value for mark in database.session().query(Mark) if mark.entrant_id == row.id}


def sheet_page(event: Event) -> str:
    return f"/desk/events/{event.id}/scores/j1"


def test_times_are_typed_on_the_desk_and_read_in_every_way(client: StrictClient, contest: Event) -> None:
    timed(contest)
    row = stage.entrant(contest, "A1", blind_code="K07")
    page = client.get(sheet_page(contest)).get_data(as_text=True)
    assert "没有开始写“没上场”" in text_of(page)
    typed = {f"c-{row.id}-{at}": text for at, text in enumerate(["8345", "1:23.4", "未完成", "没上场", ""])}
    assert client.submit(sheet_page(contest), {**as_offered(page), **typed}).status_code == 302
    assert marks_of(row) == {"c1": "83.450", "c2": "83.400", "c3": "DNF", "c4": "DNS"}
    again = client.get(sheet_page(contest)).get_data(as_text=True)
    assert [as_offered(again)[f"c-{row.id}-{at}"] for at in range(5)] == [
        "1:23.450",
        "1:23.400",
        "未完成",
        "没上场",
        "",
    ]
    assert "已打 4 / 5 格" in text_of(again)


@pytest.mark.parametrize(
    ("text", "sentence"), [("83", "看不出是秒还是分秒"), ("快", "请写成 83.456"), ("0.0", "比 0 长")]
)
def test_what_is_no_time_is_said_and_kept(client: StrictClient, contest: Event, text: str, sentence: str) -> None:
    timed(contest)
    row = stage.entrant(contest, "A1")
    page = client.get(sheet_page(contest)).get_data(as_text=True)
    answer = client.submit(sheet_page(contest), {**as_offered(page), f"c-{row.id}-0": text, f"c-{row.id}-1": "61.5"})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text_of(told)
    assert as_offered(told)[f"c-{row.id}-0"] == text
    assert marks_of(row) == {}


def test_a_changed_time_keeps_the_old_one(client: StrictClient, contest: Event) -> None:
    timed(contest)
    row = stage.entrant(contest, "A1")
    given(row, "83.450")
    page = client.get(sheet_page(contest)).get_data(as_text=True)
    client.submit(sheet_page(contest), {**as_offered(page), f"c-{row.id}-0": "未完成", "reason": "看了录像"})
    kept = database.session().query(MarkChange).one()
    assert (kept.what, kept.before, kept.after, kept.reason) == ("c1", "83.450", "DNF", "看了录像")
    overview = text_of(client.get(f"/desk/events/{contest.id}/scores").get_data(as_text=True))
    assert "第 1 次：1:23.450 → 未完成，理由“看了录像”" in overview


def test_without_a_script_a_judge_types_or_chooses(client: StrictClient, contest: Event) -> None:
    timed(contest, attempts=2, combine="best")
    row = stage.entrant(contest, "A1", blind_code="K07")
    address = f"/judge/{judging.link(contest, JUDGE)}/K07"
    page = client.get(address).get_data(as_text=True)
    assert "0 / 2 已记" in text_of(page)
    fields = as_offered(page)
    both = client.submit(address, {**fields, "m-0": "61.5", "m-0-none": "DNF"})
    assert both.status_code == 422
    told = both.get_data(as_text=True)
    assert "请只留一个" in text_of(told)
    assert as_offered(told)["m-0"] == "61.5"
    assert re.search(r'name="m-0-none" value="DNF" checked', told)
    assert client.submit(address, {**fields, "m-0": "6150", "m-1": "", "m-1-none": "DNS"}).status_code == 303
    assert marks_of(row) == {"c1": "61.500", "c2": "DNS"}
    told = client.get(address).get_data(as_text=True)
    assert "记作 1:01.500" in text_of(told)
    assert re.search(r'name="m-1-none" value="DNS" checked', told)


def test_a_blank_blocks_and_is_named(client: StrictClient, contest: Event) -> None:
    timed(contest, attempts=2, combine="best")
    given(stage.entrant(contest, "A1"), "61.500")
    given(stage.entrant(contest, "A2"), "62.500", "DNF")
    words = text_of(client.get(f"/desk/events/{contest.id}/results").get_data(as_text=True))
    assert "还有 1 人的分数没打完" in words
    assert "现在还不能公布" in words


@pytest.fixture(name="ranked")
def _ranked(contest: Event) -> dict[str, Entrant]:
    """Store four who are ranked, one who never started, and one who is late by two thousandths."""
    timed(contest, attempts=2, combine="mean", drops=(0, 0), places=2)
    rows = {number: stage.entrant(contest, number) for number in ("A1", "A2", "A3", "A4", "A5")}
    given(rows["A1"], "61.000", "62.000")
    given(rows["A2"], "61.002", "62.002")
    given(rows["A3"], "59.000", "DNF")
    given(rows["A4"], "DNS", "DNS")
    given(rows["A5"], "60.000", "63.000")
    return rows


def test_the_ranking_says_times_and_why(client: StrictClient, contest: Event, ranked: dict[str, Entrant]) -> None:
    standings = worked_out(contest.id)
    assert standings is not None
    assert [(place.rank, place.id, place.decided_by) for place in standings.evaluation.places] == [
        (1, "A5", None),
        (2, "A1", "best"),
        (3, "A2", "total"),
        (4, "A3", "total"),
    ]
    assert standings.points.keys() == {"A1", "A2", "A5"}
    stage.publish(client, contest)
    words = text_of(client.get(f"/results/{contest.slug}").get_data(as_text=True))
    assert "3 人完赛" in words
    assert "与第 2 名成绩相同，最好一次 1:00.000 短于 1:01.000，列前" in words
    assert "与第 3 名显示相同，准确用时 1:01.500 短于 1:01.502，列前" in words
    assert "不排名次：缺考 1 人" in words
    assert "1000000" not in words
    del ranked


def test_the_files_show_attempts_and_times(client: StrictClient, contest: Event, ranked: dict[str, Entrant]) -> None:
    answer = client.get(f"/desk/events/{contest.id}/results/ranking.xlsx")
    lines = [[cell for cell in row if cell is not None] for row in read_sheets(answer.get_data())[0].rows]
    head = next(line for line in lines if "名次" in line)
    assert head[-8:] == ["第 1 次", "第 2 次", "最好一次", "加时(秒)", "总成绩", "用时", "并列依据", "奖项"]
    flat = [str(cell) for line in lines for cell in line]
    assert {"1:01.50", "未完成", "59.000", "缺考"} <= set(flat)
    assert not [cell for cell in flat if cell.startswith("1000000")]
    del ranked


def test_the_rules_are_explained_in_public(client: StrictClient, contest: Event, ranked: dict[str, Entrant]) -> None:
    stage.publish(client, contest)
    words = text_of(client.get(f"/results/{contest.slug}/rules").get_data(as_text=True))
    assert "用时短者名次在前" in words
    assert "有一次没有时间，就没有成绩" in words
    del ranked


def test_the_editor_offers_what_a_timed_section_needs(client: StrictClient, contest: Event) -> None:
    where = f"/desk/events/{contest.id}/rules/draft/marks"
    base = "parts[0].sections[0]"
    offered = as_offered(client.get(where).get_data(as_text=True))
    typed = {**offered, f"{base}.criteria[0].kind": "time", f"{base}.criteria[0].title": "第 1 次", "act": "save"}
    client.submit(where, typed)
    page = client.get(where).get_data(as_text=True)
    assert "时限（秒）" in text_of(page)
    timed_fields = {f"{base}.combine": "mean", f"{base}.drop_worst": "1", f"{base}.limit": "快", "act": "save"}
    client.submit(where, {**as_offered(page), **timed_fields})
    told = text_of(client.get(where).get_data(as_text=True))
    assert "请填写 0 或更大的数" in told
    held = database.session().get(RuleDraft, contest.id)
    assert held is not None
    section = held.document["parts"][0]["sections"][0]
    assert (section["max"], section["drop_worst"], section["criteria"][0]["max"]) == (None, 1, None)
    panel = text_of(client.get(f"/desk/events/{contest.id}/rules/draft/panel").get_data(as_text=True))
    assert "去掉最高" not in panel
    assert "加一项加时" in text_of(client.get(where.replace("/marks", "/losses")).get_data(as_text=True))


def test_standard_scores_are_chosen_shown_and_come_back_from_a_file(client: StrictClient, contest: Event) -> None:
    where = f"/desk/events/{contest.id}/rules/draft/places"
    timed(contest, attempts=1, combine="best")
    for at, value in enumerate(("60.000", "70.000", "80.000", "90.000", "100.000"), 1):
        given(stage.entrant(contest, f"A{at}"), value)
    offered = as_offered(client.get(where).get_data(as_text=True))
    typed = {**offered, "scale.mode": "mean_sd_population", "scale.centre": "", "scale.spread": "30", "act": "save"}
    client.submit(where, typed)
    review = f"/desk/events/{contest.id}/rules/draft/review"
    page = client.get(review).get_data(as_text=True)
    assert "标准分：没有 → 按平均分和标准差，中心 500、间距 30" in text_of(page)
    assert client.submit(review, {**as_offered(page), "reason": "要和别的项目比较"}).status_code == 302
    held = queries.current(contest.id)
    assert held is not None
    assert held.body["scale"] == {"mode": "mean_sd_population", "centre": "500", "spread": "30"}
    document = {**held.body, "league": held.league}
    assert document_of(read_sheets(workbook_bytes(tables_of(document, "规则")))) == (document, [])
    stage.publish(client, contest)
    assert "标准分 542" in text_of(client.get(f"/results/{contest.slug}").get_data(as_text=True))
    rules = text_of(client.get(f"/results/{contest.slug}/rules").get_data(as_text=True))
    assert "所有人用时的平均记 500 分，每短一个标准差加 30 分" in rules
    answer = client.get(f"/desk/events/{contest.id}/results/ranking.xlsx")
    cells = [row for row in read_sheets(answer.get_data())[0].rows if row[0] in {"名次", 1}]
    assert [row[list(cells[0]).index("标准分")] for row in cells] == ["标准分", 542]


def test_every_time_is_traced_to_its_records(client: StrictClient, contest: Event, ranked: dict[str, Entrant]) -> None:
    stage.publish(client, contest)
    table = trace_table(Case(contest))
    assert table is not None
    assert table.notes[0] == "每个数都从评分记录重新算过，全部相符。"
    rows = [row for row in table.rows if row[0] == "A3"]
    assert [row[1:4] for row in rows] == [
        ("名次和奖项", "第 4 名", ""),
        ("总成绩", "未完成", ""),
        ("第 1 次", "59.000", ""),
        ("第 2 次", "未完成", ""),
    ]
    assert all(str(row[5]).startswith("评分记录 ") for row in rows[2:])
    del ranked


def test_the_paper_for_times_has_no_sum(client: StrictClient, contest: Event) -> None:
    timed(contest, attempts=2, combine="best")
    stage.entrant(contest, "A1", blind_code="K07")
    words = text_of(client.get(f"/desk/events/{contest.id}/prints/marks/j1").get_data(as_text=True))
    assert "第 1 次（分:秒）" in words
    assert "合计" not in words


def test_the_live_board_shows_times(client: StrictClient, contest: Event, ranked: dict[str, Entrant]) -> None:
    boards.opened(contest)
    words = text_of(client.get(f"/live/{contest.slug}").get_data(as_text=True))
    assert "1:01.50" in words
    assert "未完成" in words
    assert "1000000" not in words
    del ranked


def test_a_worker_reads_every_attempt_of_the_own_result(
    client: StrictClient, contest: Event, ranked: dict[str, Entrant]
) -> None:
    held = factories_registration.registration(contest, "沈示例", phone="示例手机-1")
    with database.transaction() as session:
        session.merge(ranked["A3"]).registration_id = held.id
    stage.publish(client, contest)
    client.set_cookie("dq_phone", "示例手机-1")
    page = text_of(client.get(f"/my/registrations/{held.number}").get_data(as_text=True))
    for words in ("第 4 名", "总成绩未完成", "第 1 次59.000", "第 2 次未完成", "最好一次59.000"):
        assert words in page
