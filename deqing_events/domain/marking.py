"""From the marks of one entrant to criteria, sections, parts and the total, all exact.

An entrant is either *complete* (a `Score`) or has *gaps*: criteria that cannot be valued, each with its first
reason. Rules: tests/cases, category `rule_sheet`, steps 2 to 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.entrants import Cell, Entrant
from deqing_events.domain.rounding import number
from deqing_events.domain.scoring import mean, trimmed
from deqing_events.domain.sheet_types import (
    By,
    Criterion,
    DropOn,
    Kind,
    Panel,
    Part,
    RuleSheet,
    Section,
    VetoEffect,
)

_JUDGEMENT_TOP = 3
_ZERO = Fraction(0)


class Gap(StrEnum):
    """Why a criterion cannot be valued, in the order of the checks."""

    MIN_JUDGES = "min_judges"
    MISSING = "missing"
    RANGE = "range"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Score:
    """The exact result of a complete entrant.

    `parts` and `sections` are before their weights. A panel criterion is always trimmed on its own, so with
    `drop_on` section the criteria of a section need not add up to it. `judge_totals` holds per part what each
    expected judge's panel points add up to, untrimmed. `penalty` is in points; `zeroed` tells that a veto made
    the total 0.
    """

    total: Fraction
    parts: Mapping[str, Fraction]
    sections: Mapping[str, Fraction]
    criteria: Mapping[str, Fraction]
    judge_totals: Mapping[str, Mapping[str, Fraction]]
    penalty: Fraction
    passed: bool
    zeroed: bool


Gaps = tuple[tuple[str, Gap], ...]
_Readings = Mapping[str, tuple[Fraction, ...]]


def expected_judges(panel: Panel, entrant: Entrant) -> tuple[str, ...]:
    """Return the judges of the panel who are not recused for the entrant, in panel order."""
    return tuple(judge for judge in panel.judges if judge not in entrant.recused)


def drops(panel: Panel, judges: int) -> int:
    """Return how many marks go on each side when so many judges are expected."""
    return panel.drop_each_side if judges >= panel.drop_from else 0


def has_veto(sheet: RuleSheet, entrant: Entrant, effect: VetoEffect) -> bool:
    """Whether a veto with this effect stands against the entrant; ValueError for a veto not on the sheet."""
    unknown = entrant.vetoes - {veto.key for veto in sheet.vetoes}
    if unknown:
        raise ValueError(f"{entrant.id}: vetoes not on the sheet: {sorted(unknown)}")
    return any(veto.effect is effect and veto.key in entrant.vetoes for veto in sheet.vetoes)


def score(sheet: RuleSheet, entrant: Entrant) -> Score | Gaps:
    """Value all marks; the gaps in sheet order when any criterion cannot be valued."""
    judges = expected_judges(sheet.panel, entrant)
    readings: dict[str, tuple[Fraction, ...]] = {}
    gaps: list[tuple[str, Gap]] = []
    for criterion in sheet.criteria():
        reading = _read(criterion, entrant, judges, sheet.panel)
        if isinstance(reading, Gap):
            gaps.append((criterion.key, reading))
        else:
            readings[criterion.key] = reading
    return tuple(gaps) if gaps else _complete(sheet, entrant, judges, readings)


def _complete(sheet: RuleSheet, entrant: Entrant, judges: Sequence[str], readings: _Readings) -> Score:
    drop = drops(sheet.panel, len(judges))
    drop_sums = drop if sheet.panel.drop_on is DropOn.SECTION else None
    criteria = {c.key: _value(c, readings[c.key], drop) for c in sheet.criteria()}
    sections = {s.key: _section(s, criteria, readings, drop_sums) for s in sheet.sections()}
    parts = {part.key: sum((sections[s.key] * s.weight for s in part.sections), _ZERO) for part in sheet.parts}
    penalty = _penalty(sheet, entrant)
    total = max(sum((parts[part.key] * part.weight for part in sheet.parts), _ZERO) - penalty, _ZERO)
    zeroed = has_veto(sheet, entrant, VetoEffect.ZERO_TOTAL)
    return Score(
        total=_ZERO if zeroed else total,
        parts=parts,
        sections=sections,
        criteria=criteria,
        judge_totals={part.key: _judge_totals(part, judges, readings) for part in sheet.parts},
        penalty=penalty,
        passed=all(part.pass_line is None or parts[part.key] >= part.pass_line for part in sheet.parts),
        zeroed=zeroed,
    )


def _read(criterion: Criterion, entrant: Entrant, judges: Sequence[str], panel: Panel) -> tuple[Fraction, ...] | Gap:
    mark = entrant.marks.get(criterion.key)
    if criterion.by is By.AGREED:
        reading = _cell(criterion, None if isinstance(mark, Mapping) else mark)
        return reading if isinstance(reading, Gap) else (reading,)
    if len(judges) < max(1, panel.min_judges):
        return Gap.MIN_JUDGES
    row: Mapping[str, Cell] = mark if isinstance(mark, Mapping) else {}
    readings = [_cell(criterion, row.get(judge)) for judge in judges]
    gaps = [reading for reading in readings if isinstance(reading, Gap)]
    if gaps:
        return Gap.MISSING if Gap.MISSING in gaps else Gap.RANGE
    given = tuple(reading for reading in readings if isinstance(reading, Fraction))
    if criterion.max_spread is not None and max(given) - min(given) > criterion.max_spread:
        return Gap.SPREAD
    return given


def _cell(criterion: Criterion, cell: Cell) -> Fraction | Gap:
    if cell is None:
        return Gap.MISSING
    if criterion.kind is Kind.MEASUREMENT:
        return {"pass": Fraction(1), "fail": _ZERO}.get(str(cell), Gap.RANGE)
    try:
        value = number(cell)
    except ValueError:
        return Gap.RANGE
    if criterion.kind is Kind.JUDGEMENT:
        return value if value in range(_JUDGEMENT_TOP + 1) else Gap.RANGE
    top = criterion.maximum if criterion.kind is Kind.POINTS else None
    return Gap.RANGE if value < 0 or (top is not None and value > top) else value


def _value(criterion: Criterion, readings: Sequence[Fraction], drop: int) -> Fraction:
    """Value one criterion on its own, also where the section's sums are what is trimmed."""
    top = criterion.maximum
    panel_mean = mean(readings if criterion.by is By.AGREED else trimmed(readings, drop))
    match criterion.kind:
        case Kind.POINTS:
            return panel_mean
        case Kind.DEDUCTION:
            return -panel_mean if top is None else -min(panel_mean, top)
        case Kind.MEASUREMENT:
            return (top or _ZERO) * readings[0]
        case Kind.JUDGEMENT:
            return (top or _ZERO) * mean(readings) / _JUDGEMENT_TOP


def _section(
    section: Section, criteria: Mapping[str, Fraction], readings: _Readings, drop_sums: int | None
) -> Fraction:
    summed = _panel_points(section) if drop_sums is not None else []
    result = sum((criteria[c.key] for c in section.criteria if c not in summed), _ZERO)
    if summed:
        sums = [sum(column, _ZERO) for column in zip(*(readings[c.key] for c in summed), strict=True)]
        result += mean(trimmed(sums, drop_sums or 0))
    result = max(result, _ZERO)
    return result if section.maximum is None else min(result, section.maximum)


def _panel_points(section: Section) -> list[Criterion]:
    return [c for c in section.criteria if c.kind is Kind.POINTS and c.by is By.PANEL]


def _judge_totals(part: Part, judges: Sequence[str], readings: _Readings) -> dict[str, Fraction]:
    rows = [readings[c.key] for section in part.sections for c in _panel_points(section)]
    if not rows:
        return {}
    sums = [sum(column, _ZERO) for column in zip(*rows, strict=True)]
    return dict(zip(judges, sums, strict=True))


def _penalty(sheet: RuleSheet, entrant: Entrant) -> Fraction:
    points = {penalty.key: penalty.points for penalty in sheet.penalties}
    unknown = sorted(set(entrant.penalties) - set(points))
    if unknown:
        raise ValueError(f"{entrant.id}: penalties not on the sheet: {unknown}")
    return sum((points[key] * times for key, times in entrant.penalties.items()), _ZERO)
