"""Order by named keys, and say which key decided.

A ranking is a list of *places*: the rank, whether it is shared, the key that separates it from the group
above, and the id. Ranks are standard (1, 2, 2, 4). A tie is never broken silently: only a recorded draw
splits a group that is equal in every key.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

DRAW = "draw"
LONGEST_UNIT_BITS = 128


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to compare, by id. A value that is not there (None) comes last either way."""

    name: str
    values: Mapping[str, Fraction | None]
    lower_first: bool = False

    def position(self, entrant: str) -> tuple[bool, Fraction]:
        """Return what to sort by, smallest first."""
        value = self.values[entrant]
        if value is None:
            return True, Fraction(0)
        return False, value if self.lower_first else -value


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a ranking; `decided_by` is None at the top."""

    rank: int
    tied: bool
    decided_by: str | None
    id: str


@dataclass(frozen=True, slots=True)
class RankStyles:
    """The same scores ranked 1224, 1334, 1223 and with shared places averaged; None has no rank."""

    standard: tuple[int | None, ...]
    modified: tuple[int | None, ...]
    dense: tuple[int | None, ...]
    fractional: tuple[Fraction | None, ...]


def groups(ids: Sequence[str], keys: Sequence[Key]) -> list[tuple[str, ...]]:
    """Return groups equal in every key, best first, inside a group by id (code points)."""
    columns = [_whole(key, ids) for key in keys]
    positions = dict(zip(ids, zip(*columns, strict=True) if columns else [()] * len(ids), strict=True))
    ordered = sorted(ids, key=lambda entrant: (positions[entrant], entrant))
    return [tuple(members) for _, members in groupby(ordered, key=positions.__getitem__)]


def _whole(key: Key, ids: Sequence[str]) -> list[int]:
    """Return where each value of a key stands, smallest first: whole numbers compare sooner than fractions."""
    values = [key.values[entrant] for entrant in ids]
    unit = _common([value for value in values if value is not None])
    if unit is None:
        ordered = sorted({value for value in values if value is not None}, reverse=not key.lower_first)
        steps: dict[Fraction | None, int] = {value: step for step, value in enumerate(ordered)}
        steps[None] = len(ordered)
        return [steps[value] for value in values]
    sign = unit if key.lower_first else -unit
    places = [None if value is None else value.numerator * (sign // value.denominator) for value in values]
    last = max((place for place in places if place is not None), default=0) + 1
    return [last if place is None else place for place in places]


def _common(values: Sequence[Fraction]) -> int | None:
    """Return what makes all values whole, or None where that would be a very long number."""
    unit = 1
    for denominator in {value.denominator for value in values}:
        unit = math.lcm(unit, denominator)
        if unit.bit_length() > LONGEST_UNIT_BITS:
            return None
    return unit


def settled(tied: Sequence[tuple[str, ...]], draws: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Split each group by the first recorded draw that has exactly its members.

    The first, not the last: drawing again until the order pleases must not change anything.
    """
    result: list[tuple[str, ...]] = []
    for members in tied:
        drawn = next((draw for draw in draws if sorted(draw) == sorted(members)), None)
        result.extend([members] if drawn is None else [(entrant,) for entrant in drawn])
    return result


def first_difference(first: str, second: str, keys: Sequence[Key]) -> Key | None:
    """Return the first key in which the two are not equal."""
    return next((key for key in keys if key.values[first] != key.values[second]), None)


def places(ordered: Sequence[tuple[str, ...]], keys: Sequence[Key]) -> list[Place]:
    """Give each group its rank and name the key that separates each from the one above."""
    result: list[Place] = []
    above: str | None = None
    for members in ordered:
        rank = len(result) + 1
        decided_by = None
        if above is not None:
            key = first_difference(above, members[0], keys)
            decided_by = DRAW if key is None else key.name
        result.extend(Place(rank, len(members) > 1, decided_by, entrant) for entrant in members)
        above = members[-1]
    return result


def ranked(ids: Sequence[str], keys: Sequence[Key], draws: Sequence[Sequence[str]] = ()) -> list[Place]:
    """Order, settle by draws, number: the whole way in one call."""
    return places(settled(groups(ids, keys), draws), keys)


def duel(keys: Sequence[Key], first: str, second: str) -> tuple[str | None, str | None]:
    """Compare two ids key by key: the winner and the deciding key, both None when nothing differs."""
    key = first_difference(first, second, keys)
    if key is None:
        return None, None
    return (first if key.position(first) < key.position(second) else second), key.name


def weighted_total(
    marks: Mapping[str, Fraction], weights: Mapping[str, Fraction], bonus: Fraction = Fraction(0)
) -> Fraction:
    """Add weight x part and the bonus, exact and not clamped; KeyError when a weighted part has no mark."""
    return sum((weight * marks[part] for part, weight in weights.items()), bonus)


def styles(scores: Sequence[Fraction | None], *, higher_is_better: bool) -> RankStyles:
    """Rank the scores in all four styles."""
    given = [score for score in scores if score is not None]
    steps = sorted(set(given), reverse=higher_is_better)
    standard: dict[Fraction, int] = {}
    modified: dict[Fraction, int] = {}
    before = 0
    for step in steps:
        standard[step] = before + 1
        before += given.count(step)
        modified[step] = before
    return RankStyles(
        tuple(None if score is None else standard[score] for score in scores),
        tuple(None if score is None else modified[score] for score in scores),
        tuple(None if score is None else steps.index(score) + 1 for score in scores),
        tuple(None if score is None else Fraction(standard[score] + modified[score], 2) for score in scores),
    )
