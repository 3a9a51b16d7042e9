"""The law of double entry (domain.md 3.1, step 4): two people type the same paper, blind to each other.

A *place* is one cell of the paper: ``<entrant id>:<criterion>``. An entry maps places to stored mark texts, None for a
cell left blank. What both typed alike is a mark; everything else is settled by somebody who typed neither.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.result_checks import compare_entries

Entry = Mapping[str, str | None]


class PaperState(StrEnum):
    """How far a paper is: nobody typed it, one did, two differ, two agree; ``late`` lacks people added afterwards."""

    EMPTY = "empty"
    ONCE = "once"
    DIFFERS = "differs"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that two entries do not fill alike; None where one left it blank, both None where both did."""

    place: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both typed alike, by place, and what has to be settled, by place."""

    equal: Mapping[str, str]
    differences: tuple[Difference, ...]


def place_of(entrant_id: int, criterion: str) -> str:
    """Return how a cell is called."""
    return f"{entrant_id}:{criterion}"


def parted(place: str) -> tuple[int, str]:
    """Return the entrant and the criterion of a place."""
    entrant_id, _, criterion = place.partition(":")
    return int(entrant_id), criterion


def compared(required: Collection[str], first: Entry, second: Entry) -> Comparison:
    """Compare two entries on the places that have to be filled; what stands elsewhere does not count.

    9.2 equals 9.20, 0 is a mark, a blank is none: a place that either left blank has to be settled as well.
    """
    wanted = sorted(required)
    one, other = ({place: entry.get(place) for place in wanted} for entry in (first, second))
    found = compare_entries(wanted, ("first", one), ("second", other))
    open_places = {*found.conflicts, *found.missing}
    equal = {place: text for place in wanted if place not in open_places and (text := one[place]) is not None}
    return Comparison(equal, tuple(Difference(place, one[place], other[place]) for place in sorted(open_places)))


def may_settle(who: str, typed_by: Collection[str]) -> bool:
    """Tell whether a person may settle what differs: never one of the two who typed, whatever their office."""
    return who not in typed_by
