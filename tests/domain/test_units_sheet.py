"""The organisations workbook is read in any layout, and its problems are told by row."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from deqing_events.documents.reading import read_sheets
from deqing_events.domain.sheets import Row, Sheet
from deqing_events.domain.units_sheet.reading import NoUnitsTable, read_units
from deqing_events.domain.units_sheet.rows import ProblemCode, UnionKind

DATA = Path(__file__).parents[1] / "data"
with (DATA / "townships.csv").open(encoding="utf-8") as listed:
    TOWNSHIPS = {row["code"]: row["name"] for row in csv.DictReader(listed)}
GOOD = "91330599MATE5T017W"


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return read_sheets((DATA / "units.xlsx").read_bytes())


def test_the_shared_workbook_has_no_problem(sheets: list[Sheet]) -> None:
    reading = read_units(sheets, TOWNSHIPS)
    assert (len(reading.units), len(reading.unions), len(reading.centres)) == (120, 97, 11)
    assert reading.problems == ()
    assert sum(union.kind is UnionKind.JOINT for union in reading.unions) == 10
    assert all(unit.uscc_valid and unit.township_code for unit in reading.units)


def test_sheet_order_and_column_order_change_nothing(sheets: list[Sheet]) -> None:
    mirrored = [replace(sheet, rows=[tuple(reversed(row)) for row in sheet.rows]) for sheet in reversed(sheets)]
    assert read_units(mirrored, TOWNSHIPS) == read_units(sheets, TOWNSHIPS)


def test_problems_are_told_by_row() -> None:
    header: Row = ("单位编码", "单位名称", "统一社会信用代码", "镇街", "职工人数", "是否规上", "工会编码")
    rows: list[Row] = [
        header,
        (None, "无编码示例", GOOD, "乾元镇"),
        ("U1", None, GOOD, "乾元镇"),
        ("U2", "德清示例一厂", GOOD, "乾元", 12, "是", "G1"),
        ("U2", "德清示例二厂", GOOD, "乾元镇"),
        ("U3", "德清示例三厂", "91330599MATE5T071W", "未知镇", "约十人", "大概"),
        ("U4", "德清示例四厂", GOOD, None, None, "否", "G9"),
        (),
        ("合计", 4),
    ]
    unions = Sheet("工会", [("工会编码", "工会名称", "类型代码"), ("G1", "示例工会", "single")])
    reading = read_units([unions, Sheet("单位", rows)], TOWNSHIPS)
    assert [unit.code for unit in reading.units] == ["U2", "U3", "U4"]
    assert reading.units[0].township_code == "330521101"
    assert reading.units[1].uscc == "91330599MATE5T071W"
    assert not reading.units[1].uscc_valid
    assert [(problem.row, problem.code) for problem in reading.problems if problem.sheet == "单位"] == [
        (2, ProblemCode.CODE_MISSING),
        (3, ProblemCode.NAME_MISSING),
        (5, ProblemCode.CODE_DUPLICATE),
        (6, ProblemCode.COUNT_INVALID),
        (6, ProblemCode.TOWNSHIP_UNKNOWN),
        (6, ProblemCode.USCC_CHECKSUM),
        (6, ProblemCode.YES_NO_UNKNOWN),
        (7, ProblemCode.TOWNSHIP_MISSING),
        (7, ProblemCode.UNION_UNKNOWN),
        (7, ProblemCode.USCC_DUPLICATE),
    ]
    assert reading.rejected == 3


def test_every_problem_has_a_sentence() -> None:
    assert all(code.sentence.endswith("。") for code in ProblemCode)


def test_a_workbook_without_units_is_refused(sheets: list[Sheet]) -> None:
    with pytest.raises(NoUnitsTable, match="单位编码"):
        read_units(sheets[1:], TOWNSHIPS)
