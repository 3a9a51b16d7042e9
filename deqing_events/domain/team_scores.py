"""Team results made of single results: the best few of a unit, or points per prize."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class BestOf:
    """The sum of the results that count, how many they are, and whether the unit has enough of them."""

    total: Fraction
    counted: int
    complete: bool


@dataclass(frozen=True, slots=True)
class PrizeSum:
    """Points of all prizes, and per item entered; `average` None when the unit entered none."""

    total: int
    average: Fraction | None


def best_of(scores: Sequence[Fraction | None], best: int) -> BestOf:
    """Sum the `best` highest results; None is no result, fewer results are summed but not complete."""
    counted = sorted((score for score in scores if score is not None), reverse=True)[:best]
    return BestOf(sum(counted, Fraction(0)), len(counted), len(counted) == best)


def prize_sum(points: Mapping[str, int], prizes: Mapping[str, int], items: int) -> PrizeSum:
    """Add the points of a unit's prizes by class; KeyError for a class without points."""
    total = sum(points[prize] * count for prize, count in prizes.items())
    return PrizeSum(total, Fraction(total, items) if items else None)
