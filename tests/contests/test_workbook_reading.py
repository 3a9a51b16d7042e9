"""Any workbook of the six-sheet layout is read exactly: other orders, names, numbers and kinds of cells."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deqing_events.contests.entrants.elapsed import elapsed_cell, elapsed_text, parse_elapsed
from deqing_events.contests.workbook.reading import read_book
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.contest_workbook_evaluation import evaluate_workbook
from deqing_events.domain.contest_workbook_result import as_json
from deqing_events.domain.sheets import Row, Sheet

DATA = Path(__file__).resolve().parents[1] / "data"
FILE = DATA / "skills-contest-example.xlsx"
EXPECTED = json.loads((DATA / "skills-contest-expected.json").read_text(encoding="utf-8"))


def sample() -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in read_sheets(FILE.read_bytes())}


def evaluated(sheets: Sequence[Sheet]) -> Any:
    book, findings = read_book(sheets, FILE.name)
    assert findings == []
    return json.loads(json.dumps(as_json(evaluate_workbook(book))))


def changed(name: str, row: int, column: int, value: Any) -> list[Sheet]:
    """Return the sample with one cell changed; row as the spreadsheet counts, column from 0."""
    sheets = sample()
    rows = [list(cells) for cells in sheets[name].rows]
    rows[row - 1][column] = value
    sheets[name] = replace(sheets[name], rows=[tuple(cells) for cells in rows])
    return list(sheets.values())


def test_the_sample_gives_the_expected_result() -> None:
    assert evaluated(list(sample().values())) == EXPECTED


def test_order_and_names_of_sheets_and_columns_are_free() -> None:
    sheets = [
        replace(sheet, name=f"表{index}", rows=[row[::-1] if sheet.name != "规则" else row for row in sheet.rows])
        for index, sheet in enumerate(reversed(sample().values()))
    ]
    got = evaluated(sheets)
    marks = {row["entry_no"]: (row["total_exact"], row["rank"], row["award"]) for row in got["results"]}
    assert marks == {row["entry_no"]: (row["total_exact"], row["rank"], row["award"]) for row in EXPECTED["results"]}


def test_numbers_as_text_and_times_as_cells_mean_the_same() -> None:
    def cell(value: Any) -> Any:
        if isinstance(value, str) and value.count(":") == 2:
            hours, minutes, seconds = (int(part) for part in value.split(":"))
            return dt.time(hours, minutes, seconds)
        return f" {value} " if isinstance(value, int | float) else value

    sheets = [replace(sheet, rows=[tuple(map(cell, row)) for row in sheet.rows]) for sheet in sample().values()]
    assert evaluated(sheets) == EXPECTED


def test_decimals_are_read_as_shown_never_as_binary() -> None:
    book, findings = read_book(changed("理论成绩", 3, 1, 0.1 + 0.2), FILE.name)
    assert findings == []
    assert book.theory["WD001"] == Decimal("0.3")
    for typed in ("78.35", "86.25", "0.07", "99.999999999", "1234567.125"):
        book, _ = read_book(changed("理论成绩", 3, 1, float(typed)), FILE.name)
        assert book.theory["WD001"] == Decimal(typed)


BAD = [
    ("参赛名单", 3, 4, "迟到", "状态“迟到”请改成"),
    ("参赛名单", 4, 0, "WD001", "WD001 前面已经有了"),
    ("参赛名单", 3, 0, None, "请填参赛号"),
    ("理论成绩", 3, 1, "八十", "“八十”不是数字"),
    ("理论成绩", 3, 1, dt.date(2026, 1, 1), "请填数字"),
    ("理论成绩", 3, 0, "WD999", "参赛名单里没有 WD999"),
    ("理论成绩", 4, 0, "WD001", "WD001 前面已经有了"),
    ("加密对照", 3, 1, "WD999", "参赛名单里没有 WD999"),
    ("加密对照", 4, 0, "K14", "盲码 K14 前面已经有了"),
    ("加密对照", 4, 1, "WD020", "WD020 前面已经有盲码了"),
    ("加密对照", 3, 1, None, "盲码和参赛号都要填"),
    ("实操评分", 3, 0, "Z99", "没有盲码 Z99"),
    ("实操评分", 3, 1, None, "请填裁判"),
    ("实操评分", 4, 1, "裁判1", "“裁判1”前面已经有了"),
    ("实操评分", 3, 2, "12.2分", "电路识图“12.2分”不是数字"),
    ("用时与扣分", 3, 1, "1小时", "用时请写成"),
    ("用时与扣分", 3, 1, "1:75:02", "用时请写成"),
    ("用时与扣分", 3, 2, -2, "0 或正数"),
    ("用时与扣分", 4, 0, "K14", "盲码 K14 前面已经有了"),
    ("用时与扣分", 3, 0, "Z99", "没有盲码 Z99"),
]


@pytest.mark.parametrize(("name", "row", "column", "value", "words"), BAD)
def test_each_bad_line_is_named_with_its_sheet_and_row(
    name: str, row: int, column: int, value: Any, words: str
) -> None:
    _, findings = read_book(changed(name, row, column, value), FILE.name)
    mine = [finding for finding in findings if (finding.sheet, finding.row) == (name, row)]
    assert mine, findings
    assert words in str(mine[0])
    assert f"“{name}”第 {row} 行" in str(mine[0])


@pytest.mark.parametrize("name", ["规则", "参赛名单", "理论成绩", "加密对照", "实操评分"])
def test_a_missing_sheet_is_named_with_the_columns_it_needs(name: str) -> None:
    sheets = [sheet for own, sheet in sample().items() if own != name]
    _, findings = read_book(sheets, FILE.name)
    assert any(finding.sheet == name and "没有找到这张表，表头要有" in finding.sentence for finding in findings)


def test_criteria_without_full_marks_are_asked_for() -> None:
    sheets = sample()
    rows: list[Row] = [
        tuple(str(cell).split("(")[0] for cell in sheets["实操评分"].rows[1]),
        *sheets["实操评分"].rows[2:],
    ]
    _, findings = read_book(
        [*(s for n, s in sheets.items() if n != "实操评分"), replace(sheets["实操评分"], rows=rows)], "x"
    )
    assert "名称(满分)" in findings[0].sentence


def test_blank_rows_and_footers_are_passed_over() -> None:
    sheets = sample()
    rows = list(sheets["理论成绩"].rows)
    rows[5:5] = [(None, None), ("/", "无")]
    sheets["理论成绩"] = replace(sheets["理论成绩"], rows=[*rows, ("合计", 38)])
    assert evaluated(list(sheets.values())) == EXPECTED


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("1:52:02", 6722),
        ("１：５２：０２", 6722),
        ("112:02", 6722),
        ("52:02", 3122),
        (dt.time(1, 52, 2), 6722),
        (dt.time(1, 52, 1, 999_999), 6722),
        ("1 day, 1:00:00", 90000),
        (6722 / 86400, 6722),
        (0, 0),
        (None, None),
        (" ", None),
    ],
)
def test_times_are_seconds(cell: Any, seconds: int | None) -> None:
    assert elapsed_cell(cell) == seconds


@pytest.mark.parametrize("cell", ["1:2", "52", 52, "1:60:00", "0:00:60", "abc", True, dt.date(2026, 1, 1), -0.5])
def test_other_times_are_asked_for_again(cell: Any) -> None:
    with pytest.raises(ValueError, match="用时请写成"):
        elapsed_cell(cell)


def test_a_time_is_written_as_it_is_read() -> None:
    assert elapsed_text(6722) == "1:52:02"
    assert [parse_elapsed(elapsed_text(seconds)) for seconds in (0, 59, 3600, 400_000 - 40_000)] == [
        0,
        59,
        3600,
        360_000,
    ]
    assert elapsed_text(None) == ""


def test_the_command_prints_the_expected_object(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["contests", "evaluate", str(FILE), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == EXPECTED


def test_the_command_lists_places_for_people(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["contests", "evaluate", str(FILE)])
    assert "34 ranked, 0 incomplete" in done.stdout


def test_the_command_stops_at_a_file_that_is_no_workbook(app: Flask, tmp_path: Path) -> None:
    wrong = tmp_path / "x.xlsx"
    wrong.write_bytes(b"a,b\n1,2\n")
    done = app.test_cli_runner().invoke(args=["contests", "evaluate", str(wrong), "--json"])
    assert done.exit_code == 1
    assert "不是 Excel 工作簿" in done.stderr
    assert done.stdout == ""
