"""The team league: points for places, summed per unit, ties by countback (domain.md 3.1.2).

A place earns the points of its row in the table; a finisher behind the table earns `other_finisher`. A unit
without a finisher comes last, without a rank. Countback: more first places, then more second places, ...
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class TieShare(StrEnum):
    """What tied entrants earn: the mean over the places they fill, or each the points of the shared rank."""

    AVERAGE = "average"
    RANK = "rank"


class Separation(StrEnum):
    """What puts a unit before the next one."""

    POINTS = "points"
    COUNTBACK = "countback"


@dataclass(frozen=True, slots=True)
class PointTable:
    """Points by place, first place first, and the points of every finisher after the end."""

    points: tuple[int, ...]
    other_finisher: int = 0

    def at(self, place: int) -> int:
        """Return the points of one place (1 = first); ValueError below 1."""
        if place < 1:
            raise ValueError(f"no such place: {place}")
        return self.points[place - 1] if place <= len(self.points) else self.other_finisher


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A unit's line; `rank` None and no placings when nobody of the unit finished."""

    rank: int | None
    tied: bool
    unit: str
    total: Fraction
    placings: tuple[int, ...]
    separated_from_next_by: Separation | None


def tie_points(
    positions: Mapping[str, int | None], table: PointTable, share: TieShare = TieShare.AVERAGE
) -> dict[str, Fraction]:
    """Give every entrant the points of the place; tied ones share; no place, no points."""
    held = Counter(position for position in positions.values() if position is not None)
    earned = {}
    for position, tied in held.items():
        count = tied if share is TieShare.AVERAGE else 1
        earned[position] = Fraction(sum(table.at(position + offset) for offset in range(count)), count)
    return {entrant: Fraction(0) if position is None else earned[position] for entrant, position in positions.items()}


def place_points(placings: Mapping[str, Sequence[int]], table: PointTable) -> dict[str, Fraction]:
    """Sum the points of each unit's places, every place taken as given."""
    return {unit: Fraction(sum(table.at(place) for place in own)) for unit, own in placings.items()}


def team_league(
    placings: Mapping[str, Sequence[int]], totals: Mapping[str, Fraction], *, countback: bool
) -> list[LeagueRow]:
    """Rank units by total, then countback if asked for; inside a shared rank and at the end by name."""

    def medals(unit: str) -> tuple[int, ...]:
        own = placings[unit]
        return tuple(-own.count(place) for place in range(1, deepest + 1)) if countback else ()

    finishers = [unit for unit, own in placings.items() if own]
    deepest = max((place for unit in finishers for place in placings[unit]), default=0)
    order = sorted(finishers, key=lambda unit: (-totals[unit], medals(unit), unit))
    standing = {unit: (totals[unit], medals(unit)) for unit in order}
    levels = list(standing.values())
    rows = []
    for index, unit in enumerate(order):
        mine = standing[unit]
        after = levels[index + 1] if index + 1 < len(levels) else None
        rows.append(
            LeagueRow(
                rank=levels.index(mine) + 1,
                tied=levels.count(mine) > 1,
                unit=unit,
                total=totals[unit],
                placings=tuple(sorted(placings[unit])),
                separated_from_next_by=_separation(mine, after),
            )
        )
    absent = sorted(unit for unit, own in placings.items() if not own)
    return rows + [LeagueRow(None, False, unit, Fraction(0), (), None) for unit in absent]  # noqa: FBT003 - `tied` is a field


def deciding_place(upper: Sequence[int], lower: Sequence[int]) -> tuple[int, int, int] | None:
    """Return the first place that one side won more often, with how often each did; None when they are equal."""
    for place in range(1, max([*upper, *lower], default=0) + 1):
        mine, other = upper.count(place), lower.count(place)
        if mine != other:
            return place, mine, other
    return None


def _separation(
    mine: tuple[Fraction, tuple[int, ...]], after: tuple[Fraction, tuple[int, ...]] | None
) -> Separation | None:
    if after is None or mine == after:
        return None
    return Separation.POINTS if mine[0] != after[0] else Separation.COUNTBACK
