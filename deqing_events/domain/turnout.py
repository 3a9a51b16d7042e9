"""How many came, through which gate, from where and in which minute: counted from the movements of one list alone.

Vocabulary: a *move* is a scan that counts, in or out. Somebody is *admitted* by their first entry and *inside* while
their latest move is an entry; of an entry and an exit at one instant the exit came after. Every table of a turnout adds
up to the same totals, whatever order the moves are given in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BIN_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240)
MOST_BINS = 40


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is on the list (``expected``) or came in without being on it."""

    id: int
    unit: str
    delegation: str
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """One counting scan; ``order`` tells scans of one instant apart."""

    person: int
    at: datetime
    order: int
    entry: bool
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One gate, workplace or delegation. ``registered`` is 0 for a gate: nobody is expected at one."""

    name: str
    registered: int
    admitted: int
    inside: int


@dataclass(frozen=True, slots=True)
class Minute:
    """What happened in one minute, and how many were inside at its end. ``admitted`` are first entries."""

    at: datetime
    admitted: int
    entries: int
    exits: int
    inside: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """All numbers of a list."""

    registered: int
    admitted: int
    inside: int
    gates: tuple[Line, ...]
    units: tuple[Line, ...]
    delegations: tuple[Line, ...]
    minutes: tuple[Minute, ...]


def turnout(people: Sequence[Person], moves: Iterable[Move]) -> Turnout:
    """Count the moves of a list; each move's person is among ``people``."""
    ordered = sorted(moves, key=lambda move: (move.at, not move.entry, move.order))
    first: dict[int, Move] = {}
    latest: dict[int, Move] = {}
    for move in ordered:
        latest[move.person] = move
        if move.entry:
            first.setdefault(move.person, move)
    inside = {person: move for person, move in latest.items() if move.entry}
    return Turnout(
        registered=sum(person.expected for person in people),
        admitted=len(first),
        inside=len(inside),
        gates=_by_gate(first.values(), inside.values()),
        units=_lines(people, first, inside, lambda person: person.unit),
        delegations=_lines(people, first, inside, lambda person: person.delegation),
        minutes=_minutes(ordered, first),
    )


def binned(minutes: Sequence[Minute], most: int = MOST_BINS) -> tuple[int, tuple[Minute, ...]]:
    """Return the minutes of one day added up in even steps, empty ones too, and how many minutes a step has.

    The step is the smallest with which at most ``most`` remain; more than that only if the day were longer than a day.
    """
    if not minutes:
        return BIN_MINUTES[0], ()
    size = next((size for size in BIN_MINUTES if _steps(minutes, size) <= most), BIN_MINUTES[-1])
    start, found = _floor(minutes[0].at, size), []
    held = 0
    rest = list(minutes)
    while rest:
        end = start + timedelta(minutes=size)
        part = [minute for minute in rest if minute.at < end]
        rest = rest[len(part) :]
        held = part[-1].inside if part else held
        found.append(Minute(start, _sum(part, "admitted"), _sum(part, "entries"), _sum(part, "exits"), held))
        start = end
    return size, tuple(found)


def _sum(minutes: Iterable[Minute], what: str) -> int:
    return sum(getattr(minute, what) for minute in minutes)


def _steps(minutes: Sequence[Minute], size: int) -> int:
    return (_floor(minutes[-1].at, size) - _floor(minutes[0].at, size)) // timedelta(minutes=size) + 1


def _floor(at: datetime, size: int) -> datetime:
    of_day = at.hour * 60 + at.minute
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=of_day - of_day % size)


def _by_gate(first: Iterable[Move], inside: Iterable[Move]) -> tuple[Line, ...]:
    admitted, within = Counter(move.gate for move in first), Counter(move.gate for move in inside)
    lines = (Line(gate, 0, admitted[gate], within[gate]) for gate in admitted.keys() | within.keys())
    return tuple(sorted(lines, key=lambda line: (-line.admitted, line.name)))


def _lines(
    people: Sequence[Person], first: dict[int, Move], inside: dict[int, Move], name: Callable[[Person], str]
) -> tuple[Line, ...]:
    registered = Counter(name(person) for person in people if person.expected)
    admitted = Counter(name(person) for person in people if person.id in first)
    within = Counter(name(person) for person in people if person.id in inside)
    lines = (Line(key, registered[key], admitted[key], within[key]) for key in registered.keys() | admitted.keys())
    return tuple(sorted(lines, key=lambda line: (-line.registered, -line.admitted, line.name)))


def _minutes(ordered: Sequence[Move], first: dict[int, Move]) -> tuple[Minute, ...]:
    found: dict[datetime, list[int]] = {}
    within: set[int] = set()
    for move in ordered:
        (within.add if move.entry else within.discard)(move.person)
        counts = found.setdefault(move.at.replace(second=0, microsecond=0), [0, 0, 0, 0])
        counts[0] += first.get(move.person) is move
        counts[1] += move.entry
        counts[2] += not move.entry
        counts[3] = len(within)
    return tuple(Minute(at, *counts) for at, counts in found.items())
