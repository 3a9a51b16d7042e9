"""成绩材料包: one workbook with everything about the results, every figure traced to its records."""

import io
from typing import Any

from deqing_events import database
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.trace import GONE, NO, YES, trace_table
from deqing_events.contests.models import Mark, Publication
from deqing_events.documents.reading import read_sheets
from deqing_events.events.models import Event
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_ledger_closing import final_contest, fresh
from tests.reading import StrictClient, text_of


def sheets(client: StrictClient, event: Event) -> dict[str, list[tuple[Any, ...]]]:
    answer = client.get(f"/desk/events/{event.id}/ledger/materials.xlsx")
    assert answer.status_code == 200
    assert "%E6%88%90%E7%BB%A9%E6%9D%90%E6%96%99%E5%8C%85.xlsx" in answer.headers["Content-Disposition"]
    return {sheet.name: list(sheet.rows) for sheet in read_sheets(answer.data)}


def test_the_pack_holds_every_sheet(client: StrictClient) -> None:
    event = final_contest(client)
    stage.certified(event, ["陈样本"], subject="entrant:A2")
    with database.transaction() as session:
        session.query(Publication).filter_by(version=99).one().withdrawn_at = NOW
    held = sheets(client, event)
    assert list(held) == [
        "成绩汇总表", "团体积分表", "获奖名单", "公示名单（第 1 次公布）", "签到情况", "理论", "裁判1", "裁判2",
        "裁判3", "用时与扣分", "评分记录", "溯源",
    ]  # fmt: skip
    prizes = [row for row in held["获奖名单"] if row[1] == "一等奖"]
    assert [row[2:8] for row in prizes] == [("陈*本", "样板木业", "洛舍镇", 1, "90.45", f"证 {event.id}-1")]
    marks = [row for row in held["裁判1"] if row[1] == "A2"]
    assert [str(cell) for cell in marks[0][3:6]] == ["55.5", "36", "91.5"]
    assert "陈样本" not in str(held)


def test_every_figure_names_the_records_it_comes_from(client: StrictClient) -> None:
    event = final_contest(client)
    table = trace_table(Case(fresh(event)))
    assert table is not None
    assert {row[-1] for row in table.rows} == {YES}
    own = {row[1]: row for row in table.rows if row[0] == "A2"}
    assert own["总成绩"][3] == "1809/20"
    assert own["名次和奖项"][2] == "第 1 名 一等奖"
    judge = own["实操 · 裁判1"]
    ids = [row.id for row in database.session().query(Mark).filter_by(judge="裁判1").order_by(Mark.id)]
    given = [int(number) for number in str(judge[5]).removeprefix("评分记录 ").split("、")]
    assert set(given) < set(ids)
    assert sum(float(database.session().get_one(Mark, one).value) for one in given) == 91.5
    assert "评分记录" in str(own["理论"][5])


def test_a_figure_that_agrees_no_more_is_told(client: StrictClient) -> None:
    event = final_contest(client)
    with database.transaction() as session:
        row = session.query(Mark).filter_by(judge="裁判1", value="55.5").one()
        row.value = "54.5"
    table = trace_table(Case(fresh(event)))
    assert table is not None
    wrong = {(row[0], row[1]) for row in table.rows if row[-1] == NO}
    assert ("A2", "总成绩") in wrong
    assert ("A2", "实操") in wrong
    assert "请先查清" in table.notes[0]
    with database.transaction() as session:
        session.query(Mark).filter_by(judge="裁判1", value="54.5").delete()
    table = trace_table(Case(fresh(event)))
    assert table is not None
    assert GONE in {row[-1] for row in table.rows if row[0] == "A2"}


def test_an_event_without_results_has_a_pack_that_says_so(client: StrictClient) -> None:
    event = stage.county(client)
    rows = read_sheets(io.BytesIO(client.get(f"/desk/events/{event.id}/ledger/materials.xlsx").data).getvalue())
    assert "还没有名单、签到和成绩" in str(rows[0].rows)


def test_full_names_ask_for_a_reason(client: StrictClient) -> None:
    event = final_contest(client)
    address = f"/desk/events/{event.id}/ledger/materials.xlsx?full=1"
    assert client.submit(address, {"reason": ""}).status_code == 422
    held = read_sheets(client.submit(address, {"reason": "存档"}).data)
    assert "陈样本" in str(held[0].rows)
    page = text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))
    assert "成绩材料包.xlsx" in page
