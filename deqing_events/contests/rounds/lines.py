"""Who goes on as things stand now, line by line: worked out from the marks, nothing of it stored.

While blind codes are sealed a line is known by its code alone: no name, workplace, number or row of the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from deqing_events.contests.marking.score_sheets import mixes
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import Standings, contestants, worked_out
from deqing_events.contests.rounds import queries
from deqing_events.domain.next_round import Plan
from deqing_events.domain.prospects import Prospect, Standing, prospects
from deqing_events.domain.ranking import Place
from deqing_events.domain.rounding import rounded
from deqing_events.domain.sheet_types import Compare, RuleSheet
from deqing_events.domain.timed_text import total_text
from deqing_events.domain.timing import NO_TIME
from deqing_events.domain.total_bounds import total_bounds

Bounds = Mapping[str, tuple[Fraction, Fraction]]
NO_CODE = "没有盲码"
HIDDEN = "—"


@dataclass(frozen=True)
class Line:
    """One entrant: ``label`` is the number or the blind code, ``total`` a total or a span; a guest has no prospect."""

    label: str
    name: str
    unit: str
    rank: int | None
    tied: bool
    total: str
    prospect: Prospect | None


@dataclass(frozen=True)
class Live:
    """The list as it stands: ``unfinished`` still lack marks, ``out`` are not ranked at all (absent and so on)."""

    lines: Sequence[Line]
    unfinished: int
    out: int


def live(event_id: int, plan: Plan, *, sealed: bool) -> Live | None:
    """Return the list of an event, best first; None while it has no rules."""
    standings = worked_out(event_id)
    if standings is None:
        return None
    bounds = _bounds(event_id, standings)
    said = _prospects(standings, bounds, plan)
    ranked = [
        Line(*_who(standings, place.id, sealed), place.rank, place.tied, _total(standings, place), said.get(place.id))
        for place in standings.evaluation.places
    ]
    highest = sorted(bounds, key=lambda number: (-bounds[number][1], _label(standings.entrants[number], sealed)))
    rest = [
        Line(*_who(standings, number, sealed), None, False, _span(standings, bounds[number]), said.get(number))  # noqa: FBT003 - `tied`
        for number in highest
    ]
    found = Live([*ranked, *rest], len(rest), len(standings.evaluation.unranked))
    return _without_totals(found) if sealed and mixes(standings.rules) else found


def _without_totals(found: Live) -> Live:
    """Leave out places and totals: with a paper that is typed by number they would tell whose code is whose."""
    rows = sorted(found.lines, key=lambda line: line.label)
    return replace(found, lines=[replace(line, rank=None, tied=False, total=HIDDEN) for line in rows])


def _bounds(event_id: int, standings: Standings) -> Bounds:
    """Return the lowest and highest total of everybody who lacks marks."""
    lacking = standings.evaluation.incomplete
    if not lacking:
        return {}
    rows = contestants(event_id, standings.rules)
    return {row.number: total_bounds(standings.rules, made) for row, made in rows if row.number in lacking}


def _prospects(standings: Standings, bounds: Bounds, plan: Plan) -> dict[str, Prospect]:
    rows, sheet = standings.entrants, standings.rules
    counted = {number for number, row in rows.items() if plan.guests_consume or not row.guest}
    scores = standings.evaluation.scores
    places: dict[str, Standing] = {}
    for place in standings.evaluation.places:
        if place.id in counted:
            at = (_worth(sheet, scores[place.id].total), 0, -place.rank)
            places[place.id] = Standing(at, at, finished=True)
    for number, (low, high) in bounds.items():
        if number in counted:
            # Who lacks marks may win or lose every tie: the keys that decide it are not known yet.
            worst, best = sorted((_worth(sheet, low), _worth(sheet, high)))
            places[number] = Standing((worst, -1, 0), (best, 1, 0), finished=False)
    said = prospects(places, plan.rule, entrants=len(counted), draw_within=sheet.draw_within)
    return {
        number: _with_result(prospect, places[number]) for number, prospect in said.items() if not rows[number].guest
    }


def _worth(sheet: RuleSheet, total: Fraction) -> Fraction:
    """Return a total as it compares, the greater the better: a shorter time is worth more."""
    value = rounded(total, sheet.places) if sheet.compare is Compare.SHOWN else total
    return -value if sheet.timed else value


def _with_result(prospect: Prospect, place: Standing) -> Prospect:
    """Keep who has no time, or may end without one, from being in for certain."""
    if place.best[0] <= -NO_TIME:
        return Prospect.OUT
    return Prospect.POSSIBLE if prospect is Prospect.CLINCHED and place.worst[0] <= -NO_TIME else prospect


def _who(standings: Standings, number: str, sealed: bool) -> tuple[str, str, str]:  # noqa: FBT001 - a state
    row = standings.entrants[number]
    return (_label(row, sealed), "", "") if sealed else (row.number, row.name, row.unit_name or row.delegation)


def _label(row: Entrant, sealed: bool) -> str:  # noqa: FBT001 - a state
    return (row.blind_code or NO_CODE) if sealed else row.number


def _total(standings: Standings, place: Place) -> str:
    return total_text(standings.rules, standings.evaluation.scores[place.id].total)


def _span(standings: Standings, bounds: tuple[Fraction, Fraction]) -> str:
    low, high = (total_text(standings.rules, value) for value in bounds)
    return low if low == high else f"{low} – {high}"


def plan_for(event_id: int) -> Plan | None:
    """Return the rule by which an event's entrants go on, or None."""
    row = queries.link(event_id)
    return queries.plan_of(row) if row else None
