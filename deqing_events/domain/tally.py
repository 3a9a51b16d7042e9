"""From facts to figures, and to the lines that add up to each figure (indicators.md, first paragraph).

A figure is counted in one pass (``figures``); its lines are made by another way (``lines``), so that their agreement is
worth showing. A rate keeps its numerator and denominator; a denominator of 0 gives no rate.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from deqing_events.domain.identity import Gender
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Facts
from deqing_events.domain.participation_rows import Participant, Score, SignUp
from deqing_events.domain.rounding import shown as shown_number

NO_VALUE = "—"
YES = "yes"
PERCENT = 100


class Count(NamedTuple):
    """A figure: ``amount``, and for a rate its denominator in ``base``."""

    amount: int
    base: int | None = None

    @property
    def rate(self) -> Fraction | None:
        """The exact quotient; None without a denominator, or with a denominator of 0."""
        return Fraction(self.amount, self.base) if self.base else None

    @property
    def text(self) -> str:
        """The figure as people read it: ``3,967``, ``66.7%`` (half up), or a dash where there is no rate."""
        if self.base is None:
            return f"{self.amount:,}"
        return NO_VALUE if self.rate is None else f"{shown_number(self.rate * PERCENT, 1)}%"


class Line(NamedTuple):
    """One row behind a figure. ``thing`` says what ``id`` names; id None is the unresolved rest, which counts 0.

    ``base`` is the denominator's part of a rate; ``times`` the person-times of a unit or union; ``hosted`` its events.
    """

    thing: str
    id: int | None
    amount: int
    base: int = 0
    times: int = 0
    hosted: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of some facts. ``unresolved`` is the person-times without a known unit."""

    sessions: int
    registrations: int
    shown: int
    walk_ins: int
    person_times: int
    women: int
    gender_unknown: int
    migrants: int
    migrant_unknown: int
    persons: int
    units: int
    unions: int
    unresolved: int

    def count(self, measure: Measure) -> Count:
        """Return the figure of a measure of events and people."""
        if measure is Measure.SHOW_RATE:
            return Count(self.shown, self.registrations)
        return Count(self.sessions if measure is Measure.EVENTS else getattr(self, measure.value))


def figures(facts: Facts) -> Figures:
    """Count everything in some facts."""
    people, competitors = facts.participants, facts.competitors
    kinds = Counter(map(_SIGN_UP_KIND, facts.sign_ups))
    genders, migrants = Counter(map(attrgetter("gender"), people)), Counter(map(attrgetter("migrant"), people))
    units = Counter(map(_UNIT, (*people, *competitors)))
    unions = {*map(_UNION, people), *map(_UNION, competitors), *map(_UNION, facts.events)}
    shown = kinds[True, False, True]
    return Figures(
        sessions=len(facts.events),
        registrations=shown + kinds[True, False, False],
        shown=shown,
        walk_ins=kinds[True, True, True] + kinds[True, True, False],
        person_times=len(people),
        women=genders[Gender.FEMALE],
        gender_unknown=genders[""],
        migrants=migrants[YES],
        migrant_unknown=migrants[""],
        persons=len({*map(attrgetter("person_key"), people)}),
        units=len(units.keys() - {None}),
        unions=len(unions - {None}),
        unresolved=units[None],
    )


_SIGN_UP_KIND = attrgetter("approved", "walk_in", "checked_in")
_UNIT, _UNION = attrgetter("unit_id"), attrgetter("union_id")


def _is_approved(row: SignUp) -> bool:
    return row.approved and not row.walk_in


def _is_walk_in(row: SignUp) -> bool:
    return row.approved and row.walk_in


PEOPLE: Mapping[Measure, Callable[[Participant], bool]] = {
    Measure.PERSON_TIMES: lambda _: True,
    Measure.WOMEN: lambda row: row.gender == Gender.FEMALE,
    Measure.GENDER_UNKNOWN: lambda row: not row.gender,
    Measure.MIGRANTS: lambda row: row.migrant == YES,
    Measure.MIGRANT_UNKNOWN: lambda row: not row.migrant,
}
SIGN_UPS: Mapping[Measure, Callable[[SignUp], bool]] = {
    Measure.REGISTRATIONS: _is_approved,
    Measure.SHOW_RATE: _is_approved,
    Measure.WALK_INS: _is_walk_in,
}


def members(measure: Measure, facts: Facts) -> tuple[Participant | SignUp | Score, ...]:
    """Return the people (and competitors, where units or unions count) behind a figure, one row each."""
    if measure in SIGN_UPS:
        return tuple(row for row in facts.sign_ups if SIGN_UPS[measure](row))
    if measure is Measure.PERSONS:
        return tuple(first_times(facts))
    if measure in {Measure.UNITS, Measure.UNIONS}:
        return (*facts.participants, *facts.competitors)
    wanted = PEOPLE.get(measure, PEOPLE[Measure.PERSON_TIMES])
    return tuple(row for row in facts.participants if wanted(row))


def first_times(facts: Facts) -> Iterable[Participant]:
    """Return each person once, in the earliest event they took part in (ties: the lower event id)."""
    found: dict[str, Participant] = {}
    for row in sorted(facts.participants, key=lambda row: (facts.known[row.event_id].day, row.event_id)):
        found.setdefault(row.person_key, row)
    return found.values()


def lines(measure: Measure, facts: Facts) -> list[Line]:
    """Return the rows that add up to a figure: events (the latest first), units or unions (the most times first)."""
    if measure is Measure.UNITS:
        times = Counter(row.unit_id for row in members(measure, facts))
        return _parties("unit", times, Counter())
    if measure is Measure.UNIONS:
        times = Counter(row.union_id for row in members(measure, facts))
        return _parties("union", times, Counter(event.union_id for event in facts.events))
    if measure is Measure.EVENTS:
        found = [Line("event", event.id, 1) for event in facts.events]
    elif measure is Measure.SHOW_RATE:
        rows = [row for row in facts.sign_ups if _is_approved(row)]
        bases, amounts = Counter(row.event_id for row in rows), Counter(row.event_id for row in rows if row.checked_in)
        found = [Line("event", event_id, amounts[event_id], base) for event_id, base in bases.items()]
    else:
        counts = Counter(row.event_id for row in members(measure, facts))
        found = [Line("event", event_id, amount) for event_id, amount in counts.items()]
    return sorted(found, key=lambda line: (facts.known[line.id or 0].day, line.id or 0), reverse=True)


def _parties(thing: str, times: Counter[int | None], hosted: Counter[int | None]) -> list[Line]:
    ids = sorted((times.keys() | hosted.keys()) - {None}, key=lambda key: (-times[key], -hosted[key], key or 0))
    found = [Line(thing, key, 1, times=times[key], hosted=hosted[key]) for key in ids]
    return [*found, Line(thing, None, 0, times=times[None])] if times[None] else found


def agrees(count: Count, rows: Iterable[Line]) -> bool:
    """Tell whether lines add up to a figure, numerator and denominator both."""
    rows = list(rows)
    return sum(row.amount for row in rows) == count.amount and sum(row.base for row in rows) == (count.base or 0)
