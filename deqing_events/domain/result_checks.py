"""Checks before a result counts: two blind entries that agree, and a sample looked at again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.draw import drawn
from deqing_events.domain.rounding import Rounding, number, whole

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """Cells that differ or are missing, sorted; confirmed only by two people who agree on everything."""

    conflicts: tuple[str, ...]
    missing: tuple[str, ...]
    same_user: bool

    @property
    def confirmable(self) -> bool:
        """Whether nothing stands against confirming."""
        return not (self.conflicts or self.missing or self.same_user)


@dataclass(frozen=True, slots=True)
class Review:
    """How many results to look at again, the exact error rate in percent, and whether to look at all."""

    sample: int
    rate: Fraction | None
    full_review: bool


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """All of the top, `spot_percent` of the rest rounded up; above `threshold_percent` errors everything."""

    top_all: int
    spot_percent: int
    threshold_percent: int


def compare_entries(
    required: Collection[str],
    first: tuple[str, Mapping[str, str | None]],
    second: tuple[str, Mapping[str, str | None]],
) -> DoubleEntry:
    """Compare two entries, each (user, cells). 9.2 equals 9.20, 0 is a mark, None is missing."""
    (one_user, one), (other_user, other) = first, second
    cells = sorted(set(one) | set(other))
    conflicts = tuple(cell for cell in cells if _differ(one.get(cell), other.get(cell)))
    missing = tuple(cell for cell in sorted(required) if one.get(cell) is None or other.get(cell) is None)
    return DoubleEntry(conflicts, missing, one_user == other_user)


def review(results: int, errors: int, rule: ReviewRule) -> Review:
    """Size the sample for so many results and judge the errors found in it; the threshold itself is fine."""
    rest = max(0, results - rule.top_all)
    spot = whole(Fraction(rest * rule.spot_percent, _PERCENT), Rounding.CEIL)
    sample = min(results, rule.top_all) + spot
    rate = Fraction(errors * _PERCENT, sample) if sample else None
    return Review(sample, rate, rate is not None and rate > rule.threshold_percent)


def sample_of(seed: str, codes: Collection[str], size: int) -> tuple[str, ...]:
    """Return which entrants are compared with the paper: the first of a draw by the recorded seed, at most ``size``."""
    return drawn(seed, sorted(codes)).order[:size]


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other and _value(one) != _value(other)


def _value(text: str) -> Fraction | str:
    """Return what a mark says: its number, or its word (a measurement that failed, an attempt not finished)."""
    try:
        return number(text)
    except ValueError:
        return text
