"""Who goes on to the next round. A tied group is never cut: it goes in or stays out whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_PERCENT = 100


class Condition(StrEnum):
    """Whether the level is a place or a percent of the base."""

    RANKING = "ranking"
    PERCENT = "percent"


class CountFrom(StrEnum):
    """What percents are counted from: everyone, or those with a result."""

    REGISTERED = "registered"
    PRESENT = "present"


class TieAtLevel(StrEnum):
    """What a tied group that crosses the level does."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    DRAW = "draw"
    """Stays out until a recorded draw has split it."""


@dataclass(frozen=True, slots=True)
class AdvancementRule:
    """How many go on; `level` is a place or a whole percent, `cap_percent` of the base is never passed."""

    condition: Condition
    level: int
    cap_percent: int
    base: CountFrom
    tie_at_level: TieAtLevel

    def bounds(self, base: int) -> tuple[int, int]:
        """Return the last place that goes on, and the cap, for a base; percents are rounded down."""
        level = self.level if self.condition is Condition.RANKING else base * self.level // _PERCENT
        return level, base * self.cap_percent // _PERCENT

    def takes(self, rank: int, last: int, base: int) -> bool:
        """Tell whether a group goes on that fills the places from ``rank`` to ``last``."""
        level, cap = self.bounds(base)
        if last > cap:
            return False
        return (rank if self.tie_at_level is TieAtLevel.INCLUDE else last) <= level


def advancing(ranks: Sequence[int | None], finished: Sequence[bool], rule: AdvancementRule) -> list[int]:
    """Return the indexes that go on; without a rank or unfinished nobody does. Percents are rounded down."""
    present = [rank for rank in ranks if rank is not None]
    base = len(ranks) if rule.base is CountFrom.REGISTERED else len(present)
    return [
        index
        for index, (rank, done) in enumerate(zip(ranks, finished, strict=True))
        if rank is not None and done and rule.takes(rank, rank + present.count(rank) - 1, base)
    ]
