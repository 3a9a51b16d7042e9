"""When judges are too far apart: level by level, part by part, and what was accepted no more."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Entrant, EntrantStatus
from deqing_events.domain.marking import Gap, score
from deqing_events.domain.rule_sheet import RuleSheet, parse
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet
from deqing_events.domain.spreads import spreads

JUDGES = ("裁判1", "裁判2", "裁判3")
LOOK = {"key": "look", "title": "工艺", "kind": "judgement", "by": "panel", "max": "6", "max_spread": 1}


def sheet(tolerance: str | None = None, *, levels: bool = False) -> RuleSheet:
    form = SimpleContest(
        title="示例规则",
        judges=JUDGES,
        criteria=(("布线", 60), ("排故", 40)),  # type: ignore[arg-type]  # whole numbers are exact as well
        tiers=(TierChoice("一等奖", count=1, key="first_prize"),),
        pass_line=None,
    )
    body = simple_sheet(form)
    body["panel"]["tolerance"] = tolerance
    if levels:
        body["parts"][1]["sections"][0]["criteria"].append(LOOK)
    return parse(body)


MARKS = st.lists(
    st.integers(0, 80).map(lambda half: str(Fraction(half, 2).limit_denominator())), min_size=3, max_size=3
)
LEVELS = st.lists(st.none() | st.integers(0, 3).map(str), min_size=3, max_size=3)


def with_levels(levels: list[str | None]) -> Entrant:
    given_ = {judge: level for judge, level in zip(JUDGES, levels, strict=True) if level is not None}
    points = {key: dict.fromkeys(JUDGES, "10") for key in ("c1", "c2")}
    return Entrant("A1", marks={"paper": "80", **points, "look": given_})


@given(LEVELS)
def test_levels_alarm_exactly_when_those_given_are_too_far_apart(levels: list[str | None]) -> None:
    known = [int(level) for level in levels if level is not None]
    found = spreads(sheet(levels=True), with_levels(levels))
    assert bool(found) == (bool(known) and max(known) - min(known) > 1)
    for spread in found:
        assert {spread.given[judge] for judge in spread.outermost} == {min(known), max(known)}


@given(LEVELS)
def test_the_law_holds_a_result_back_just_as_long_as_the_alarm_is_open(levels: list[str | None]) -> None:
    rules, entrant = sheet(levels=True), with_levels(levels)
    found = spreads(rules, entrant)
    gaps = score(rules, entrant)
    if None not in levels:
        assert bool(found) == (isinstance(gaps, tuple) and ("look", Gap.SPREAD) in gaps)
    accepted = replace(entrant, accepted_spreads=frozenset(spread.key for spread in found))
    assert spreads(rules, accepted) == []
    assert not isinstance(score(rules, accepted), tuple) or None in levels


@given(MARKS, MARKS)
def test_a_part_is_compared_by_what_each_judge_gave_in_all(first: list[str], second: list[str]) -> None:
    marks = {"c1": dict(zip(JUDGES, first, strict=True)), "c2": dict(zip(JUDGES, second, strict=True))}
    sums = [Fraction(one) + Fraction(two) for one, two in zip(first, second, strict=True)]
    marks = {key: {judge: str(float(Fraction(value))) for judge, value in row.items()} for key, row in marks.items()}
    found = spreads(sheet("5"), Entrant("A1", marks=marks))
    assert bool(found) == (max(sums) - min(sums) > 5)
    assert all(spread.given == dict(zip(JUDGES, sums, strict=True)) for spread in found)


def test_a_judge_who_is_not_done_or_recused_is_not_compared() -> None:
    marks = {"c1": {"裁判1": "60", "裁判2": "20", "裁判3": "59"}, "c2": {"裁判1": "40", "裁判3": "40"}}
    assert spreads(sheet("5"), Entrant("A1", marks=marks)) == []
    marks["c2"]["裁判2"] = "20"
    assert [spread.key for spread in spreads(sheet("5"), Entrant("A1", marks=marks))] == ["part:practical"]
    assert spreads(sheet("5"), Entrant("A1", marks=marks, recused=frozenset({"裁判2"}))) == []
    assert spreads(sheet("5"), Entrant("A1", marks=marks, status=EntrantStatus.WITHDRAWN)) == []
    assert spreads(sheet(), Entrant("A1", marks=marks)) == []
