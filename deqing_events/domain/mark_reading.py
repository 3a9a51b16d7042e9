"""From a mark as it was entered to its value, or to the reason why it has none.

Rules: tests/cases, category `rule_sheet`, steps 2 and 3.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.entrants import Cell, Entrant
from deqing_events.domain.rounding import number
from deqing_events.domain.sheet_types import By, Criterion, Kind, Panel
from deqing_events.domain.timing import time_value

JUDGEMENT_TOP = 3
_BOUNDED = frozenset({Kind.POINTS, Kind.BONUS})


class Gap(StrEnum):
    """Why a criterion cannot be valued, in the order of the checks."""

    MIN_JUDGES = "min_judges"
    MISSING = "missing"
    RANGE = "range"
    SPREAD = "spread"


def expected_judges(panel: Panel, entrant: Entrant) -> tuple[str, ...]:
    """Return the judges of the panel who are not recused for the entrant, in panel order."""
    return tuple(judge for judge in panel.judges if judge not in entrant.recused)


def read(criterion: Criterion, entrant: Entrant, judges: Sequence[str], panel: Panel) -> tuple[Fraction, ...] | Gap:
    """Value the marks of a criterion: one per expected judge, one when agreed; the first reason when they cannot be."""
    mark = entrant.marks.get(criterion.key)
    if criterion.by is By.AGREED:
        reading = cell(criterion, None if isinstance(mark, Mapping) else mark)
        return reading if isinstance(reading, Gap) else (reading,)
    if len(judges) < max(1, panel.min_judges):
        return Gap.MIN_JUDGES
    row: Mapping[str, Cell] = mark if isinstance(mark, Mapping) else {}
    readings = [cell(criterion, row.get(judge)) for judge in judges]
    gaps = [reading for reading in readings if isinstance(reading, Gap)]
    if gaps:
        return Gap.MISSING if Gap.MISSING in gaps else Gap.RANGE
    given = tuple(reading for reading in readings if isinstance(reading, Fraction))
    allowed = None if criterion.key in entrant.accepted_spreads else criterion.max_spread
    return Gap.SPREAD if allowed is not None and max(given) - min(given) > allowed else given


def cell(criterion: Criterion, given: Cell) -> Fraction | Gap:
    """Value one mark as the criterion reads it."""
    if given is None:
        return Gap.MISSING
    if criterion.kind is Kind.TIME:
        return time_value(given) or Gap.RANGE
    if criterion.kind is Kind.MEASUREMENT:
        return {"pass": Fraction(1), "fail": Fraction(0)}.get(str(given), Gap.RANGE)
    try:
        value = number(given)
    except ValueError:
        return Gap.RANGE
    if criterion.kind is Kind.JUDGEMENT:
        return value if value in range(JUDGEMENT_TOP + 1) else Gap.RANGE
    top = criterion.maximum if criterion.kind in _BOUNDED else None
    return Gap.RANGE if value < 0 or (top is not None and value > top) else value
