"""Between which totals an entrant can still end while marks are missing: every open cell at its worst, or at its best.

What is recorded stays as it is: marks that were given, penalties, vetoes. Marks of judges that are too far apart count
as open, because they will be given again.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from deqing_events.domain.attempts import NoResult
from deqing_events.domain.entrants import Cell, Entrant, Mark
from deqing_events.domain.mark_reading import JUDGEMENT_TOP, Gap, cell, expected_judges, read
from deqing_events.domain.marking import Score, score
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.sheet_types import By, Criterion, Kind, RuleSheet
from deqing_events.domain.timing import NO_TIME

_ENDLESS = str(10**9)
"""More points off than any section has: its sum ends at 0."""
_SOONEST = "0.001"
"""No time is finer than a millisecond."""


def total_bounds(sheet: RuleSheet, entrant: Entrant) -> tuple[Fraction, Fraction]:
    """Return the lowest and the highest exact total that the missing marks can lead to.

    On a timed sheet these are seconds, the highest `timing.NO_TIME` where no time may come of it.
    """
    lowest, highest = (score(sheet, _filled(sheet, entrant, best=best)) for best in (sheet.timed, not sheet.timed))
    low = lowest.total if isinstance(lowest, Score) else Fraction(0)
    if isinstance(highest, Score):
        return low, highest.total
    # Too few judges are left for this entrant; until that is mended anything may come of it.
    if sheet.timed:
        return low, NO_TIME
    fresh = score(sheet, _filled(sheet, replace(entrant, marks={}, recused=frozenset()), best=True))
    return low, fresh.total if isinstance(fresh, Score) else low


def _filled(sheet: RuleSheet, entrant: Entrant, *, best: bool) -> Entrant:
    judges = expected_judges(sheet.panel, entrant)
    marks: dict[str, Mark] = {}
    for criterion in sheet.criteria():
        given = entrant.marks.get(criterion.key)
        whole = read(criterion, entrant, judges, sheet.panel) is not Gap.SPREAD
        fill = _extreme(criterion, best=best)
        if criterion.by is By.AGREED:
            marks[criterion.key] = _or(criterion, None if isinstance(given, Mapping) else given, fill)
        else:
            row: Mapping[str, Cell] = given if isinstance(given, Mapping) and whole else {}
            marks[criterion.key] = {judge: _or(criterion, row.get(judge), fill) for judge in judges}
    spreads = frozenset(criterion.key for criterion in sheet.criteria())
    return replace(entrant, marks=marks, accepted_spreads=spreads)


def _or(criterion: Criterion, given: Cell, fill: str) -> Cell:
    return fill if isinstance(cell(criterion, given), Gap) else given


def _extreme(criterion: Criterion, *, best: bool) -> str:
    top = "0" if criterion.maximum is None else plain_text(criterion.maximum)
    match criterion.kind:
        case Kind.POINTS | Kind.BONUS:
            return top if best else "0"
        case Kind.MEASUREMENT:
            return "pass" if best else "fail"
        case Kind.JUDGEMENT:
            return str(JUDGEMENT_TOP) if best else "0"
        case Kind.DEDUCTION:
            return "0" if best else _ENDLESS
        case Kind.TIME:
            return _SOONEST if best else NoResult.DNF.value
