"""The law of `marking.score` in whole numbers, for packed marks on plain sheets: the same exact result, much sooner.

A *plain* sheet has only points, summed. Marks with up to four decimals become whole numbers of ten-thousandths; means
and weights become factors, so that nothing is divided before the end. Whatever is not plain (another kind of criterion,
a missing or odd mark, a veto, a penalty) is left to `marking.score`. That both agree is a test.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deqing_events.domain.entrants import Entrant
from deqing_events.domain.marking import Gaps, Score, drops, expected_judges, score
from deqing_events.domain.packed_marks import PackedMarks, place
from deqing_events.domain.sheet_types import By, Combine, DropOn, Kind, Part, RuleSheet, Section

_DECIMALS = 4
_UNIT = 10**_DECIMALS
_PLAIN = re.compile(rf"([0-9]+)(?:\.([0-9]{{1,{_DECIMALS}}}))?")
_NO_PENALTY = Fraction(0)
Scorer = Callable[[Entrant], Score | Gaps]


class _Known(dict[str, int]):
    """Marks in ten-thousandths by how they are written; KeyError for what is not a plain mark."""

    def __missing__(self, text: str) -> int:
        found = _PLAIN.fullmatch(text)
        if found is None:
            raise KeyError(text)
        self[text] = value = int(found[1] + (found[2] or "").ljust(_DECIMALS, "0"))
        return value


class _Later(Mapping[str, Any]):
    """A part of a score that is worked out by the law once somebody asks for it."""

    __slots__ = ("_entrant", "_name", "_sheet")

    def __init__(self, sheet: RuleSheet, entrant: Entrant, name: str) -> None:
        self._sheet, self._entrant, self._name = sheet, entrant, name

    def _read(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = getattr(_by_the_law(self._sheet, self._entrant), self._name)
        return found

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a mark or marks by judge
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


@dataclass(frozen=True, slots=True)
class _Summed:
    """One section as places of its marks: a row per criterion for the panel, single ones agreed on.

    ``tops`` are the highest marks of those and of these, ``top`` is the highest sum in units, ``factor`` the section's
    weight as a whole number.
    """

    rows: tuple[tuple[str, ...], ...]
    agreed: tuple[str, ...]
    tops: tuple[int, ...]
    top: int | None
    factor: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the marks of entrants with the same judges add up. A part in units is ``part / part_unit``."""

    parts: tuple[tuple[str, int, Fraction | None, tuple[_Summed, ...]], ...]
    drop: int
    kept: int
    by_section: bool
    part_unit: int
    total_unit: int


def scorer(sheet: RuleSheet) -> Scorer:
    """Return a function that values an entrant exactly as `marking.score` does."""
    if not _is_plain(sheet):
        return lambda entrant: _by_the_law(sheet, entrant)
    plans: dict[frozenset[str], _Plan | None] = {}
    known = _Known()

    def value(entrant: Entrant) -> Score | Gaps:
        if not isinstance(entrant.marks, PackedMarks) or entrant.penalties or entrant.vetoes:
            return _by_the_law(sheet, entrant)
        if entrant.recused not in plans:
            plans[entrant.recused] = _plan(sheet, entrant)
        plan = plans[entrant.recused]
        return (_valued(sheet, plan, entrant, known) if plan else None) or _by_the_law(sheet, entrant)

    return value


def _by_the_law(sheet: RuleSheet, entrant: Entrant) -> Score | Gaps:
    return score(sheet, replace(entrant, marks=dict(entrant.marks)))  # packed marks are read once


def _is_plain(sheet: RuleSheet) -> bool:
    sums = all(section.combine is Combine.SUM for section in sheet.sections())
    return sums and all(c.kind is Kind.POINTS and c.maximum is not None for c in sheet.criteria())


def _plan(sheet: RuleSheet, entrant: Entrant) -> _Plan | None:
    judges = expected_judges(sheet.panel, entrant)
    if len(judges) < max(1, sheet.panel.min_judges):
        return None
    drop = drops(sheet.panel, len(judges))
    kept = len(judges) - 2 * drop
    section_factor = math.lcm(*(section.weight.denominator for section in sheet.sections()))
    part_factor = math.lcm(*(part.weight.denominator for part in sheet.parts))
    if kept < 1:
        return None
    unit = _UNIT * kept
    parts = [_part(part, judges, (unit, section_factor, part_factor)) for part in sheet.parts]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    by_section = sheet.panel.drop_on is DropOn.SECTION
    return _Plan(tuple(whole), drop, kept, by_section, unit * section_factor, unit * section_factor * part_factor)


def _part(
    part: Part, judges: tuple[str, ...], factors: tuple[int, int, int]
) -> tuple[str, int, Fraction | None, tuple[_Summed, ...]] | None:
    unit, section_factor, part_factor = factors
    sections = [_section(section, judges, unit, section_factor) for section in part.sections]
    whole = tuple(section for section in sections if section is not None)
    if len(whole) < len(sections):
        return None
    return part.key, int(part.weight * part_factor), part.pass_line, whole


def _section(section: Section, judges: tuple[str, ...], unit: int, factor: int) -> _Summed | None:
    tops = [(c.maximum or 0) * _UNIT for c in section.criteria]
    top = None if section.maximum is None else section.maximum * unit
    if any(Fraction(each).denominator != 1 for each in (*tops, top or 0)):
        return None
    panel = [c for c in section.criteria if c.by is By.PANEL]
    agreed = [c for c in section.criteria if c.by is By.AGREED]
    return _Summed(
        rows=tuple(tuple(place(c.key, judge) for judge in judges) for c in panel),
        agreed=tuple(place(c.key, "") for c in agreed),
        tops=tuple(int((c.maximum or 0) * _UNIT) for c in (*panel, *agreed)),
        top=None if top is None else int(top),
        factor=int(section.weight * factor),
    )


def _valued(sheet: RuleSheet, plan: _Plan, entrant: Entrant, known: _Known) -> Score | None:
    """Return the score; None where a mark is missing, out of range or written in another way."""
    cells = entrant.marks.cells() if isinstance(entrant.marks, PackedMarks) else {}
    parts: dict[str, Fraction] = {}
    total, passed = 0, True
    for key, factor, line, sections in plan.parts:
        try:
            points = sum(_summed(section, plan, cells, known) * section.factor for section in sections)
        except KeyError:
            return None
        parts[key] = part = Fraction(points, plan.part_unit)
        passed = passed and (line is None or part >= line)
        total += points * factor
    return Score(
        total=Fraction(total, plan.total_unit),
        parts=parts,
        sections=_Later(sheet, entrant, "sections"),
        criteria=_Later(sheet, entrant, "criteria"),
        judge_totals=_Later(sheet, entrant, "judge_totals"),
        penalty=_NO_PENALTY,
        passed=passed,
        zeroed=False,
    )


def _summed(section: _Summed, plan: _Plan, cells: Mapping[str, str], known: _Known) -> int:
    """Add one section up; KeyError for a mark that is missing or not plain."""
    rows = [[known[cells[place_]] for place_ in places] for places in section.rows]
    agreed = [known[cells[place_]] for place_ in section.agreed]
    given = zip([*map(max, rows), *agreed], section.tops, strict=True)
    if any(value > top for value, top in given):
        raise KeyError(section)
    sums = [list(map(sum, zip(*rows, strict=True)))] if plan.by_section and len(rows) > 1 else rows
    for row in sums:
        row.sort()
    total = sum(agreed) * plan.kept + sum(sum(row[plan.drop : plan.drop + plan.kept]) for row in sums)
    return total if section.top is None else min(total, section.top)
