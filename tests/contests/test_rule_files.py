"""A rule sheet as a workbook: what is written comes back, and every line that cannot be read is named."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deqing_events import database
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_files.reading import document_of
from deqing_events.contests.rule_files.writing import tables_of
from deqing_events.contests.rule_library.shelf import shelf
from deqing_events.contests.rule_sheets import queries
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_pieces import SheetJson, blank, panel
from deqing_events.domain.sheets import Sheet
from deqing_events.events.models import Event
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of

Rows = dict[str, list[list[Any]]]


def as_file(document: SheetJson) -> bytes:
    return workbook_bytes(tables_of(document, "规则"))


def cells_of(document: SheetJson) -> Rows:
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_sheets(as_file(document))}


def book_of(rows: Rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, lines in rows.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return target.getvalue()


def read(content: bytes) -> tuple[SheetJson, list[str]]:
    return document_of(read_sheets(content))


@pytest.mark.parametrize("key", shelf())
def test_each_ready_made_sheet_comes_back_the_same(key: str) -> None:
    document = shelf()[key].document("示例")
    found, problems = read(as_file(document))
    assert problems == []
    for holder in (found, document):
        for criterion in (row for p in holder["parts"] for s in p["sections"] for row in s["criteria"]):
            if criterion["kind"] == "measurement":
                criterion["by"] = "agreed"
    assert found == document


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=6)
numbers = st.integers(1, 10_000).map(lambda n: f"{n // 100}.{n % 100}".rstrip("0").rstrip("."))


@st.composite
def documents(draw: Any) -> SheetJson:
    data = blank(draw(texts), (), draw(st.sampled_from(("attended", "ranked"))), draw(st.integers(0, 5)))
    keys = iter(f"k{n}" for n in range(99))
    weights = draw(st.sampled_from((["1"], ["0.25", "0.75"])))
    for weight in weights:
        sections = []
        for _ in range(draw(st.integers(1, 2))):
            rows = [criterion(draw, next(keys)) for _ in range(draw(st.integers(1, 3)))]
            rows.append({"key": next(keys), "title": draw(texts), "kind": "points", "max": "9", "by": "panel"})
            section = {"key": next(keys), "title": draw(texts), "max": None, "weight": draw(numbers), "criteria": rows}
            combine = draw(st.sampled_from((None, "best", "mean")))
            sections.append({**section, "combine": combine} if combine else section)
        data["parts"].append(
            {"key": next(keys), "title": draw(texts), "weight": weight, "pass": None, "sections": sections}
        )
    data["panel"] = panel(draw(st.lists(texts, min_size=1, max_size=4, unique=True)), 1, 1)
    data["penalties"] = [{"key": next(keys), "title": draw(texts), "points": draw(numbers)}]
    data["tie_keys"] = draw(st.permutations(["elapsed", "penalties", f"part:{data['parts'][0]['key']}"]))
    data["awards"]["tiers"] = [{"key": next(keys), "title": draw(texts), "percent": "12.5"}]
    data["awards"]["require_part_pass"] = draw(st.booleans())
    return {**data, "league": draw(st.sampled_from(({}, stage.LEAGUE)))}


def criterion(draw: Any, key: str) -> SheetJson:
    kind = draw(st.sampled_from(("points", "deduction", "judgement", "bonus")))
    made = {"key": key, "title": draw(texts), "kind": kind, "max": draw(numbers), "by": "panel"}
    if kind == "judgement":
        made |= {"max_spread": draw(st.integers(0, 3))}
        if draw(st.booleans()):
            made["benchmarks"] = [draw(texts) for _ in range(4)]
    return made


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_sheet_comes_back_the_same(document: SheetJson) -> None:
    tables = tables_of(document, "规则")
    heads = [((t.title,), tuple(c.title for c in t.columns)) for t in tables]
    sheets = [
        Sheet(t.sheet_name, (*head, *(tuple(map(str, row)) for row in t.rows)))
        for t, head in zip(tables, heads, strict=True)
    ]
    found, problems = document_of(sheets)
    assert problems == []
    assert found == document
    parse({key: value for key, value in found.items() if key != "league"})


def changed(change: Callable[[Rows], object]) -> list[str]:
    rows = cells_of(shelf()["electrician"].document("示例"))
    change(rows)
    return read(book_of(rows))[1]


def put(sheet: str, row: int, title: str, value: Any) -> Callable[[Rows], object]:
    def change(rows: Rows) -> None:
        header = next(
            line for line in rows[sheet] if title in line and line.count("") + line.count(None) < len(line) - 1
        )
        rows[sheet][row - 1][header.index(title)] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("评分项", 4, "分值", "很多"), "“评分项”第 4 行“分值”：请填写 0 或更大的数"),
        (put("评分项", 4, "打法", "随便"), "“评分项”第 4 行“打法”：请从"),
        (put("评分项", 4, "占比", "x"), "“评分项”第 4 行“占比”：请填写 0 或更大的数"),
        (put("评分项", 4, "系数", "x"), "“评分项”第 4 行“系数”：请填写 0 或更大的数"),
        (put("评分项", 4, "评分项", ""), "“评分项”第 4 行“评分项”：请填写文字。"),
        (put("评分项", 5, "小节满分", "30"), "“评分项”第 5 行：代号“s2”的名称、分值和前面的行不一样"),
        (put("评分项", 8, "0档", ""), "“评分项”第 8 行“0档”：请把 0、1、2、3 四档的样子都写上"),
        (put("扣分", 3, "每次扣", "x"), "“扣分”第 3 行“每次扣”：请填写 0 或更大的数"),
        (put("否决", 3, "处理", "罚款"), "“否决”第 3 行“处理”：请从"),
        (put("并列", 3, "依次比", "part:luck"), "“并列”第 3 行：表里没有“part:luck”"),
        (put("奖项", 3, "个数", "3"), "“奖项”第 3 行“个数”：名额请在“比例”和“个数”中只填一项。"),
        (put("规则", 4, "内容", "两位"), "“规则”第 4 行：请填写 0 或更大的整数。"),
        (put("规则", 5, "项目", "别的"), "“规则”第 5 行：不认识“别的”"),
        (lambda rows: rows.pop("评分项"), "没有找到“评分项”这张表"),
    ],
)
def test_what_cannot_be_read_is_named_by_sheet_and_row(change: Callable[[Rows], object], words: str) -> None:
    assert any(line.startswith(words) for line in changed(change)), changed(change)


def test_codes_may_be_left_out_and_numbers_be_numbers() -> None:
    rows = cells_of(shelf()["welder"].document("示例"))
    for sheet in ("评分项", "扣分", "否决", "奖项"):
        header = next(line for line in rows[sheet] if "代号" in line)
        for line in rows[sheet][rows[sheet].index(header) + 1 :]:
            for column, title in enumerate(header):
                if title in {"代号", "小节代号"}:
                    line[column] = None
                elif title in {"分值", "每次扣", "比例%"} and line[column]:
                    line[column] = float(line[column])
    found, problems = read(book_of(rows))
    assert problems == []
    assert found["penalties"] == shelf()["welder"].sheet["penalties"]
    assert [c["key"] for p in found["parts"] for s in p["sections"] for c in s["criteria"]][:3] == ["c1", "c2", "c3"]


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def at(event: Event, tail: str) -> str:
    return f"/desk/events/{event.id}/rules/{tail}"


def upload(client: StrictClient, event: Event, content: bytes, name: str = "规则.xlsx") -> Any:
    page = as_offered(client.get(at(event, "full")).get_data(as_text=True))
    sent = {**page, "file": (io.BytesIO(content), name)}
    return client.submit(at(event, "full"), sent, content_type="multipart/form-data")


def test_out_and_in_again_by_the_desk(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    answer = client.get(at(contest, "export.xlsx"))
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert upload(client, contest, answer.data).status_code == 302
    assert len(queries.versions(contest.id)) == 1, "the same rules are no new version"
    rows = {sheet.name: [list(row) for row in sheet.rows] for sheet in read_sheets(answer.data)}
    put("评分项", 4, "分值", "70")(rows)
    assert upload(client, contest, book_of(rows)).status_code == 302
    held = queries.current(contest.id)
    assert held is not None
    assert held.version == 2
    assert held.body["parts"][1]["sections"][0]["criteria"][0]["max"] == "70"


def test_all_or_nothing(client: StrictClient, contest: Event) -> None:
    rows = cells_of(shelf()["tea"].document("示例"))
    put("评分项", 4, "分值", "很多")(rows)
    put("奖项", 3, "比例%", "x")(rows)
    answer = upload(client, contest, book_of(rows))
    words = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "“评分项”第 4 行" in words
    assert "“奖项”第 3 行" in words
    assert queries.current(contest.id) is None
    for content in (b"PK\x03\x04broken", b"", b"\x00\x01"):
        assert upload(client, contest, content).status_code == 422


def test_once_marks_are_given_an_import_is_looked_at_first(client: StrictClient, contest: Event) -> None:
    stage.four(contest)
    rows = {s.name: [list(row) for row in s.rows] for s in read_sheets(client.get(at(contest, "export.xlsx")).data)}
    put("评分项", 4, "分值", "50")(rows)
    answer = upload(client, contest, book_of(rows))
    assert answer.location == at(contest, "draft/review")
    assert database.session().get(RuleDraft, contest.id) is not None
    assert "超出新的分值" in text_of(client.get(answer.location).get_data(as_text=True))
