"""What a live board may show before the end, and in which steps a ceremony reveals a ranking.

Vocabulary: an entrant is *finished* when every mark is in; *held back* are the last ones to finish, whose totals the
public learns at the ceremony.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from deqing_events.domain.ranking import Place


class Reveal(StrEnum):
    """How much one tap reveals: one row, or every row of one prize."""

    ROW = "row"
    PRIZE = "prize"


def shown_in_time(finished: Mapping[str, dt.datetime], entrants: int, hold_back: int) -> list[str]:
    """Return the ids the board may show, the first to finish first; ``finished`` is id to instant.

    With ``hold_back`` above 0 the last so many of all ``entrants`` stay hidden, however many have finished by now. Of
    two that finished at one instant the smaller id comes first.
    """
    order = sorted(finished, key=lambda id_: (finished[id_], id_))
    return order[: max(entrants - hold_back, 0)] if hold_back else order


def is_due(shown: int, entrants: int, hold_back: int) -> bool:
    """Tell whether the board has shown everything it may show before the ceremony."""
    return hold_back > 0 and shown >= max(entrants - hold_back, 0)


def ranks_among(places: Sequence[Place], shown: frozenset[str]) -> list[tuple[str, int, bool]]:
    """Return (id, rank, tied) of those shown as if nobody else competed, so that no gap tells of the others."""
    result: list[tuple[str, int, bool]] = []
    rest = (place for place in places if place.id in shown)
    for _, group in groupby(rest, key=lambda place: place.rank):
        members, rank = list(group), len(result) + 1
        result.extend((place.id, rank, len(members) > 1) for place in members)
    return result


def steps(awards: Sequence[str | None], tiers: Sequence[str], by: Reveal) -> list[tuple[int, ...]]:
    """Return which rows each tap reveals, from the bottom up; rows are indexes in place order.

    By prize: first all rows without one, then the prizes from the last of ``tiers`` to the first.
    """
    if by is Reveal.ROW:
        return [(index,) for index in reversed(range(len(awards)))]
    order = [None, *reversed(tiers)]
    taken = [tuple(index for index, award in enumerate(awards) if award == tier) for tier in order]
    return [rows for rows in taken if rows]
