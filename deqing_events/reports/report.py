"""One report: the figures of a period inside somebody's reach, with the lines and parts behind each of them."""

import functools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from deqing_events.domain.indicators import INDICATORS, Indicator
from deqing_events.domain.measures import EVERYTHING, Selection
from deqing_events.domain.participation import Dimension, Facts, Key
from deqing_events.domain.periods import Period, months_of
from deqing_events.domain.registers import Registers, register_count, register_lines
from deqing_events.domain.tally import Count, Figures, Line, agrees, figures, lines, members
from deqing_events.reports import queries
from deqing_events.reports.queries_people import Person


@dataclass(frozen=True, eq=False)
class Report:
    """Facts and registers of a period, already narrowed; ``filters`` are the names of the filters set."""

    period: Period
    facts: Facts
    registers: Registers
    filters: frozenset[str] = frozenset()

    @functools.cached_property
    def _figures(self) -> dict[Selection, Figures]:
        return {}

    @functools.cached_property
    def _parts(self) -> dict[tuple[Selection, Dimension], dict[Key, Figures]]:
        return {}

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators for which every filter set means something."""
        return [indicator for indicator in INDICATORS if self.filters <= indicator.filters]

    def selected(self, indicator: Indicator) -> Facts:
        """Return the facts an indicator looks at."""
        return self._selected(indicator.selection)

    def _selected(self, selection: Selection) -> Facts:
        return self.facts if selection == EVERYTHING else self.facts.of_events(selection.takes)

    def count(self, indicator: Indicator) -> Count:
        """Return the value of an indicator."""
        if not indicator.is_tallied:
            return register_count(indicator.measure, self.registers, self.period)
        return self._counted(indicator.selection).count(indicator.measure)

    def lines(self, indicator: Indicator) -> list[Line]:
        """Return the lines that add up to it."""
        if not indicator.is_tallied:
            return register_lines(indicator.measure, self.registers, self.period)
        return lines(indicator.measure, self.selected(indicator))

    def agrees(self, indicator: Indicator) -> bool:
        """Tell whether its lines add up to its value."""
        return agrees(self.count(indicator), self.lines(indicator))

    def people(self, indicator: Indicator, line: Line) -> list[Person]:
        """Return the people behind one line of an indicator."""
        held = members(indicator.measure, self.selected(indicator))
        if line.thing == "event":
            return [row for row in held if row.event_id == line.id]
        if line.thing == "unit":
            return [row for row in held if row.unit_id == line.id]
        return [row for row in held if row.union_id == line.id]

    def parts(self, indicator: Indicator, by: Dimension) -> dict[Key, Count]:
        """Return an indicator's value in each line of a breakdown; nothing for what has no such lines."""
        if indicator.is_tallied:
            found = {key: part.count(indicator.measure) for key, part in self._split(indicator.selection, by).items()}
            return {key: count for key, count in found.items() if count.amount or count.base}
        held = self.registers
        places = {
            (thing, row.id): row.township_id
            for thing, rows in (("union", held.unions), ("unit", held.covered), ("centre", held.centres))
            for row in rows
        }
        if by is not Dimension.TOWNSHIP or "town" not in indicator.filters:
            return {}
        towns = Counter(places[line.thing, line.id or 0] for line in self.lines(indicator))
        return {town: Count(amount) for town, amount in towns.items()}

    def table(self, by: Dimension) -> dict[Key, Figures]:
        """Return every figure of §3 in each line of a breakdown."""
        return self._split(EVERYTHING, by)

    def _split(self, selection: Selection, by: Dimension) -> dict[Key, Figures]:
        if (selection, by) not in self._parts:
            parts = self._selected(selection).split(by)
            self._parts[selection, by] = {key: figures(part) for key, part in parts.items()}
        return self._parts[selection, by]

    @property
    def total(self) -> Figures:
        """Every figure of §3 over everything, each person and unit once."""
        return self._counted(EVERYTHING)

    def _counted(self, selection: Selection) -> Figures:
        if selection not in self._figures:
            self._figures[selection] = figures(self._selected(selection))
        return self._figures[selection]

    @property
    def months(self) -> list[str]:
        """The months of the period."""
        return list(months_of(self.period))


def report(
    period: Period,
    narrowing: queries.Narrowing,
    towns: Collection[int | None] | None,
    filters: frozenset[str] = frozenset(),
) -> Report:
    """Compute a report; ``towns`` None is the whole county. What counts is decided before it is narrowed to towns."""
    facts, registers = queries.facts(period, narrowing), queries.registers(narrowing)
    if towns is not None:
        facts, registers = facts.of_townships(towns), registers.of_townships(towns)
        filters |= {"town"}
    return Report(period, facts, registers, filters)
