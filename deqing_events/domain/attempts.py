"""Several timed attempts, lower is better (WCA Regulations 9f). DNF and DNS are worse than any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.ranking import Key, Place, ranked
from deqing_events.domain.rounding import whole


class NoResult(StrEnum):
    """An attempt without a time."""

    DNF = "DNF"
    DNS = "DNS"


Attempt = int | NoResult | None
"""A time in any one unit, no result, or None for still to come."""


@dataclass(frozen=True, slots=True)
class AttemptsResult:
    """`best` None before any attempt, `average` None while any is to come; DNF where there is no time."""

    best: int | NoResult | None
    average: int | NoResult | None


def attempts_result(attempts: Sequence[Attempt], drop_best: int, drop_worst: int) -> AttemptsResult:
    """Find the best time, and the mean of what is left after dropping both ends, half up to a whole number."""
    times = sorted(attempt for attempt in attempts if isinstance(attempt, int))
    to_come = any(attempt is None for attempt in attempts)
    best: int | NoResult | None = times[0] if times else None if to_come else NoResult.DNF
    if to_come:
        return AttemptsResult(best, None)
    failed = len(attempts) - len(times)
    counted = times[drop_best : len(attempts) - drop_worst]
    if failed > drop_worst or not counted:
        return AttemptsResult(best, NoResult.DNF)
    return AttemptsResult(best, whole(Fraction(sum(counted), len(counted))))


def rank_attempts(rows: Mapping[str, Sequence[Attempt]], drop_best: int, drop_worst: int) -> list[Place]:
    """Rank by average, then by best attempt; what has no time comes after all that have one."""
    results = {id_: attempts_result(row, drop_best, drop_worst) for id_, row in rows.items()}
    average = Key("average", {id_: _time(result.average) for id_, result in results.items()}, lower_first=True)
    best = Key("best", {id_: _time(result.best) for id_, result in results.items()}, lower_first=True)
    return ranked(list(rows), [average, best])


def _time(value: int | NoResult | None) -> Fraction | None:
    return Fraction(value) if isinstance(value, int) else None
