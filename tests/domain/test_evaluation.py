"""Properties of an evaluated contest: fair, exact and independent of the order anything was typed in."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Cell, Entrant, EntrantStatus
from deqing_events.domain.evaluation import Block, Evaluation, evaluate
from deqing_events.domain.marking import Gap
from deqing_events.domain.rule_sheet import RuleSheet, parse
from deqing_events.domain.sheet_builders import SheetJson, SimpleContest, TierChoice, simple_sheet

JUDGES = ("J1", "J2", "J3", "J4", "J5")
TIERS = (TierChoice("一等奖", percent=Decimal(10)), TierChoice("二等奖", percent=Decimal(30)))


def sheet_json(**changes: Any) -> SheetJson:
    form = SimpleContest(
        "电工", JUDGES, [("布线", Decimal(60)), ("排故", Decimal(40))], TIERS, draw_within=0, per_unit_max=None
    )
    return simple_sheet(replace(form, **changes))


def sheet(**changes: Any) -> RuleSheet:
    return parse(sheet_json(**changes))


def entrant(id_: str, paper: Cell, wiring: Sequence[Cell], repair: Sequence[Cell], **more: Any) -> Entrant:
    marks = {"paper": paper, "c1": dict(zip(JUDGES, wiring, strict=True))}
    return Entrant(id_, marks={**marks, "c2": dict(zip(JUDGES, repair, strict=True))}, **more)


def level(id_: str, paper: Cell, practical: int = 40, **more: Any) -> Entrant:
    return entrant(id_, paper, [str(practical)] * 5, ["0"] * 5, **more)


WIRING = st.lists(st.integers(0, 60).map(str), min_size=5, max_size=5)
REPAIR = st.lists(st.integers(0, 40).map(str), min_size=5, max_size=5)
COARSE = st.sampled_from(["60", "70", "80"])


@st.composite
def contests(draw: st.DrawFn) -> list[Entrant]:
    count = draw(st.integers(1, 7))
    return [
        entrant(
            f"E{index}",
            draw(COARSE),
            draw(st.one_of(st.just(["30"] * 5), WIRING)),
            draw(st.one_of(st.just(["20"] * 5), REPAIR)),
            elapsed=draw(st.sampled_from([None, 60, 61])),
            unit=draw(st.sampled_from(["U1", "U2", None])),
            status=draw(st.sampled_from([EntrantStatus.PRESENT, EntrantStatus.PRESENT, *EntrantStatus])),
            penalties={"deduction": draw(st.sampled_from([Fraction(0), Fraction(1, 2)]))},
        )
        for index in range(count)
    ]


def ranks(result: Evaluation) -> dict[str, int]:
    return {place.id: place.rank for place in result.places}


@given(contests(), st.randoms())
def test_the_order_of_entrants_changes_nothing(entrants: list[Entrant], random: Any) -> None:
    shuffled = entrants.copy()
    random.shuffle(shuffled)
    assert evaluate(sheet(), shuffled) == evaluate(sheet(), entrants)


@given(contests())
def test_ranks_count_who_is_better_and_ties_are_mutual(entrants: list[Entrant]) -> None:
    result = evaluate(sheet(), entrants)
    by_id = {row.id: row for row in entrants}

    def standing(id_: str) -> tuple[Any, ...]:
        own, elapsed = result.scores[id_], by_id[id_].elapsed
        time = (1, 0) if elapsed is None else (0, elapsed)
        return (-own.total, -own.parts["practical"], time, -own.parts["theory"])

    for place in result.places:
        better = [other for other in result.scores if standing(other) < standing(place.id)]
        equal = [other for other in result.scores if standing(other) == standing(place.id)]
        assert place.rank == len(better) + 1
        assert place.tied == (len(equal) > 1)


@given(contests(), st.integers(0, 6), st.sampled_from(JUDGES), st.integers(1, 60))
def test_a_better_mark_never_lowers_a_place(entrants: list[Entrant], who: int, judge: str, more: int) -> None:
    chosen = entrants[who % len(entrants)]
    wiring: Any = chosen.marks["c1"]
    better = {**wiring, judge: str(min(60, int(wiring[judge]) + more))}
    raised = replace(chosen, marks={**chosen.marks, "c1": better})
    before = ranks(evaluate(sheet(), entrants)).get(chosen.id)
    after = ranks(evaluate(sheet(), [raised if row is chosen else row for row in entrants])).get(chosen.id)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after <= before


@given(contests(), st.sampled_from(["cumulative_include", "tier_fixed_include", "exclude_down"]))
def test_awards_go_down_the_places_and_keep_to_the_unit_cap(entrants: list[Entrant], policy: str) -> None:
    data = sheet_json(per_unit_max=1)
    data["awards"]["tie_policy"] = policy
    result = evaluate(parse(data), entrants)
    assert result.awards is not None
    order = [place.id for place in result.places]
    given_ids = [id_ for ids in result.awards.values() for id_ in ids]
    assert given_ids == sorted(given_ids, key=order.index)
    assert len(given_ids) == len(set(given_ids))
    units = [row.unit for row in entrants if row.id in given_ids and row.unit is not None]
    assert len(units) == len(set(units))
    if policy == "exclude_down":
        assert all(len(ids) <= result.quota[tier] for tier, ids in result.awards.items())


def floats(value: Any) -> list[float]:
    if isinstance(value, float):
        return [value]
    if is_dataclass(value):
        return [found for field in fields(value) for found in floats(getattr(value, field.name))]
    if isinstance(value, dict):
        return [found for item in value.values() for found in floats(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in floats(item)]
    return []


@given(contests())
def test_no_float_is_anywhere_in_a_result(entrants: list[Entrant]) -> None:
    result = evaluate(sheet(), entrants)
    assert floats(result) == []
    assert all(isinstance(score.total, Fraction) for score in result.scores.values())


def test_a_third_of_a_point_is_not_rounded_away() -> None:
    a = entrant("A", "60", ["60", "60", "60", "59", "0"], ["0"] * 5)
    b = entrant("B", "60", ["60", "60", "59.99", "59", "0"], ["0"] * 5)
    result = evaluate(sheet(), [a, b])
    assert [place.id for place in result.places] == ["A", "B"]
    assert result.scores["A"].parts["practical"] == Fraction(179, 3)


def test_shown_comparison_ties_what_looks_equal() -> None:
    data = sheet_json() | {"compare": "shown", "tie_keys": []}
    data["awards"]["pass_line"] = "60"
    result = evaluate(parse(data), [level("A", "60", 60), level("B", "59.99", 60)])
    assert [place.tied for place in result.places] == [True, True]
    assert result.awards == {"tier1": (), "tier2": ("A", "B")}
    exact = evaluate(parse(data | {"compare": "exact"}), [level("A", "60", 60), level("B", "59.99", 60)])
    assert exact.awards == {"tier1": (), "tier2": ("A",)}


def test_five_judges_drop_both_ends_four_do_not() -> None:
    five = entrant("A", "60", ["10", "30", "30", "30", "60"], ["0"] * 5)
    four = replace(five, id="B", recused=frozenset({"J2"}))
    result = evaluate(sheet(), [five, four])
    assert result.scores["A"].parts["practical"] == 30
    assert result.scores["B"].parts["practical"] == Fraction(130, 4)
    assert dict(result.scores["B"].judge_totals["practical"]) == {"J1": 10, "J3": 30, "J4": 30, "J5": 60}


def test_half_a_penalty_counts_half() -> None:
    result = evaluate(sheet(), [level("A", "60", penalties={"deduction": Fraction(1, 2)})])
    assert result.scores["A"].total == Fraction(46) - Fraction(1, 2)


def test_a_total_is_never_below_0() -> None:
    result = evaluate(sheet(), [level("A", "0", 0, penalties={"deduction": Fraction(3)})])
    assert result.scores["A"].total == 0


def test_the_pass_line_itself_passes() -> None:
    result = evaluate(sheet(), [level("A", "60", 60), level("B", "59.99", 60), level("C", "60", 59)])
    assert {id_: score.passed for id_, score in result.scores.items()} == {"A": True, "B": False, "C": False}


def test_a_drawn_tie_is_settled_and_a_partial_draw_is_not() -> None:
    tied = [level("A", "60"), level("B", "60"), level("C", "60")]
    partial = evaluate(sheet(draw_within=1), tied, [["B", "A"]])
    assert partial.needs_draw == (("A", "B", "C"),)
    assert partial.blocked_by == (Block.NEEDS_DRAW,)
    assert partial.awards is None
    whole = evaluate(sheet(draw_within=1), tied, [["C", "A", "B"], ["A", "B", "C"]])
    assert [(place.rank, place.decided_by, place.id) for place in whole.places] == [
        (1, None, "C"),
        (2, "draw", "A"),
        (3, "draw", "B"),
    ]


@pytest.mark.parametrize(("within", "needed"), [(1, ()), (2, (("B", "C"),)), (3, (("B", "C"),))])
def test_draw_within_counts_the_first_place_of_the_group(within: int, needed: tuple[Any, ...]) -> None:
    result = evaluate(sheet(draw_within=within), [level("A", "70"), level("B", "60"), level("C", "60")])
    assert result.needs_draw == needed


@pytest.mark.parametrize(
    ("mark", "gap"), [(None, Gap.MISSING), ("100.01", Gap.RANGE), ("-1", Gap.RANGE), ("good", Gap.RANGE)]
)
def test_an_unusable_mark_blocks_the_awards(mark: Cell, gap: Gap) -> None:
    result = evaluate(sheet(), [level("A", mark), level("B", "100")])
    assert result.incomplete == {"A": (("paper", gap),)}
    assert result.blocked_by == (Block.INCOMPLETE,)
    assert [place.id for place in result.places] == ["B"]


def test_zero_is_a_mark() -> None:
    assert evaluate(sheet(), [level("A", "0", 0)]).scores["A"].total == 0


def test_two_of_one_unit_tied_over_the_cap_get_nothing_and_the_prize_moves_on() -> None:
    data = sheet_json(per_unit_max=1)
    data["awards"]["tiers"] = [{"key": "first", "title": "一等奖", "count": 1}]
    entrants = [level("A", "70", unit="U1"), level("B", "70", unit="U1"), level("C", "60", unit="U1")]
    assert evaluate(parse(data), entrants).awards == {"first": ("C",)}


def test_who_is_disqualified_counts_as_attended_and_who_is_absent_not() -> None:
    rows = [level(f"E{index:02}", "60") for index in range(9)]
    gone = level("X", "60", status=EntrantStatus.DISQUALIFIED)
    assert evaluate(sheet(), [*rows, gone]).quota == {"tier1": 1, "tier2": 3}
    away = [level(f"Y{index}", "60", status=EntrantStatus.ABSENT) for index in range(5)]
    assert evaluate(sheet(), [*rows[:4], *away]).quota == {"tier1": 0, "tier2": 1}
    assert evaluate(sheet(award_base="registered"), [*rows[:4], *away]).quota == {"tier1": 1, "tier2": 3}
    assert evaluate(sheet(award_base="ranked"), [*rows[:4], gone]).quota == {"tier1": 0, "tier2": 1}


def test_unknown_penalty_veto_or_a_doubled_id_is_refused() -> None:
    with pytest.raises(ValueError, match="penalties not on the sheet"):
        evaluate(sheet(), [level("A", "60", penalties={"late": Fraction(1)})])
    with pytest.raises(ValueError, match="vetoes not on the sheet"):
        evaluate(sheet(), [level("A", "60", vetoes=frozenset({"late"}))])
    with pytest.raises(ValueError, match="share an id"):
        evaluate(sheet(), [level("A", "60"), level("A", "70")])
    with pytest.raises(ValueError, match="less than 0 times"):
        level("A", "60", penalties={"deduction": Fraction(-1)})


@pytest.mark.parametrize(
    ("marks", "gap"),
    [
        ((0, 0, 0, 1, 1), None),
        (("3", "3", "3", "2", "2"), None),
        ((4, 3, 3, 3, 3), Gap.RANGE),
        ((-1, 0, 0, 0, 0), Gap.RANGE),
        (("1.5", 1, 1, 1, 1), Gap.RANGE),
        ((True, 1, 1, 1, 1), Gap.RANGE),
        ((4, 3, 3, None, 3), Gap.MISSING),
        ((1, 3, 3, 3, 3), Gap.SPREAD),
    ],
)
def test_judgements_are_whole_from_0_to_3_and_close_together(marks: Sequence[Cell], gap: Gap | None) -> None:
    data = sheet_json()
    look = {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1}
    data["parts"][1]["sections"][0]["criteria"].append(look)
    plain = level("A", "60")
    judged = replace(plain, marks={**plain.marks, "look": dict(zip(JUDGES, marks, strict=True))})
    expected = {"A": (("look", gap),)} if gap else {}
    assert evaluate(parse(data), [judged]).incomplete == expected


def test_judgements_are_never_trimmed_and_deductions_are() -> None:
    data = sheet_json()
    data["parts"][1]["sections"][0]["criteria"] += [
        {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 3},
        {"key": "bad", "title": "违规", "kind": "deduction", "max": None, "by": "panel"},
    ]
    plain = level("A", "60")
    look: dict[str, Cell] = dict(zip(JUDGES, (0, 0, 0, 0, 3), strict=True))
    bad: dict[str, Cell] = dict(zip(JUDGES, ("0", "0", "0", "3", "9"), strict=True))
    score = evaluate(parse(data), [replace(plain, marks={**plain.marks, "look": look, "bad": bad})]).scores["A"]
    assert (score.criteria["look"], score.criteria["bad"]) == (Fraction(6, 5), Fraction(-1))
    assert score.parts["practical"] == Fraction(40) + Fraction(6, 5) - 1
