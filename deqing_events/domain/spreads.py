"""Where the judges are too far apart: marks that differ by more than the sheet allows.

A judgement is compared level by level (``max_spread``), the points of a part by what each judge's marks add up to
(``tolerance`` of the panel). The alarm rises as soon as two judges have marked, before the panel is complete: a judge
can look again while the work is at hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.entrants import Entrant, EntrantStatus
from deqing_events.domain.mark_reading import cell, expected_judges
from deqing_events.domain.sheet_types import By, Criterion, Kind, Part, RuleSheet

PART = "part:"


@dataclass(frozen=True, slots=True)
class Spread:
    """What the judges gave one entrant on one thing, in panel order, more than ``allowed`` apart.

    ``key`` names a criterion, or a part as ``part:`` and its key. ``criteria`` are the cells that were compared.
    """

    key: str
    title: str
    given: Mapping[str, Fraction]
    allowed: Fraction
    criteria: tuple[str, ...]

    @property
    def apart(self) -> Fraction:
        """How far the highest is from the lowest."""
        return max(self.given.values()) - min(self.given.values())

    @property
    def outermost(self) -> tuple[str, ...]:
        """The judges who gave the highest and the lowest, in panel order."""
        ends = {min(self.given.values()), max(self.given.values())}
        return tuple(judge for judge, value in self.given.items() if value in ends)


def spreads(sheet: RuleSheet, entrant: Entrant) -> list[Spread]:
    """Return the spreads of a present entrant in sheet order; what was accepted (by its key) is none."""
    if entrant.status is not EntrantStatus.PRESENT:
        return []
    judges = expected_judges(sheet.panel, entrant)
    found = [_of_criterion(row, entrant, judges) for row in sheet.criteria() if row.max_spread is not None]
    if sheet.panel.tolerance is not None:
        found += [_of_part(part, entrant, judges, sheet.panel.tolerance) for part in sheet.parts]
    wide = (spread for spread in found if spread.given and spread.apart > spread.allowed)
    return [spread for spread in wide if spread.key not in entrant.accepted_spreads]


def _of_criterion(row: Criterion, entrant: Entrant, judges: Sequence[str]) -> Spread:
    values = {judge: _value(row, entrant, judge) for judge in judges}
    given = {judge: value for judge, value in values.items() if value is not None}
    return Spread(row.key, row.title, given, Fraction(row.max_spread or 0), (row.key,))


def _of_part(part: Part, entrant: Entrant, judges: Sequence[str], tolerance: Fraction) -> Spread:
    """Compare the judges who have marked all points of the part."""
    rows = [row for section in part.sections for row in section.criteria]
    rows = [row for row in rows if row.kind is Kind.POINTS and row.by is By.PANEL]
    given: dict[str, Fraction] = {}
    for judge in judges if rows else ():
        values = [_value(row, entrant, judge) for row in rows]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            given[judge] = sum(known, Fraction(0))
    return Spread(PART + part.key, f"{part.title}合计", given, tolerance, tuple(row.key for row in rows))


def _value(row: Criterion, entrant: Entrant, judge: str) -> Fraction | None:
    marks = entrant.marks.get(row.key)
    value = cell(row, marks.get(judge)) if isinstance(marks, Mapping) else None
    return value if isinstance(value, Fraction) else None
