"""Medals by a window: who is as good as the best of a colour shares its medal (WorldSkills style).

Two golds use up the silver, three or more the bronze too; two or more silvers use up the bronze.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_COLOURS = 3


@dataclass(frozen=True, slots=True)
class Medals:
    """The scores that get each medal, best first."""

    gold: tuple[int, ...]
    silver: tuple[int, ...]
    bronze: tuple[int, ...]


def medals(scores: Sequence[int], window: Fraction) -> Medals:
    """Give the medals of a group; ``window`` is how far below the best of a colour still gets it."""
    left = sorted(scores, reverse=True)
    given: list[tuple[int, ...]] = []
    while len(given) < _COLOURS:
        winners = tuple(score for score in left if score >= left[0] - window)
        left = left[len(winners) :]
        used_up = min(max(len(winners) - 1, 0), _COLOURS - 1 - len(given))
        given += [winners] + [()] * used_up
    return Medals(*given)
