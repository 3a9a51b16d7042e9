"""The sample workbook of a skills contest gives exactly the expected result, and other numbers work too."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from deqing_events.domain.contest_workbook import ContestWorkbook, WorkbookEntrant, sheet_json
from deqing_events.domain.contest_workbook_evaluation import evaluate_workbook
from deqing_events.domain.contest_workbook_result import as_json
from deqing_events.domain.entrants import STATUS_WORDS, EntrantStatus
from deqing_events.domain.rule_sheet import RuleSheetError, validate

DATA = Path(__file__).resolve().parents[1] / "data"
FILE = "skills-contest-example.xlsx"


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _decimal(value: Any) -> Decimal | None:
    return None if value == "" else Decimal(_plain(value))


def _seconds(value: str) -> int:
    hours, minutes, seconds = (int(part) for part in value.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def _sample() -> ContestWorkbook:
    book = CalamineWorkbook.from_path(str(DATA / FILE))

    def rows(name: str) -> Iterator[list[Any]]:
        yield from book.get_sheet_by_name(name).to_python()[2:]

    heads = book.get_sheet_by_name("实操评分").to_python()[1][2:]
    full = [re.fullmatch(r"(.+)\((\d+)\)", str(head)) for head in heads]
    marks: dict[str, dict[str, tuple[Decimal | None, ...]]] = {}
    for code, judge, *cells in rows("实操评分"):
        marks.setdefault(code, {})[judge] = tuple(_decimal(cell) for cell in cells)
    return ContestWorkbook(
        file=FILE,
        title=str(book.get_sheet_by_name("规则").to_python()[0][0]),
        settings={key: _plain(value) for _, key, value in rows("规则")},
        entrants=tuple(
            WorkbookEntrant(no, name, group, unit, STATUS_WORDS[status])
            for no, name, group, unit, status in rows("参赛名单")
        ),
        theory={no: _decimal(mark) for no, mark in rows("理论成绩")},
        codes=dict(rows("加密对照")),
        criteria=tuple((match[1], Decimal(match[2])) for match in full if match),
        marks=marks,
        elapsed={code: _seconds(time) for code, time, _ in rows("用时与扣分")},
        deductions={code: Decimal(_plain(points)) for code, _, points in rows("用时与扣分") if points != ""},
    )


@pytest.fixture(name="sample", scope="module")
def _sample_fixture() -> ContestWorkbook:
    return _sample()


def _result(book: ContestWorkbook) -> dict[str, Any]:
    return as_json(evaluate_workbook(book))


def _award(got: dict[str, Any], entry_no: str) -> str | None:
    award: str | None = next(row["award"] for row in got["results"] if row["entry_no"] == entry_no)
    return award


def test_the_sample_gives_the_expected_result(sample: ContestWorkbook) -> None:
    expected = json.loads((DATA / "skills-contest-expected.json").read_text(encoding="utf-8"))
    got = json.loads(json.dumps(_result(sample)))
    assert set(got) == set(expected)
    for key, value in expected.items():
        assert got[key] == value, key


def test_its_rules_are_a_good_sheet(sample: ContestWorkbook) -> None:
    assert validate(sheet_json(sample)) == []


def test_a_blank_cell_makes_incomplete_and_gives_no_awards(sample: ContestWorkbook) -> None:
    rows = dict(sample.marks["M70"])
    rows["裁判3"] = (*rows["裁判3"][:5], None)
    got = _result(replace(sample, marks={**sample.marks, "M70": rows}))
    assert got["incomplete"] == [{"entry_no": "WD002", "reasons": [["安全文明生产", "missing"]]}]
    assert got["awards"]["given"] is None
    assert got["results"][0]["entry_no"] == "WD007"
    assert {row["award"] for row in got["results"]} == {None}
    assert got["counts"]["ranked"] == 33


def test_a_missing_judge_leaves_nobody_complete(sample: ContestWorkbook) -> None:
    got = _result(replace(sample, settings={**sample.settings, "judges": "6"}))
    assert got["results"] == []
    assert len(got["incomplete"]) == 34


def test_four_judges_drop_nothing(sample: ContestWorkbook) -> None:
    four = {code: {j: cells for j, cells in rows.items() if j != "裁判5"} for code, rows in sample.marks.items()}
    got = _result(replace(sample, marks=four, settings={**sample.settings, "judges": "4"}))
    top = next(row for row in got["results"] if row["entry_no"] == "WD002")
    assert top["judge_totals"] == ["88.3", "84.7", "87.1", "88.5"]
    assert top["practical_exact"] == str(Fraction(3486, 40))


def test_unmarked_present_entrant_without_code_is_incomplete(sample: ContestWorkbook) -> None:
    late = WorkbookEntrant("WD999", "沈示例", "莫干山镇", "示例单位", EntrantStatus.PRESENT)
    got = _result(replace(sample, entrants=(*sample.entrants, late)))
    assert [row["entry_no"] for row in got["incomplete"]] == ["WD999"]
    assert got["delegations"][-1]["delegation"] == "钟管镇"
    assert got["delegations"][-2]["rank"] is None


@pytest.mark.parametrize(
    ("settings", "check"),
    [
        ({"award_percent": "5,10"}, lambda got: got["awards"]["quota"] == [2, 4]),
        ({"award_percent": "12.5"}, lambda got: got["settings"]["award_percent"] == ["12.5"]),
        ({"award_base": "registered"}, lambda got: got["awards"]["quota"] == [4, 8, 11]),
        ({"award_rounding": "floor"}, lambda got: got["awards"]["quota"] == [3, 7, 10]),
        ({"award_boundary": "tier_fixed_include"}, lambda got: got["awards"]["given"]["second_prize"] == 8),
        ({"award_boundary": "exclude_down"}, lambda got: got["awards"]["given"]["second_prize"] == 6),
        ({"league_points": "3,2,1;0"}, lambda got: got["delegations"][0]["points"] == "5"),
        ({"award_needs_pass": "yes"}, lambda got: _award(got, "WD009") is None),
        ({"award_needs_pass": "yes"}, lambda got: _award(got, "WD031") == "third_prize"),
        ({"display_decimals": "1"}, lambda got: got["results"][0]["total"] == "86.6"),
    ],
)
def test_settings_are_obeyed(sample: ContestWorkbook, settings: dict[str, str], check: Any) -> None:
    got = _result(replace(sample, settings={**sample.settings, **settings}))
    assert check(got), got["awards"]


def test_shared_places_share_points_or_keep_the_rank(sample: ContestWorkbook) -> None:
    wide = {**sample.settings, "league_points": "20,19,18,17,16,15,14,13,12,11,10,7;1"}

    def points(settings: dict[str, str]) -> set[str]:
        got = _result(replace(sample, settings=settings))
        return {row["league_points"] for row in got["results"] if row["rank"] == 11}

    assert points(wide) == {"17/2"}
    assert points({**wide, "league_tie_points": "rank"}) == {"10"}


@pytest.mark.parametrize("settings", [{"rounding": "half_even"}, {"deduction": "before_weighting"}])
def test_unknown_rules_are_refused(sample: ContestWorkbook, settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="only"):
        evaluate_workbook(replace(sample, settings={**sample.settings, **settings}))


def test_an_unknown_award_base_is_refused(sample: ContestWorkbook) -> None:
    with pytest.raises(RuleSheetError):
        evaluate_workbook(replace(sample, settings={**sample.settings, "award_base": "everyone"}))


def test_missing_settings_take_the_defaults(sample: ContestWorkbook) -> None:
    assert _result(replace(sample, settings={})) == _result(sample)
