"""The common scale, medals by a window, and proposals for a higher skill level: laws beyond the case files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.medals import medals
from deqing_events.domain.promotion import (
    Failing,
    PassLines,
    PromotionContest,
    PromotionPolicy,
    PromotionResult,
    PromotionRule,
    proposals,
)
from deqing_events.domain.scale import Scale, ScaleMode, scaled

MARKS = st.lists(st.fractions(0, 100, max_denominator=40), min_size=1, max_size=12)
MODES = st.sampled_from(ScaleMode)
FIVE_HUNDRED = Scale(Fraction(500), Fraction(30))


@given(MARKS, MODES)
def test_a_better_mark_never_scales_lower(marks: list[Fraction], mode: ScaleMode) -> None:
    order = sorted(marks)
    points = scaled(order, replace(FIVE_HUNDRED, mode=mode))
    assert points == sorted(points)


@given(MARKS, MODES, st.randoms())
def test_the_order_of_the_marks_does_not_matter(marks: list[Fraction], mode: ScaleMode, random: object) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    scale = replace(FIVE_HUNDRED, mode=mode)
    assert dict(zip(marks, scaled(marks, scale), strict=True)) == dict(
        zip(shuffled, scaled(shuffled, scale), strict=True)
    )


@given(MARKS)
def test_the_scale_agrees_with_sixty_decimals(marks: list[Fraction]) -> None:
    """An independent calculation: the root in sixty decimals, the distance to the answer at most a half."""
    mean = sum(marks, Fraction(0)) / len(marks)
    variance = sum(((mark - mean) ** 2 for mark in marks), Fraction(0)) / len(marks)
    for mark, point in zip(marks, scaled(marks, FIVE_HUNDRED), strict=True):
        if not variance:
            assert point == 500
            continue
        with localcontext(prec=60):
            root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
            distance = 30 * (mark - mean)
            exact = 500 + Decimal(distance.numerator) / Decimal(distance.denominator) / root
            assert abs(exact - point) <= Decimal("0.5") + Decimal("1e-50")


def test_an_exact_half_goes_up() -> None:
    """Marks 0 and 2 spread by exactly 1: 500 ± 1.5 are 501.5 and 498.5."""
    assert scaled([Fraction(0), Fraction(2)], Scale(Fraction(500), Fraction("1.5"))) == [499, 502]


@given(MARKS)
def test_the_median_gets_the_centre(marks: list[Fraction]) -> None:
    odd = [*marks, marks[0]] if len(marks) % 2 == 0 else marks
    points = scaled(odd, Scale(Fraction(700), Fraction(30), ScaleMode.MEDIAN_MAD))
    assert points[odd.index(median(odd))] == 700


def test_no_marks_are_no_points() -> None:
    assert scaled([], FIVE_HUNDRED) == []


SCORES = st.lists(st.integers(400, 800), max_size=12)


@given(SCORES, st.integers(0, 20))
def test_medals_go_to_the_best_and_end_with_the_third_colour(scores: list[int], window: int) -> None:
    given_out = medals(scores, Fraction(window))
    colours = [given_out.gold, given_out.silver, given_out.bronze]
    won = [score for colour in colours for score in colour]
    assert won == sorted(scores, reverse=True)[: len(won)]
    assert all(colour[0] - colour[-1] <= window for colour in colours if colour)
    assert not (len(given_out.gold) > 1 and given_out.silver)
    assert not (len(given_out.gold) > 2 and given_out.bronze)
    assert not (len(given_out.silver) > 1 and given_out.bronze)
    assert len(won) >= min(3, len(scores))


@given(SCORES, st.integers(0, 20))
def test_equal_scores_get_equal_medals(scores: list[int], window: int) -> None:
    given_out = medals([*scores, *scores], Fraction(window))
    for colour in (given_out.gold, given_out.silver, given_out.bronze):
        assert all(colour.count(score) == 2 * scores.count(score) for score in colour)


LADDER = ("apprentice", "junior", "intermediate", "senior", "technician")
LEVELS = st.sampled_from([None, *LADDER])
LINES = PassLines(Fraction(60), Fraction(60))
RULE = PromotionRule(
    "R1", "county", "I", ("junior", "intermediate"), "senior", 3, None, dual_pass=LINES, max_per_year=1
)
CONTEST = PromotionContest("county", "I", date(2026, 10, 18), 20)
FINE = PromotionResult("p1", 1, Fraction(80), Fraction(90), "junior")


def failing(result: PromotionResult, *rules: PromotionRule, approved: tuple[tuple[str, date], ...] = ()) -> str | None:
    (only,) = proposals(PromotionPolicy(LADDER, rules or (RULE,)), CONTEST, [result], approved)
    return only.failing


@given(st.integers(1, 30), st.integers(0, 100), st.integers(0, 100), LEVELS)
def test_a_better_result_never_loses_a_proposal(rank: int, theory: int, practical: int, level: str | None) -> None:
    result = PromotionResult("p1", rank, Fraction(theory), Fraction(practical), level)
    if failing(result) is None:
        better = replace(result, rank=max(1, rank - 1), theory=Fraction(theory + 1), practical=Fraction(practical + 1))
        assert failing(better) is None


@given(st.integers(1, 30), LEVELS, st.permutations(("senior", "technician", "intermediate")))
def test_what_is_proposed_is_a_rise_and_does_not_depend_on_the_order_of_rules(
    rank: int, level: str | None, levels: list[str]
) -> None:
    rules = [PromotionRule(name, "county", None, (None, *LADDER), name, rank_max=20) for name in levels]
    policy = PromotionPolicy(LADDER, tuple(rules))
    (only,) = proposals(policy, CONTEST, [replace(FINE, rank=rank, level=level)], [])
    if only.failing is None:
        assert policy.height(only.to_level) > policy.height(level)
        assert only.to_level == "technician"
    else:
        assert only.failing is (Failing.RANK if rank > 20 else Failing.LEVEL)


def test_a_tie_at_the_limit_is_in_and_the_next_is_out() -> None:
    assert [failing(replace(FINE, rank=rank)) for rank in (3, 4, None)] == [None, "rank", "rank"]


def test_a_percentage_is_of_those_who_took_part() -> None:
    tenth = replace(RULE, rank_max=None, top_percent=Fraction(10))
    assert [failing(replace(FINE, rank=rank), tenth) for rank in (2, 3)] == [None, "rank"]


def test_the_year_is_the_contests_and_only_the_persons_own() -> None:
    new_year, old_year = date(2026, 1, 1), date(2025, 12, 31)
    assert failing(FINE, approved=(("p1", new_year),)) == "year_limit"
    assert failing(FINE, approved=(("p1", old_year), ("p2", new_year))) is None


def test_no_rule_of_the_contests_scope_is_its_own_reason() -> None:
    assert failing(FINE, replace(RULE, scope="city"), replace(RULE, contest_class="II")) == "no_rule"


def test_the_rule_that_got_furthest_names_the_reason() -> None:
    assert failing(replace(FINE, level="technician"), replace(RULE, rank_max=0), RULE) == "level"


def test_a_level_the_ladder_does_not_know_is_an_error() -> None:
    odd = replace(RULE, from_levels=("guild master",))
    with pytest.raises(ValueError, match="guild master"):
        failing(replace(FINE, level="guild master"), odd)
