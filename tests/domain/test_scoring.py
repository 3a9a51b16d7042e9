"""Panels, measured values and attempts, at their edges."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.attempts import NoResult, attempts_result
from deqing_events.domain.rounding import Rounding, exact_text, number, plain_text, rounded, shown, whole
from deqing_events.domain.scoring import (
    Step,
    Tolerance,
    deviation_checked,
    judgement,
    mean,
    measured,
    performance,
    small_panel_mean,
    trimmed,
    trimmed_mean,
)

MARKS = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=100), min_size=3, max_size=9)


@given(MARKS, st.integers(0, 1))
def test_a_trimmed_mean_lies_within_what_is_left(marks: list[Fraction], drop: int) -> None:
    score = trimmed_mean(marks, drop).score
    rest = trimmed(marks, drop)
    assert score is not None
    assert min(marks) <= min(rest) <= score <= max(rest) <= max(marks)
    assert len(rest) == len(marks) - 2 * drop


@given(MARKS, st.randoms())
def test_the_order_of_judges_does_not_matter(marks: list[Fraction], random: Random) -> None:
    shuffled = sorted(marks, key=lambda _: random.random())
    assert trimmed_mean(shuffled, 1) == trimmed_mean(marks, 1)


@given(MARKS, st.integers(0, 8), st.fractions(min_value=0, max_value=10))
def test_a_higher_mark_never_lowers_the_panel(marks: list[Fraction], who: int, more: Fraction) -> None:
    raised = marks.copy()
    raised[who % len(marks)] += more
    before, after = trimmed_mean(marks, 1).score, trimmed_mean(raised, 1).score
    assert before is not None
    assert after is not None
    assert before <= after


def test_one_instance_is_dropped_on_each_side() -> None:
    assert trimmed([Fraction(9)] * 3 + [Fraction(8)] * 2, 1) == [8, 9, 9]


def test_missing_marks_are_named_and_leave_no_score() -> None:
    result = trimmed_mean([None, Fraction(9), None], 0)
    assert (result.missing, result.score, result.complete) == ((0, 2), None, False)


def test_dropping_everything_leaves_no_score() -> None:
    assert trimmed_mean([Fraction(9), Fraction(8)], 1).score is None
    with pytest.raises(ValueError, match="no marks"):
        mean([])
    with pytest.raises(ValueError, match="below 0"):
        trimmed([Fraction(9)], -1)


@pytest.mark.parametrize(
    ("marks", "side", "expected"),
    [
        ([7], "higher", 7),
        ([7, 8], "higher", Fraction(15, 2)),
        ([1, 5, 6], "lower", Fraction(11, 2)),
        ([1, 2, 6], "higher", Fraction(3, 2)),
        ([1, 3, 5], "higher", 4),
        ([1, 3, 5], "lower", 2),
        ([0, 3, 5, 100], "lower", 4),
    ],
)
def test_small_panels(marks: list[int], side: str, expected: Fraction) -> None:
    scores = [Fraction(mark) for mark in marks]
    assert small_panel_mean(scores, "higher" if side == "higher" else "lower") == expected


def test_the_tolerance_limit_itself_is_allowed() -> None:
    rows = [Tolerance(Fraction(8), Fraction(1)), Tolerance(Fraction(0), Fraction(2))]
    wide = [Fraction(0), Fraction(15, 2), Fraction(17, 2), Fraction(20)]
    assert deviation_checked(wide, 1, rows) == (Fraction(8), False)
    wider = [Fraction(0), Fraction(15, 2), Fraction(35, 4), Fraction(20)]
    assert deviation_checked(wider, 1, rows) == (mean(wider), True)
    at_the_row = [Fraction(7), Fraction(9)]
    assert deviation_checked(at_the_row, 0, rows) == (Fraction(8), True)
    assert deviation_checked([Fraction(5), Fraction(7)], 0, rows) == (Fraction(6), False)


def test_a_floor_holds_only_where_there_is_one() -> None:
    one = [Fraction(1)]
    assert performance(one, 0, [Fraction(3)], Fraction(0)) == 0
    assert performance(one, 0, [Fraction(3)], None) == -2


def test_judgement_spread_limit_is_allowed() -> None:
    assert judgement(Fraction(6), [1, 2], 1) == 3
    assert judgement(Fraction(6), [1, 3], 1) is None


def test_the_distance_limit_is_allowed_on_both_sides() -> None:
    ladder = [Step(Fraction(1), Fraction(2)), Step(Fraction(2), Fraction(1))]
    values = [Fraction(9), Fraction(11), Fraction(8), Fraction(12), Fraction(13), None]
    assert [measured(Fraction(10), ladder, value) for value in values] == [2, 2, 1, 1, 0, None]


def test_attempts_to_come_and_dropped_failures() -> None:
    assert attempts_result([None, None], 0, 0).best is None
    assert attempts_result([None, NoResult.DNF], 0, 0).best is None
    assert attempts_result([NoResult.DNS], 0, 0).best is NoResult.DNF
    assert attempts_result([5, None], 0, 0).average is None
    assert attempts_result([1, 3, NoResult.DNF], 1, 1).average == 3
    assert attempts_result([1, NoResult.DNF], 1, 1).average is NoResult.DNF


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("12345.678", 1, "12345.7"),
        ("0.07", 3, "0.070"),
    ],
)
def test_shown_rounds_half_away_from_zero(value: str, places: int, text: str) -> None:
    assert shown(number(value), places) == text
    assert rounded(number(value), places) == number(text)


def test_floor_and_ceil() -> None:
    assert [whole(Fraction(5, 2), way) for way in Rounding] == [3, 2, 3]
    assert [whole(Fraction(-5, 2), way) for way in Rounding] == [-3, -3, -2]
    assert [whole(Fraction(3), way) for way in Rounding] == [3, 3, 3]


def test_exact_and_plain_texts() -> None:
    assert [exact_text(Fraction(4, 6)), exact_text(Fraction(4, 2))] == ["2/3", "2"]
    assert [plain_text(number(text)) for text in ("9.20", "90", "-0.5")] == ["9.2", "90", "-0.5"]
    assert plain_text(Fraction(1, 3)) == "1/3"


@pytest.mark.parametrize("value", ["", "1e3", "1/3", " 1", "+1", "1.", ".5", "９", "nan", True, 0.5, None])
def test_only_plain_decimals_are_numbers(value: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        number(value)
