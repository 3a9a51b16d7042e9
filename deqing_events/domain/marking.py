"""From the marks of one entrant to criteria, sections, parts and the total, all exact.

An entrant is either *complete* (a `Score`) or has *gaps*: criteria that cannot be valued, each with its first
reason. Rules: tests/cases, category `rule_sheet`, steps 2 to 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.entrants import Entrant
from deqing_events.domain.mark_reading import JUDGEMENT_TOP, Gap, expected_judges, read
from deqing_events.domain.scoring import mean, trimmed
from deqing_events.domain.sheet_types import (
    By,
    Combine,
    Criterion,
    DropOn,
    Kind,
    Panel,
    Part,
    RuleSheet,
    Section,
    VetoEffect,
)
from deqing_events.domain.timed import times
from deqing_events.domain.timing import NO_TIME

__all__ = ["Gap", "Gaps", "Score", "drops", "expected_judges", "has_veto", "score"]

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Score:
    """The exact result of a complete entrant.

    `parts` and `sections` are before their weights. A panel criterion is always trimmed on its own, so with
    `drop_on` section the criteria of a section need not add up to it. `judge_totals` holds per part what each
    expected judge's panel points add up to, untrimmed. `penalty` is in points; `zeroed` tells that a veto made
    the total 0. On a timed sheet (`domain.timed`) all are seconds, `penalty` too, and `best` is the best attempt.
    """

    total: Fraction
    parts: Mapping[str, Fraction]
    sections: Mapping[str, Fraction]
    criteria: Mapping[str, Fraction]
    judge_totals: Mapping[str, Mapping[str, Fraction]]
    penalty: Fraction
    passed: bool
    zeroed: bool
    best: Fraction | None = None

    @property
    def finished(self) -> bool:
        """Whether there is a result; only a timed one can be missing."""
        return self.total < NO_TIME


_APART = frozenset({Kind.DEDUCTION, Kind.BONUS})
Gaps = tuple[tuple[str, Gap], ...]
_Readings = Mapping[str, tuple[Fraction, ...]]


def drops(panel: Panel, judges: int) -> int:
    """Return how many marks go on each side when so many judges are expected."""
    return panel.drop_each_side if judges >= panel.drop_from else 0


def has_veto(sheet: RuleSheet, entrant: Entrant, effect: VetoEffect) -> bool:
    """Whether a veto with this effect stands against the entrant; ValueError for a veto not on the sheet."""
    if not entrant.vetoes:
        return False
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
        reading = read(criterion, entrant, judges, sheet.panel)
        if isinstance(reading, Gap):
            gaps.append((criterion.key, reading))
        else:
            readings[criterion.key] = reading
    return tuple(gaps) if gaps else _complete(sheet, entrant, judges, readings)


def _complete(sheet: RuleSheet, entrant: Entrant, judges: Sequence[str], readings: _Readings) -> Score:
    if sheet.timed:
        return _timed(sheet, entrant, readings)
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
        passed=all(_passed(part, parts[part.key], criteria) for part in sheet.parts),
        zeroed=zeroed,
    )


def _timed(sheet: RuleSheet, entrant: Entrant, readings: _Readings) -> Score:
    """Value a timed sheet: one part of one section; a penalty makes a time longer and gives nobody one."""
    found = times(sheet.parts[0].sections[0], readings)
    penalty = _penalty(sheet, entrant)
    return Score(
        total=found.result if found.result >= NO_TIME else found.result + penalty,
        parts={part.key: found.result for part in sheet.parts},
        sections={section.key: found.result for section in sheet.sections()},
        criteria=found.attempts,
        judge_totals={part.key: {} for part in sheet.parts},
        penalty=penalty,
        passed=True,
        zeroed=False,
        best=found.best,
    )


def _value(criterion: Criterion, readings: Sequence[Fraction], drop: int) -> Fraction:
    """Value one criterion on its own, also where the section's sums are what is trimmed."""
    top = criterion.maximum
    panel_mean = mean(readings if criterion.by is By.AGREED else trimmed(readings, drop))
    match criterion.kind:
        case Kind.POINTS | Kind.BONUS:
            return panel_mean
        case Kind.DEDUCTION:
            return -panel_mean if top is None else -min(panel_mean, top)
        case Kind.MEASUREMENT:
            return (top or _ZERO) * readings[0]
        case Kind.TIME:  # on a sheet of its own
            return readings[0]
        case Kind.JUDGEMENT:
            return (top or _ZERO) * mean(readings) / JUDGEMENT_TOP


def _section(
    section: Section, criteria: Mapping[str, Fraction], readings: _Readings, drop_sums: int | None
) -> Fraction:
    summed = _panel_points(section) if drop_sums is not None and section.combine is Combine.SUM else []
    attempts = [criteria[c.key] for c in section.criteria if c not in summed and c.kind not in _APART]
    taken = sum((criteria[c.key] for c in section.criteria if c.kind is Kind.DEDUCTION), _ZERO)
    result = _combined(section.combine, attempts) + taken
    if summed:
        sums = [sum(column, _ZERO) for column in zip(*(readings[c.key] for c in summed), strict=True)]
        result += mean(trimmed(sums, drop_sums or 0))
    result = max(result, _ZERO)
    return (result if section.maximum is None else min(result, section.maximum)) + _bonus(section, criteria)


def _combined(combine: Combine, values: Sequence[Fraction]) -> Fraction:
    if combine is Combine.SUM or not values:
        return sum(values, _ZERO)
    return max(values) if combine is Combine.BEST else mean(values)


def _bonus(section: Section, criteria: Mapping[str, Fraction]) -> Fraction:
    return sum((criteria[c.key] for c in section.criteria if c.kind is Kind.BONUS), _ZERO)


def _passed(part: Part, own: Fraction, criteria: Mapping[str, Fraction]) -> bool:
    """Whether the part reaches its line without its bonuses."""
    bonus = sum((_bonus(section, criteria) * section.weight for section in part.sections), _ZERO)
    return part.pass_line is None or own - bonus >= part.pass_line


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
