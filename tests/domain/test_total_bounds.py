"""Whatever marks come in, the total ends between the bounds that were told, and both bounds can be reached."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from deqing_events.domain.entrants import Cell, Entrant
from deqing_events.domain.marking import Score, score
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_types import DropOn
from deqing_events.domain.total_bounds import total_bounds
from tests.domain.test_evaluation import JUDGES, sheet_json

TOPS = {"paper": 100, "c1": 60, "c2": 40}


def mixed(drop_on: DropOn, drop: int) -> Any:
    """Return rules with every kind of criterion and a penalty."""
    data = sheet_json()
    data["parts"][1]["sections"][0]["criteria"] += [
        {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1},
        {"key": "bad", "title": "违规", "kind": "deduction", "max": None, "by": "panel"},
        {"key": "size", "title": "尺寸", "kind": "measurement", "max": "5", "by": "agreed"},
        {"key": "more", "title": "加分", "kind": "bonus", "max": "4", "by": "agreed"},
    ]
    made = parse(data)
    return replace(made, panel=replace(made.panel, drop_on=drop_on, drop_each_side=drop, drop_from=2 * drop + 1))


def value(key: str) -> some.SearchStrategy[str]:
    if key == "size":
        return some.sampled_from(["pass", "fail"])
    top = {"look": 3, "bad": 40, "more": 4, **TOPS}[key]
    return some.integers(0, top).map(str)


@some.composite
def ways(draw: some.DrawFn) -> tuple[Any, Entrant, Entrant]:
    """Draw rules, an entrant with marks missing, and the same one finished."""
    rules = mixed(draw(some.sampled_from(DropOn)), draw(some.integers(0, 2)))
    part: dict[str, Any] = {}
    whole: dict[str, Any] = {}
    for criterion in rules.criteria():
        if criterion.by == "agreed":
            whole[criterion.key] = draw(value(criterion.key))
            part[criterion.key] = draw(some.sampled_from([whole[criterion.key], None]))
            continue
        base = draw(some.integers(0, 2))
        look = some.sampled_from([str(base), str(base + 1)])
        row: dict[str, Cell] = {j: draw(look if criterion.key == "look" else value(criterion.key)) for j in JUDGES}
        whole[criterion.key] = row
        part[criterion.key] = {judge: given for judge, given in row.items() if draw(some.booleans())}
    penalties = {"deduction": Fraction(draw(some.integers(0, 2)))}
    finished = Entrant("A", marks=whole, penalties=penalties)
    return rules, replace(finished, marks=part), finished


@given(ways())
def test_every_ending_lies_between(way: tuple[Any, Entrant, Entrant]) -> None:
    rules, begun, finished = way
    ended = score(rules, finished)
    assert isinstance(ended, Score)
    low, high = total_bounds(rules, begun)
    assert low <= ended.total <= high
    assert total_bounds(rules, finished) == (ended.total, ended.total)


def test_nothing_marked_is_between_nothing_and_full_marks() -> None:
    rules = parse(sheet_json())
    assert total_bounds(rules, Entrant("A")) == (Fraction(0), Fraction(100))
    # Nobody is left to judge: until somebody is named, anything may come of it.
    assert total_bounds(rules, Entrant("A", recused=frozenset(JUDGES))) == (Fraction(0), Fraction(100))


def test_marks_too_far_apart_will_be_given_again() -> None:
    rules = mixed(DropOn.CRITERION, 0)
    same: dict[str, Cell] = dict.fromkeys(JUDGES, "3")
    panel = {key: dict.fromkeys(JUDGES, value) for key, value in (("c1", "60"), ("c2", "34"), ("bad", "0"))}
    marks: dict[str, Any] = {"paper": "100", "size": "fail", "more": "0", **panel}
    apart = Entrant("A", marks={**marks, "look": {**same, "J1": "0"}})
    low, high = total_bounds(rules, apart)
    assert high - low == Fraction("0.7") * 6
