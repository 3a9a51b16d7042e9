"""成绩汇总表 and 团体积分表: one Table behind page, workbook and csv, and families other than skills."""

import csv
import io
import json
from typing import Any

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.results.standings import worked_out
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.sheet_builders import (
    PerformanceContest,
    TierChoice,
    UnitAppraisal,
    appraisal_sheet,
    performance_sheet,
)
from deqing_events.events.models import Event
from tests.contests import stage
from tests.reading import StrictClient, text_of


def file(client: StrictClient, event: Event, name: str) -> Any:
    return client.get(f"/desk/events/{event.id}/results/{name}")


def test_the_ranking_file_has_the_columns_and_the_order(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    stage.entrant(event, "A5", "郑缺考", status="absent")
    answer = file(client, event, "ranking.xlsx")
    assert "%E6%88%90%E7%BB%A9%E6%B1%87%E6%80%BB%E8%A1%A8.xlsx" in answer.headers["Content-Disposition"]
    rows = read_sheets(answer.data)[0].rows
    assert rows[0][0] == "维修电工技能比武成绩汇总表"
    assert "填报单位：德清县总工会" in str(rows[1][0])
    head = ("名次", "参赛号", "姓名", "代表队", "单位", "理论", "实操", "扣分", "总成绩", "用时", "并列依据", "奖项")
    assert rows[2] == head
    assert rows[3] == (1, "A2", "陈*本", "洛舍镇", "样板木业", 88, 91.5, None, 90.45, None, None, "一等奖")
    assert rows[4][10:] == ("实操成绩", "二等奖")
    assert [row[0] for row in rows[3:8]] == [1, 2, 3, 3, "缺考"]
    tail = " ".join(str(cell) for row in rows[8:] for cell in row if cell)
    for words in ("一等奖 1 个", "总成绩 = 理论×0.3 + 实操×0.7", "裁判长：", "监督：", "记分："):
        assert words in tail


def test_csv_says_the_same_and_is_safe(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    with database.transaction() as session:
        session.merge(rows["A2"]).unit_name = "=1+1"
    answer = file(client, event, "ranking.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[1][:5] == ["1", "A2", "陈*本", "洛舍镇", "'=1+1"]
    page = text_of(client.get(f"/desk/events/{event.id}/results").get_data(as_text=True))
    for line in lines[1:]:
        assert line[8] in page


def test_whole_names_are_written_down_in_the_log(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    address = f"/desk/events/{event.id}/results/ranking.xlsx?full=1"
    assert client.get(address).mimetype == "text/html"
    assert client.submit(address, {"reason": ""}).status_code == 422
    assert database.session().query(AuditEntry).filter_by(action="results.full_file").all() == []
    rows = read_sheets(client.submit(address, {"reason": "核对证书"}).data)[0].rows
    assert "陈样本" in str(rows[3])
    assert "导出，用途：核对证书" in str(rows)
    entries = database.session().query(AuditEntry).filter_by(action="results.full_file").all()
    assert [(entry.object_id, entry.detail["reason"]) for entry in entries] == [(str(event.id), "核对证书")]


def test_the_team_file_counts_places(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    stage.entrant(event, "A5", "郑缺考", status="absent", delegation="钟管镇")
    rows = read_sheets(file(client, event, "teams.xlsx").data)[0].rows
    assert rows[2] == ("名次", "代表队", "积分", "各名次数", "奖项", "名次依据")
    assert rows[3:7] == (
        (1, "洛舍镇", 10, "第1名×1", "团体第一名", None),
        (2, "武康街道", 9, "第2名×1", "团体第二名", None),
        (3, "新市镇", 7.5, "第3名×1", "团体第三名", None),
        ("—", "钟管镇", 0, None, None, None),
    )
    assert "团体积分：第 1 名起依次积 10、9、8、7、6、5、4、4、4、4 分" in str(rows[7:])


def test_an_appraisal_of_workplaces_runs_through_the_same_engine(client: StrictClient) -> None:
    event = stage.county(client, title="安康杯竞赛", family="safety", kind="ankang_cup", entrant_kind="unit")
    form = UnitAppraisal("安康杯考核", (TierChoice("优胜单位", count=1),))
    stage.rules(event, **json.loads(json.dumps(appraisal_sheet(form))))
    names = ("德清示例甲有限公司", "德清示例乙有限公司", "德清示例丙有限公司")
    full = {"c1": "12", "c2": "35", "c3": "25", "c4": "15", "c5": "13"}
    for index, (name, bonus) in enumerate(zip(names, ("4", "1", "4"), strict=True)):
        row = stage.entrant(event, f"U{index}", name, vetoes=["v2"] if index == 2 else [])
        stage.agreed(row, {**full, "bonus": bonus})
    standings = worked_out(event.id)
    assert standings is not None
    assert standings.evaluation.awards == {"tier1": ("U0",)}
    stage.publish(client, event)
    page = text_of(client.get(f"/results/{event.slug}").get_data(as_text=True))
    assert "3 家完赛" in page
    assert "德清示例甲有限公司优胜单位" in page
    assert read_sheets(file(client, event, "ranking.xlsx").data)[0].rows[2][2] == "名称"


def test_a_performance_drops_both_ends_and_pays_for_overtime(client: StrictClient) -> None:
    event = stage.county(client, title="合唱比赛", family="culture", kind="performance_contest", entrant_kind="team")
    judges = tuple(f"裁判{index}" for index in range(1, 6))
    form = PerformanceContest("合唱评分", judges, (TierChoice("一等奖", count=1),))
    stage.rules(event, **json.loads(json.dumps(performance_sheet(form))))
    for index, scores in enumerate((("9.5", "9.2", "9.4", "9.0", "9.9"), ("9.3", "9.4", "9.3", "9.4", "9.2"))):
        row = stage.entrant(event, f"T{index}", f"示例合唱{index}队", penalties={"overtime": "2"} if index else {})
        for judge, value in zip(judges, scores, strict=True):
            stage.given(row, "c1", judge, value)
    stage.publish(client, event)
    page = text_of(client.get(f"/results/{event.slug}").get_data(as_text=True))
    assert "示例合唱0队一等奖武康街道 9.37" in page
    assert "示例合唱1队武康街道 9.13" in page


def test_a_list_of_nobody_makes_an_empty_file(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    assert read_sheets(file(client, event, "ranking.xlsx").data)[0].rows[2][0] == "名次"
