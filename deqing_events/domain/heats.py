"""Heats and stations: who starts when, so that no person, judge or station is used twice at once (domain.md 3.2).

Vocabulary: a *span* is half open, start included and end not, in whole seconds of one clock. A *use* binds a resource
(a person, a judge, a station) for a span; ``gap`` seconds of rest must lie between two uses of the same resource.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from deqing_events.domain.slots import clash

Span = tuple[int, int]
"""Start and end in seconds, the end not included."""


@dataclass(frozen=True, slots=True)
class Use:
    """A resource bound for a span. ``what`` names the resource, ``where`` the use (a heat) for people to read."""

    what: str
    where: str
    span: Span
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Two uses of one resource that overlap, or (``rest``) that leave too little time between them."""

    first: Use
    second: Use
    rest: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Who starts in which heat; ``left`` could be placed in none, in the given order."""

    heats: Mapping[str, str]
    left: tuple[str, ...]


def clashes(uses: Collection[Use]) -> tuple[Clash, ...]:
    """Return every pair of uses of the same resource that clash, by resource and start."""
    by_resource: dict[str, list[Use]] = {}
    for use in sorted(uses, key=lambda use: (use.what, use.span, use.where)):
        by_resource.setdefault(use.what, []).append(use)
    pairs = (pair for rows in by_resource.values() for pair in combinations(rows, 2))
    return tuple(
        Clash(first, second, rest=not clash(first.span, second.span))
        for first, second in pairs
        if clash(first.span, second.span, max(first.gap, second.gap))
    )


def planned(
    order: Sequence[str],
    heats: Sequence[tuple[str, Span]],
    room: Mapping[str, int],
    busy: Mapping[str, Collection[Span]],
    gap: int,
) -> Plan:
    """Place entrants in heats, the first drawn as early as possible.

    ``room`` says how many places of a heat are free. ``busy`` maps an entrant to the spans in which somebody of it is
    needed elsewhere; ``gap`` seconds must lie between those and the heat. Whoever finds every fitting heat full makes
    earlier ones move where that helps: as many are placed as any arrangement can place.
    """
    fitting = {
        entrant: [key for key, span in heats if not any(clash(span, other, gap) for other in busy.get(entrant, ()))]
        for entrant in order
    }
    held: dict[str, list[str]] = {key: [] for key, _ in heats}
    left = tuple(entrant for entrant in order if not _seat(entrant, fitting, held, room))
    return Plan({entrant: key for key, people in held.items() for entrant in people}, left)


def _seat(
    entrant: str, fitting: Mapping[str, Sequence[str]], held: dict[str, list[str]], room: Mapping[str, int]
) -> bool:
    """Seat somebody in the first fitting heat with room; else along the shortest chain of moves that makes room."""
    came_from: dict[str, tuple[str, str | None]] = dict.fromkeys(fitting[entrant], (entrant, None))
    waiting = list(fitting[entrant])
    for key in waiting:
        if len(held[key]) < room[key]:
            _shift(key, came_from, held)
            return True
        for other in reversed(held[key]):
            for better in fitting[other]:
                if better not in came_from:
                    came_from[better] = (other, key)
                    waiting.append(better)
    return False


def _shift(key: str, came_from: Mapping[str, tuple[str, str | None]], held: dict[str, list[str]]) -> None:
    target: str | None = key
    while target is not None:
        entrant, source = came_from[target]
        if source is not None:
            held[source].remove(entrant)
        held[target].append(entrant)
        target = source


def spread(people: Sequence[str], stations: Sequence[str], shuffle: Callable[[list[str]], None]) -> dict[str, str]:
    """Give the people of one heat different stations in an order that ``shuffle`` decides.

    Raises ValueError when there are more people than stations.
    """
    if len(people) > len(stations):
        raise ValueError("more people than stations")
    mixed = list(stations)
    shuffle(mixed)
    return dict(zip(people, mixed, strict=False))
