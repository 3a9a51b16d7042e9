"""Bonus, attempts, benchmark texts, tolerance, and advice: what a sheet may hold beyond the shared cases."""

import copy
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Cell, Entrant
from deqing_events.domain.marking import Gap, Score, score
from deqing_events.domain.rule_example import example
from deqing_events.domain.rule_sheet import parse, validate
from deqing_events.domain.rule_text import chapters, lines
from deqing_events.domain.sheet_advice import advice
from deqing_events.domain.sheet_pieces import SheetJson, blank, panel, section
from deqing_events.domain.sheet_types import Kind

TRIES = [{"key": f"t{n}", "title": f"第{n}次", "kind": "points", "max": "10", "by": "agreed"} for n in (1, 2, 3)]
BONUS = {"key": "extra", "title": "节约材料", "kind": "bonus", "max": "5", "by": "agreed"}
GRADES = ["毛糙", "一般", "整齐", "完美"]


def sheet(*criteria: Mapping[str, Any], top: str | None = None, line: str | None = None, **more: Any) -> SheetJson:
    data = blank("示例", (), "ranked", 0)
    own = {**section("s", "操作", [dict(row) for row in criteria]), "max": top, **more}
    data["parts"] = [{"key": "p", "title": "实操", "weight": "1", "pass": line, "sections": [own]}]
    return data


def scored(data: SheetJson, **marks: Cell) -> Score:
    found = score(parse(data), Entrant("A", marks=marks))
    assert isinstance(found, Score), found
    return found


mark10 = st.integers(0, 1000).map(lambda hundredths: f"{hundredths // 100}.{hundredths % 100:02}")


@given(st.tuples(mark10, mark10, mark10))
def test_the_best_attempt_is_one_of_them_and_none_is_better(marks: tuple[str, str, str]) -> None:
    values = dict(zip(("t1", "t2", "t3"), marks, strict=True))
    best, middle = (scored(sheet(*TRIES, combine=how), **values).total for how in ("best", "mean"))
    exact = [Fraction(mark) for mark in marks]
    assert best == max(exact)
    assert middle == sum(exact) / 3
    assert best >= middle


def test_full_marks_of_attempts_are_those_of_one() -> None:
    assert validate(sheet(*TRIES, top="10", combine="best")) == []
    assert [row.path for row in validate(sheet(*TRIES, top="11", combine="mean"))] == ["parts[0].sections[0].max"]
    assert "“操作”有第1次、第2次、第3次，取最好的一次。" in lines(parse(sheet(*TRIES, combine="best")))
    assert [row.path for row in validate(sheet(*TRIES, combine="luck"))] == ["parts[0].sections[0].combine"]


def test_an_attempt_not_marked_is_a_gap_and_a_deduction_is_taken_from_the_best() -> None:
    found = score(parse(sheet(*TRIES, combine="best")), Entrant("A", marks={"t1": "9", "t2": "8"}))
    assert found == (("t3", Gap.MISSING),)
    foul = {"key": "foul", "title": "违规", "kind": "deduction", "max": None, "by": "agreed"}
    assert scored(sheet(*TRIES, foul, combine="best"), t1="9", t2="8", t3="7", foul="2").total == 7


def test_a_bonus_goes_over_full_marks_but_not_over_a_pass_line() -> None:
    data = sheet(TRIES[0], BONUS, top="10", line="9")
    assert scored(data, t1="10", extra="5").total == 15
    below = scored(data, t1="8", extra="5")
    assert below.total == 13
    assert not below.passed
    assert scored(data, t1="9", extra="0").passed
    assert validate(data) == []
    assert [row.path for row in validate(sheet(TRIES[0], BONUS, top="15"))] == ["parts[0].sections[0].max"]
    assert any("最多加 5 分" in line for line in lines(parse(data)))


@pytest.mark.parametrize(
    ("given_mark", "gap"), [("5", None), ("5.01", Gap.RANGE), ("-1", Gap.RANGE), (None, Gap.MISSING)]
)
def test_a_bonus_keeps_its_range(given_mark: Cell, gap: Gap | None) -> None:
    found = score(parse(sheet(TRIES[0], BONUS)), Entrant("A", marks={"t1": "1", "extra": given_mark}))
    assert (None if isinstance(found, Score) else found[0][1]) is gap


def test_benchmarks_are_four_or_none() -> None:
    look = {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1}
    data = sheet(look)
    data["panel"] = panel(["裁判1"], 1, 0)
    assert validate(data) == []
    assert [row.path for row in advice(parse(data))] == ["parts[0].sections[0].criteria[0].benchmarks", "awards.tiers"]
    data["parts"][0]["sections"][0]["criteria"][0]["benchmarks"] = GRADES
    assert next(parse(data).criteria()).benchmarks == tuple(GRADES)
    assert any("0 档是毛糙；1 档是一般" in line for line in lines(parse(data)))
    data["parts"][0]["sections"][0]["criteria"][0]["benchmarks"] = GRADES[:3]
    assert [row.path for row in validate(data)] == ["parts[0].sections[0].criteria[0].benchmarks"]


def test_a_tolerance_is_read_told_and_not_nothing() -> None:
    data = sheet({**TRIES[0], "by": "panel"})
    data["panel"] = {**panel(["裁判1", "裁判2"], 1, 0), "tolerance": "10"}
    assert parse(data).panel.tolerance == 10
    assert any("相差超过 10 分的，裁判长要复核" in line for line in lines(parse(data)))
    data["panel"]["tolerance"] = "0"
    assert [row.path for row in validate(data)] == ["panel.tolerance"]
    data["panel"]["tolerance"] = "wide"
    assert [row.path for row in validate(data)] == ["panel.tolerance"]


def test_a_section_of_deductions_only_takes_nothing_and_is_refused() -> None:
    foul = {"key": "foul", "title": "违规", "kind": "deduction", "max": "5", "by": "agreed"}
    (problem,) = validate(sheet(foul))
    assert problem.path == "parts[0].sections[0]"
    assert "扣不掉" in problem.sentence
    assert validate(sheet(BONUS, foul)) == []


def two_parts() -> SheetJson:
    data = blank("示例", (), "ranked", 0)
    data["parts"] = [
        {**sheet(TRIES[n])["parts"][0], "key": key, "weight": weight, "sections": [section(f"s{n}", key, [TRIES[n]])]}
        for n, (key, weight) in enumerate((("theory", "0.3"), ("practical", "0.7")))
    ]
    data["tie_keys"] = ["part:practical", "elapsed", "part:theory"]
    return data


def unreachable(data: SheetJson) -> list[str]:
    return [row.path for row in advice(parse(data)) if row.path.startswith("tie_keys")]


def test_a_tie_key_that_follows_from_those_before_is_named() -> None:
    data = two_parts()
    assert unreachable(data) == ["tie_keys[2]"]
    data["penalties"] = [{"key": "late", "title": "迟到", "points": "1"}]
    assert unreachable(data) == []
    data["tie_keys"].append("penalties")
    assert unreachable(data) == ["tie_keys[3]"]
    data["vetoes"] = [{"key": "v", "title": "作弊", "effect": "zero_total"}]
    assert unreachable(data) == []
    assert unreachable({**two_parts(), "tie_keys": ["criterion:t1", "section:s0", "penalties"]}) == [
        "tie_keys[1]",
        "tie_keys[2]",
    ]


@given(st.lists(st.tuples(mark10, mark10), min_size=2, max_size=5))
def test_an_unreachable_key_never_separates(rows: list[tuple[str, str]]) -> None:
    parsed = parse(two_parts())
    scores = [score(parsed, Entrant("A", marks={"t1": first, "t2": second})) for first, second in rows]
    seen: dict[tuple[Fraction, Fraction], set[Fraction]] = {}
    for own in scores:
        assert isinstance(own, Score)
        seen.setdefault((own.total, own.parts["practical"]), set()).add(own.parts["theory"])
    assert all(len(values) == 1 for values in seen.values())


def test_every_kind_has_a_sentence() -> None:
    for kind in set(Kind) - {Kind.TIME}:  # times have a sheet of their own: test_timed
        row = {"key": "k", "title": "某项", "kind": kind.value, "max": "5", "by": "agreed", "max_spread": 1}
        data = copy.deepcopy(sheet(row, TRIES[0]))
        data["panel"] = panel(["裁判1"], 1, 0)
        told = "".join(lines(parse(data)))
        assert ("“某项”" in told) is (kind is not Kind.POINTS)


def test_the_chapters_hold_every_line_once() -> None:
    data = two_parts()
    data["penalties"] = [{"key": "late", "title": "迟到", "points": "1"}]
    parsed = parse(data)
    assert [line for _, told in chapters(parsed) for line in told] == lines(parsed)
    assert [title for title, _ in chapters(parsed)] == ["分数从哪里来", "裁判怎么打", "总成绩", "名次"]


def test_the_example_is_worked_by_the_engine() -> None:
    data = two_parts()
    data["penalties"] = [{"key": "late", "title": "迟到", "points": "1"}]
    data["panel"] = panel([f"裁判{n}" for n in range(1, 6)], 1, 1)
    look = {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1}
    data["parts"][1]["sections"][0]["criteria"] = [{**TRIES[1], "by": "panel"}, look]
    assert example(parse(data)) == [
        "5 位裁判给“practical”合计打 8.2、8.8、8.5、9.1、7.9 分：去掉 7.9、9.1，其余取平均，得 8.50 分。",
        "“工艺”裁判评 2、3、2、2、3 档：平均 12÷5 档，除以 3 乘满分 6，得 4.80 分。",
        "某选手实操 8 分，实操 14 分，“迟到”一次：总成绩 = 8×0.3 + 14×0.7 − 1 = 11.20 分。",
        "甲、乙总成绩一样，先看实操成绩：甲高，甲列前；还一样再看下一项。",
    ]
    assert example(parse(sheet(TRIES[0]))) == []
