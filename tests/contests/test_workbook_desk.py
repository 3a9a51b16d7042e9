"""The contest workbook through the desk: preview, all or nothing, and out again with the same result."""

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from deqing_events import database
from deqing_events.contests.models import Entrant, Mark, MarkChange, RuleSheet
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.workbook import uploads
from deqing_events.contests.workbook.reading import read_book
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.contest_workbook_evaluation import evaluate_workbook
from deqing_events.domain.contest_workbook_result import as_json
from deqing_events.domain.roles import Grant, Role
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

EXPECTED = json.loads((stage.SAMPLE.parent / "skills-contest-expected.json").read_text(encoding="utf-8"))


def workbook(sheets: dict[str, list[tuple[Any, ...]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(index, column, value)
    return target.getvalue()


def sample_with(name: str = "", row: int = 0, column: int = 0, value: Any = None) -> bytes:
    """Return the sample written anew, with one cell changed."""
    sheets = {sheet.name: [tuple(cells) for cells in sheet.rows] for sheet in read_sheets(stage.SAMPLE.read_bytes())}
    if name:
        cells = list(sheets[name][row - 1])
        cells[column] = value
        sheets[name][row - 1] = tuple(cells)
    return workbook(sheets)


def counts() -> tuple[int, int, int]:
    session = database.session()
    return session.query(Entrant).count(), session.query(Mark).count(), session.query(RuleSheet).count()


@both_engines
def test_the_sample_comes_in_and_stands_as_expected(client: StrictClient) -> None:
    event = stage.county(client)
    answer = stage.upload(client, event, stage.SAMPLE.read_bytes())
    page = text_of(client.get(answer.location).get_data(as_text=True))
    for words in ("新参赛者38", "新分数1085", "规则会存成新的一版"):
        assert words in page
    assert counts() == (0, 0, 0)
    offered = as_offered(client.get(answer.location).get_data(as_text=True))
    done = client.submit(answer.location, offered)
    assert done.status_code == 302
    assert counts() == (38, 1085, 1)
    standings = worked_out(event.id)
    assert standings is not None
    places = [(place.rank, place.id) for place in standings.evaluation.places]
    assert places == [(row["rank"], row["entry_no"]) for row in EXPECTED["results"]]
    assert {row["entry_no"]: row["league_points"] for row in EXPECTED["results"]} == {
        number: str(points) for number, points in standings.points.items()
    }
    assert [(row.rank, row.unit, str(row.total)) for row in standings.teams] == [
        (row["rank"], row["delegation"], row["points"]) for row in EXPECTED["delegations"]
    ]


def test_what_goes_out_evaluates_to_the_same_object(client: StrictClient) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    file = client.submit(f"/desk/events/{event.id}/workbook/export.xlsx?full=1", {"reason": "离线打分"})
    book, findings = read_book(read_sheets(file.data), stage.SAMPLE.name)
    assert findings == []
    assert json.loads(json.dumps(as_json(evaluate_workbook(book)))) == EXPECTED
    again = stage.upload(client, event, file.data)
    assert "没有要导入的" in text_of(client.get(again.location).get_data(as_text=True))


@pytest.mark.parametrize(
    ("judges", "criteria", "people", "theory"), [(3, 2, 5, "40"), (7, 4, 12, "50"), (5, 1, 2, "0")]
)
def test_other_panels_criteria_and_weights_go_out_and_evaluate_the_same(
    client: StrictClient, judges: int, criteria: int, people: int, theory: str
) -> None:  # fmt: skip
    event = stage.county(client)
    dice = random.Random(judges)  # noqa: S311 - sample marks, not a secret
    address = f"/desk/events/{event.id}/rules/edit?template=skills"
    typed = {
        **as_offered(client.get(address).get_data(as_text=True)),
        "criteria": "\n".join(f"项目{index} {25 * (index + 1)}" for index in range(criteria)),
        "judge_count": str(judges),
        "theory_weight": theory,
        "practical_weight": str(100 - int(theory)),
        "draw_within": "0",
        "part_pass": "",
    }
    assert client.submit(address, typed).status_code == 302
    for index in range(people):
        row = stage.entrant(event, f"N{index}", elapsed_seconds=dice.randint(3000, 3003), delegation=f"队{index % 3}")
        stage.mark(
            row,
            str(dice.randint(60, 62)),
            [f"{dice.randint(10, 12)}.{dice.randint(0, 9)}" for _ in range(criteria)],
            [f"裁判{judge + 1}" for judge in range(judges)],
        )
    standings = worked_out(event.id)
    assert standings is not None
    file = client.get(f"/desk/events/{event.id}/workbook/export.xlsx")
    book, findings = read_book(read_sheets(file.data), "x")
    assert findings == []
    got = evaluate_workbook(book)
    assert got.evaluation.places == standings.evaluation.places
    assert got.evaluation.awards == standings.evaluation.awards
    assert {key: own.total for key, own in got.evaluation.scores.items()} == {
        key: own.total for key, own in standings.evaluation.scores.items()
    }
    assert list(got.delegations) == list(standings.teams)


def test_without_the_right_to_full_names_they_go_out_masked_and_come_back_unharmed(
    client: StrictClient,
) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, event.id)))
    file = client.get(f"/desk/events/{event.id}/workbook/export.xlsx")
    names = [row[1] for row in read_sheets(file.data)[1].rows[2:]]
    assert all("*" in str(name) for name in names)
    again = stage.upload(client, event, file.data)
    assert "没有要导入的" in text_of(client.get(again.location).get_data(as_text=True))
    assert database.session().query(Entrant).filter(Entrant.name.contains("*")).count() == 0


def test_the_empty_template_holds_the_list_and_no_mark(client: StrictClient) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    file = client.get(f"/desk/events/{event.id}/workbook/template.xlsx")
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]
    book, findings = read_book(read_sheets(file.data), "x")
    assert findings == []
    assert len(book.entrants) == 38
    assert set(book.theory.values()) == {None}
    assert {cell for rows in book.marks.values() for cells in rows.values() for cell in cells} == {None}
    assert len(next(iter(book.marks.values()))) == 5


def test_changed_cells_are_counted_and_the_old_value_is_kept(client: StrictClient) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    done = stage.take_in(client, event, sample_with("理论成绩", 3, 1, 78))
    assert done.status_code == 302
    kept = database.session().query(MarkChange).one()
    assert (kept.what, kept.before, kept.after) == ("paper", "77", "78")
    assert counts() == (38, 1085, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("参赛名单", 3, 4, "迟到"), "“参赛名单”第 3 行：状态“迟到”请改成"),
        (("理论成绩", 3, 1, 101), "WD001 的理论成绩 101 超出 0 到 100"),
        (("实操评分", 3, 2, 20.5), "K14 裁判1 的“电路识图” 20.5 超出 0 到 20"),
        (("实操评分", 3, 1, "裁" * 21), "盲码和裁判最多 20 个字"),
        (("参赛名单", 3, 1, "名" * 81), "WD001 的姓名太长"),
        (("规则", 4, 2, "x"), "认不出的值"),
        (("规则", 4, 2, "0.4"), "各部分权重加起来要等于 1"),
        (("规则", 10, 2, "half_even"), "舍入只能是 half_up"),
        (("规则", 8, 2, "luck"), "认不出的值"),
        (("规则", 17, 2, "十"), "认不出的值"),
    ],
)
def test_a_line_that_does_not_fit_stops_all_of_it(
    client: StrictClient, change: tuple[str, int, int, Any], words: str
) -> None:
    event = stage.county(client)
    preview = stage.upload(client, event, sample_with(*change)).location
    page = client.get(preview).get_data(as_text=True)
    assert words in text_of(page)
    assert "确认导入" not in page
    client.post(preview, data={"csrf_token": as_offered(page)["csrf_token"], "plan": "x"})
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"a,b\n1,2", "不是 Excel 工作簿"),
        (b"\x00" * 100, "这不是 Excel 工作簿"),
        (b"PK\x03\x04x", "已损坏"),
    ],
)
def test_other_files_are_answered(client: StrictClient, content: bytes, words: str) -> None:
    event = stage.county(client)
    answer = stage.upload(client, event, content)
    assert answer.status_code == 422
    assert words in text_of(answer.get_data(as_text=True))


def test_no_file_is_answered(client: StrictClient) -> None:
    event = stage.county(client)
    answer = client.submit(f"/desk/events/{event.id}/workbook", {})
    assert answer.status_code == 422
    assert "请选择一个 .xlsx 文件" in text_of(answer.get_data(as_text=True))


def test_a_plan_that_is_not_the_one_shown_is_shown_again(client: StrictClient) -> None:
    event = stage.county(client)
    preview = stage.upload(client, event, stage.SAMPLE.read_bytes()).location
    offered = as_offered(client.get(preview).get_data(as_text=True))
    stage.entrant(event, "WD001", "别人加的")
    answer = client.submit(preview, offered)
    assert answer.status_code == 422
    assert "预览以后有人改过这场比赛" in text_of(answer.get_data(as_text=True))
    assert counts()[1:] == (0, 0)


def test_published_results_ask_for_a_reason(client: StrictClient) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    assert stage.publish(client, event).status_code == 302
    changed = sample_with("理论成绩", 3, 1, 78)
    answer = stage.take_in(client, event, changed)
    assert answer.status_code == 422
    assert "成绩已经公布，改动请写明理由" in text_of(answer.get_data(as_text=True))
    assert stage.take_in(client, event, changed, reason="阅卷复核").status_code == 302
    assert database.session().query(MarkChange).one().reason == "阅卷复核"


def test_blind_codes_may_swap(client: StrictClient) -> None:
    event = stage.county(client)
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    sheets = {sheet.name: [list(cells) for cells in sheet.rows] for sheet in read_sheets(stage.SAMPLE.read_bytes())}
    codes = sheets["加密对照"]
    codes[2][1], codes[3][1] = codes[3][1], codes[2][1]
    content = workbook({name: [tuple(cells) for cells in rows] for name, rows in sheets.items()})
    assert stage.take_in(client, event, content).status_code == 302
    swapped = {row.number: row.blind_code for row in database.session().query(Entrant)}
    assert (swapped[str(codes[2][1])], swapped[str(codes[3][1])]) == (codes[2][0], codes[3][0])


def test_rules_the_workbook_cannot_hold_are_not_offered(client: StrictClient) -> None:
    event = stage.county(client)
    page = client.get(f"/desk/events/{event.id}/workbook").get_data(as_text=True)
    assert "还没有评分规则" in page
    stage.rules(event)
    page = client.get(f"/desk/events/{event.id}/workbook").get_data(as_text=True)
    assert "工作簿装不下的内容" in page
    assert client.get(f"/desk/events/{event.id}/workbook/export.xlsx").status_code == 404


def test_uploads_are_bound_to_their_event_and_kept_for_a_week(client: StrictClient, tmp_path: Path) -> None:
    event, other = stage.county(client), factories.event()
    preview = stage.upload(client, event, stage.SAMPLE.read_bytes()).location
    token = preview.rpartition("/")[2]
    assert client.get(f"/desk/events/{other.id}/workbook/{token}").status_code == 302
    assert client.get(f"/desk/events/{event.id}/workbook/..%2F..%2Fkeys").status_code in {302, 404}
    assert client.get(f"/desk/events/{event.id}/workbook/{'0' * 32}").status_code == 302
    old = uploads.keep(tmp_path, 1, b"x", now=NOW)
    later = uploads.keep(tmp_path, 1, b"y", now=NOW.replace(year=NOW.year + 99))
    assert uploads.content(tmp_path, 1, old) is None
    assert uploads.content(tmp_path, 1, later) == b"y"


def test_strangers_see_no_workbook(client: StrictClient) -> None:
    mine, other = factories.event(), factories.event()
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, mine.id)))
    for tail in ("", "/export.xlsx", "/template.xlsx", f"/{'0' * 32}"):
        assert client.get(f"/desk/events/{other.id}/workbook{tail}").status_code == 404
