"""Finding the unit that a row names, never by a guess (domain.md §4.4 rule 6)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from deqing_events.domain.roster.codes import UnitMatch
from deqing_events.domain.text import Cell, compact, compact_cell

_TOWNSHIP_SUFFIX = re.compile("(?<=.)(?:镇|街道)$")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A known unit: its code, its two names and the name of its township (empty when unknown)."""

    code: str
    full_name: str
    short_name: str = ""
    township: str = ""


def township_stem(name: str) -> str:
    """Return a township's name without 镇 or 街道, compact, so that 武康 and 武康街道 are equal."""
    return _TOWNSHIP_SUFFIX.sub("", compact(name))


class UnitIndex:
    """Answers which unit a cell means: by full name, by short name, by short name and township."""

    def __init__(self, units: Iterable[UnitName]) -> None:
        self._full: dict[str, list[UnitName]] = defaultdict(list)
        self._short: dict[str, list[UnitName]] = defaultdict(list)
        for unit in units:
            self._full[compact(unit.full_name)].append(unit)
            if unit.short_name:
                self._short[compact(unit.short_name)].append(unit)

    def match(self, name: Cell, township: Cell) -> tuple[UnitMatch, str | None]:
        """Return how the unit was found and its code; no code when it was not."""
        text = compact_cell(name)
        if not text:
            return UnitMatch.MISSING, None
        if text in self._full:
            return _one_of(self._full[text], compact_cell(township), UnitMatch.FULL, UnitMatch.FULL)
        if text in self._short:
            by_township = UnitMatch.SHORT_BY_TOWNSHIP
            return _one_of(self._short[text], compact_cell(township), UnitMatch.SHORT, by_township)
        return UnitMatch.UNKNOWN, None


def _one_of(units: list[UnitName], township: str, alone: UnitMatch, settled: UnitMatch) -> tuple[UnitMatch, str | None]:
    if len(units) == 1:
        return alone, units[0].code
    stem = township_stem(township)
    there = [unit for unit in units if stem and township_stem(unit.township) == stem]
    return (settled, there[0].code) if len(there) == 1 else (UnitMatch.AMBIGUOUS, None)
