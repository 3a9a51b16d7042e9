"""A change of rules told in words, and what it does to marks that are given."""

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Cell, Entrant
from deqing_events.domain.entrants import Mark as Value
from deqing_events.domain.marking import Score, score
from deqing_events.domain.remarking import Effect, GivenMark, affected, rekeyed
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_changes import differences
from deqing_events.domain.sheet_pieces import SheetJson, blank, panel, section

JUDGES = ("甲", "乙", "丙")
POINTS = {"key": "c1", "title": "布线", "kind": "points", "max": "60", "by": "panel"}
WHOLE = {"key": "c2", "title": "排故", "kind": "points", "max": "40", "by": "agreed"}
PRESENT: dict[str, tuple[str, ...]] = {"A1": (), "A2": ("丙",)}


def sheet(*criteria: Mapping[str, Any], judges: tuple[str, ...] = JUDGES) -> SheetJson:
    data = blank("示例", (), "ranked", 0)
    own = section("s", "操作", [dict(row) for row in criteria])
    data["parts"] = [{"key": "p", "title": "实操", "weight": "1", "pass": None, "sections": [own]}]
    data["panel"] = panel(judges, 1, 0)
    return data


def full() -> list[GivenMark]:
    rows = [(who, judge) for who in PRESENT for judge in JUDGES if judge not in PRESENT[who]]
    marks = [GivenMark(who, "c1", judge, "55") for who, judge in rows]
    return [*marks, *(GivenMark(who, "c2", "", "40") for who in PRESENT)]


def effects(old: SheetJson, new: SheetJson, marks: list[GivenMark]) -> dict[tuple[str, Effect], int]:
    made = rekeyed(old, new, ())
    return {(row.title, row.effect): row.count for row in affected(parse(old), parse(made), marks, PRESENT)}


OLD = sheet(POINTS, WHOLE)


def test_nothing_changes_for_a_new_name_order_or_wider_range() -> None:
    new = sheet(WHOLE, {**POINTS, "title": "接线", "max": "70"})
    assert effects(OLD, new, full()) == {}
    assert differences(parse(OLD), parse(new)) == [
        "评分项“布线”改名为“接线”。",
        "评分项“接线”的分值：60 → 70。",
        "先后次序有变动。",
    ]


def test_a_narrower_range_takes_the_marks_above_it() -> None:
    marks = [*full()[1:], GivenMark("A1", "c1", "甲", "50")]
    found = effects(OLD, sheet({**POINTS, "max": "54"}, WHOLE), marks)
    assert found == {("布线", Effect.RANGE): 4, ("布线", Effect.WANTED): 4}


def test_a_criterion_that_comes_or_goes() -> None:
    new = sheet(POINTS, {**WHOLE, "key": "c3", "title": "通电"})
    assert effects(OLD, new, full()) == {("排故", Effect.REMOVED): 2, ("通电", Effect.WANTED): 2}
    assert differences(parse(OLD), parse(new)) == [
        "删去评分项“排故”。",
        "新增评分项“通电”：所在小节 操作，打法 打分，分值 40，谁来打 商定一个分。",
    ]


def test_a_judge_who_comes_marks_and_one_who_goes_does_not_count() -> None:
    new = sheet(POINTS, WHOLE, judges=("甲", "乙", "丁"))
    assert effects(OLD, new, full()) == {("布线", Effect.JUDGE_GONE): 1, ("布线", Effect.WANTED): 2}
    assert differences(parse(OLD), parse(new)) == ["裁判：甲、乙、丙 → 甲、乙、丁。"]


def test_what_was_missing_before_is_not_the_fault_of_the_change() -> None:
    assert effects(OLD, sheet({**POINTS, "max": "59"}, WHOLE), []) == {}


def test_a_mark_that_would_mean_something_else_never_counts_for_it() -> None:
    new = sheet({**POINTS, "kind": "deduction"}, WHOLE)
    new["tie_keys"] = ["criterion:c1", "criterion:c2"]
    made = rekeyed(OLD, new, ("c3",))
    assert [row.key for row in parse(made).criteria()] == ["c4", "c2"]
    assert made["tie_keys"] == ["criterion:c4", "criterion:c2"]
    same = sheet({**POINTS, "kind": "bonus"}, WHOLE)
    assert rekeyed(OLD, same, ()) == same


kinds = st.sampled_from(("points", "deduction", "bonus", "judgement", "measurement"))
tops = st.sampled_from(("3", "40", "60"))
rows = st.tuples(kinds, tops, st.sampled_from(("panel", "agreed")))
sheets = st.tuples(rows, rows, st.sets(st.sampled_from(JUDGES), min_size=1))
values = st.sampled_from(("0", "2", "3", "50", "pass", "x"))


def made_of(drawn: Any) -> SheetJson:
    (first, second, judges) = drawn
    criteria = [
        {"key": f"c{n}", "title": f"第{n}项", "kind": kind, "max": top, "by": by, "max_spread": 3}
        for n, (kind, top, by) in enumerate((first, second), 1)
    ]
    return sheet(*criteria, judges=tuple(sorted(judges)))


def entrant(sheet_json: SheetJson, marks: list[GivenMark]) -> Entrant:
    by_judge: dict[str, dict[str, Cell]] = {}
    agreed: dict[str, Value] = {}
    panel_keys = {c.key for c in parse(sheet_json).criteria() if c.by == "panel"}
    for mark in marks:
        if mark.criterion in panel_keys:
            by_judge.setdefault(mark.criterion, {})[mark.judge] = mark.value
        elif not mark.judge:
            agreed[mark.criterion] = mark.value
    return Entrant("A1", marks={**agreed, **by_judge})


@given(sheets, sheets, st.lists(values, min_size=8, max_size=8))
def test_who_was_complete_is_complete_after_it_exactly_when_nothing_is_wanted(
    before: Any, after: Any, drawn: list[str]
) -> None:
    old, new = made_of(before), made_of(after)
    places = [(key, judge) for key in ("c1", "c2") for judge in ("", *JUDGES)]
    marks = [GivenMark("A1", key, judge, value) for (key, judge), value in zip(places, drawn, strict=True)]
    made = rekeyed(old, new, ())
    touched = affected(parse(old), parse(made), marks, {"A1": ()})
    if not isinstance(score(parse(old), entrant(old, marks)), Score):
        return
    complete = isinstance(score(parse(made), entrant(made, marks)), Score)
    assert complete is not any(row.effect is Effect.WANTED for row in touched)


@given(sheets)
def test_a_sheet_differs_from_itself_in_nothing(drawn: Any) -> None:
    same = made_of(drawn)
    assert differences(parse(same), parse(copy.deepcopy(same))) == []
    assert rekeyed(same, same, ()) == same
    assert affected(parse(same), parse(same), full(), PRESENT) == []


@given(sheets, sheets)
def test_different_sheets_differ_in_words(before: Any, after: Any) -> None:
    old, new = parse(made_of(before)), parse(made_of(after))
    assert bool(differences(old, new)) is (old != new)
