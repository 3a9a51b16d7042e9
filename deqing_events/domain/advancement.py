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


@dataclass(frozen=True, slots=True)
class AdvancementRule:
    """How many go on; `level` is a place or a whole percent, `cap_percent` of the base is never passed."""

    condition: Condition
    level: int
    cap_percent: int
    base: CountFrom
    tie_at_level: TieAtLevel


def advancing(ranks: Sequence[int | None], finished: Sequence[bool], rule: AdvancementRule) -> list[int]:
    """Return the indexes that go on; without a rank or unfinished nobody does. Percents are rounded down."""
    present = [rank for rank in ranks if rank is not None]
    base = len(ranks) if rule.base is CountFrom.REGISTERED else len(present)
    level = rule.level if rule.condition is Condition.RANKING else base * rule.level // _PERCENT
    cap = base * rule.cap_percent // _PERCENT
    return [
        index
        for index, (rank, done) in enumerate(zip(ranks, finished, strict=True))
        if rank is not None and done and _goes_on(rank, rank + present.count(rank) - 1, level, cap, rule)
    ]


def _goes_on(rank: int, last: int, level: int, cap: int, rule: AdvancementRule) -> bool:
    if last > cap:
        return False
    return (rank if rule.tie_at_level is TieAtLevel.INCLUDE else last) <= level
