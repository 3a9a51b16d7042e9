"""How a panel of judges becomes one mark.

A *panel score* is the list of one mark per judge, None for a judge who has not marked. None is never 0. All
results are exact; rounding belongs to `rounding.shown`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

_PLAIN_UP_TO = 2
_JUDGEMENT_TOP = 3


@dataclass(frozen=True, slots=True)
class PanelScore:
    """The mark of a panel: `missing` judges as indexes from 0, `score` None while anything is missing."""

    missing: tuple[int, ...]
    score: Fraction | None

    @property
    def complete(self) -> bool:
        """Whether every judge has marked."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Panel averages of `reached` or more allow a spread of `gap` between the middle marks."""

    reached: Fraction
    gap: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """A measured value no farther than `within` from the nominal one earns `mark`."""

    within: Fraction
    mark: Fraction


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the exact mean; ValueError when there is nothing to average."""
    if not values:
        raise ValueError("no marks to average")
    return sum(values, Fraction(0)) / len(values)


def trimmed(values: Sequence[Fraction], drop_each_side: int) -> list[Fraction]:
    """Drop exactly so many highest and lowest single marks; equal marks beyond that stay."""
    if drop_each_side < 0:
        raise ValueError("drop_each_side is below 0")
    ordered = sorted(values)
    return ordered[drop_each_side : max(drop_each_side, len(ordered) - drop_each_side)]


def trimmed_mean(scores: Sequence[Fraction | None], drop_each_side: int) -> PanelScore:
    """Drop both ends, average the rest; a missing mark leaves no score, and so does dropping everything."""
    missing = tuple(index for index, score in enumerate(scores) if score is None)
    given = [score for score in scores if score is not None]
    rest = trimmed(given, drop_each_side)
    return PanelScore(missing, mean(rest) if rest and not missing else None)


def small_panel_mean(scores: Sequence[Fraction], equidistant: Literal["higher", "lower"]) -> Fraction:
    """Average a small panel: two plainly, of three the closest pair, from four on without both ends.

    `equidistant` names the pair of three that counts when both gaps are equal (IJRU Technical Manual 3.0.0).
    """
    ordered = sorted(scores)
    if len(ordered) <= _PLAIN_UP_TO:
        return mean(ordered)
    if len(ordered) > _PLAIN_UP_TO + 1:
        return mean(trimmed(ordered, 1))
    low, middle, high = ordered
    lower_gap, higher_gap = middle - low, high - middle
    if lower_gap == higher_gap:
        return mean([middle, high] if equidistant == "higher" else [low, middle])
    return mean([low, middle] if lower_gap < higher_gap else [middle, high])


def deviation_checked(
    scores: Sequence[Fraction | None], drop_each_side: int, tolerance: Sequence[Tolerance]
) -> tuple[Fraction, bool]:
    """Average the middle marks, or all of them and a flag when the middle spreads too far.

    A judge who is missing gets the mean of the given marks. The rows of `tolerance` fall by `reached`
    (FIG Aerobic Code of Points 6.1).
    """
    given = [score for score in scores if score is not None]
    stand_in = mean(given)
    full = [stand_in if score is None else score for score in scores]
    middle = trimmed(full, drop_each_side)
    average = mean(middle)
    gap = next((row.gap for row in tolerance if average >= row.reached), None)
    flagged = gap is not None and middle[-1] - middle[0] > gap
    return (mean(full) if flagged else average), flagged


def performance(
    scores: Sequence[Fraction], drop_each_side: int, deductions: Sequence[Fraction], floor: Fraction | None
) -> Fraction:
    """Trim and average the panel, take every deduction once, stay at or above `floor`."""
    result = mean(trimmed(scores, drop_each_side)) - sum(deductions, Fraction(0))
    return result if floor is None else max(result, floor)


def judgement(max_mark: Fraction, scores: Sequence[int], max_spread: int) -> Fraction | None:
    """Turn marks of 0 to 3 into `max_mark` x mean / 3; None when the judges are too far apart."""
    if max(scores) - min(scores) > max_spread:
        return None
    return max_mark * mean([Fraction(score) for score in scores]) / _JUDGEMENT_TOP


def measured(nominal: Fraction, ladder: Sequence[Step], value: Fraction | None) -> Fraction | None:
    """Give the mark of the first step whose distance is kept (limit included), 0 beyond, None for None."""
    if value is None:
        return None
    distance = abs(value - nominal)
    return next((step.mark for step in ladder if distance <= step.within), Fraction(0))
