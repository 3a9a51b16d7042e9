"""How many prizes there are and who gets them when places are shared.

Tiers run from the best (index 0) down. Groups are the tied groups in place order with everyone who cannot
receive left out already: a skipped entrant uses no prize.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from deqing_events.domain.rounding import Rounding, whole

_PERCENT = 100


class Base(StrEnum):
    """What percent prizes are counted from."""

    REGISTERED = "registered"
    ATTENDED = "attended"
    RANKED = "ranked"


class TiePolicy(StrEnum):
    """What happens to a tied group at the edge of a tier (domain.md 3.1.2)."""

    CUMULATIVE_INCLUDE = "cumulative_include"
    TIER_FIXED_INCLUDE = "tier_fixed_include"
    EXCLUDE_DOWN = "exclude_down"


@dataclass(frozen=True, slots=True)
class TierAward:
    """Tier per entrant (1 = top, 0 = none), receivers per tier, and withheld under the pass line per tier."""

    tiers: tuple[int, ...]
    counts: tuple[int, ...]
    withheld: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PassLine:
    """Scores in place order and the line a prize needs (reached is enough)."""

    scores: Sequence[Fraction]
    line: Fraction

    def below(self, index: int) -> bool:
        """Whether the entrant at this index stays under the line."""
        return self.scores[index] < self.line


def base_count(base: Base, registered: int, absent: int) -> int:
    """Count what percent prizes are taken from; attended = registered without the absent.

    ValueError for `RANKED`, which only an evaluation knows.
    """
    if base is Base.RANKED:
        raise ValueError("how many are ranked is known after the evaluation only")
    return registered - absent if base is Base.ATTENDED else registered


def quota(base: int, percent: Fraction, rounding: Rounding) -> int:
    """Return the prizes of one tier: percent of the base, rounded on its own."""
    return whole(base * percent / _PERCENT, rounding)


def tier_of_groups(sizes: Sequence[int], quotas: Sequence[int], policy: TiePolicy) -> list[int | None]:
    """Give each group (by size, best first) a tier index from 0, or None for no prize."""
    rule = {
        TiePolicy.CUMULATIVE_INCLUDE: _cumulative,
        TiePolicy.TIER_FIXED_INCLUDE: _fixed,
        TiePolicy.EXCLUDE_DOWN: _exclude,
    }[policy]
    return rule(sizes, quotas)


def award_ranks(
    ranks: Sequence[int],
    ineligible: Collection[int],
    quotas: Sequence[int],
    policy: TiePolicy,
    pass_line: PassLine | None = None,
) -> TierAward:
    """Give tiers to entrants in place order; under the pass line the prize is withheld and stays vacant."""
    eligible = [index for index in range(len(ranks)) if index not in ineligible]
    tied = [list(members) for _, members in groupby(eligible, key=lambda index: ranks[index])]
    tiers = [0] * len(ranks)
    withheld = [0] * len(quotas)
    for members, tier in zip(tied, tier_of_groups([len(m) for m in tied], quotas, policy), strict=True):
        if tier is None:
            continue
        for index in members:
            if pass_line is not None and pass_line.below(index):
                withheld[tier] += 1
            else:
                tiers[index] = tier + 1
    counts = tuple(tiers.count(tier + 1) for tier in range(len(quotas)))
    return TierAward(tuple(tiers), counts, tuple(withheld))


def within_unit_cap(tied: Sequence[Sequence[str]], units: Mapping[str, str | None], cap: int | None) -> list[list[str]]:
    """Leave out, going down, whoever would take a unit above `cap`; of tied ones of a unit all or none."""
    taken: dict[str, int] = {}
    result: list[list[str]] = []
    for members in tied:
        wanted: dict[str, int] = {}
        for entrant in members:
            unit = units[entrant]
            if unit is not None:
                wanted[unit] = wanted.get(unit, 0) + 1
        full = {unit for unit, more in wanted.items() if cap is not None and taken.get(unit, 0) + more > cap}
        result.append([entrant for entrant in members if units[entrant] not in full])
        for unit, more in wanted.items():
            taken[unit] = taken.get(unit, 0) + (0 if unit in full else more)
    return [members for members in result if members]


def _cumulative(sizes: Sequence[int], quotas: Sequence[int]) -> list[int | None]:
    edges = [sum(quotas[: tier + 1]) for tier in range(len(quotas))]
    result: list[int | None] = []
    before = 0
    for size in sizes:
        result.append(next((tier for tier, edge in enumerate(edges) if before + 1 <= edge), None))
        before += size
    return result


def _fixed(sizes: Sequence[int], quotas: Sequence[int]) -> list[int | None]:
    left = list(quotas)
    result: list[int | None] = []
    tier = 0
    for size in sizes:
        while tier < len(left) and left[tier] <= 0:
            tier += 1
        result.append(tier if tier < len(left) else None)
        if tier < len(left):
            left[tier] -= size
    return result


def _exclude(sizes: Sequence[int], quotas: Sequence[int]) -> list[int | None]:
    left = list(quotas)
    result: list[int | None] = []
    tier = 0
    for size in sizes:
        while tier < len(left) and size > left[tier]:
            tier += 1
        result.append(tier if tier < len(left) else None)
        if tier < len(left):
            left[tier] -= size
    return result
