"""From stored rows to a worked-out contest: the law's evaluation plus the team table. Nothing here is stored."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Entrant, RuleSheet
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.spreads.accepted import standing
from deqing_events.domain.entrants import Entrant as Contestant
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.evaluation import Evaluation, evaluate
from deqing_events.domain.league import LeagueRow
from deqing_events.domain.packed_marks import PackedMarks
from deqing_events.domain.rounding import number
from deqing_events.domain.rule_sheet import RuleSheet as Rules
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_types import By
from deqing_events.domain.team_settings import Basis, Counting, TeamSettings, team_settings
from deqing_events.domain.team_table import Finishers, brought, team_table


@dataclass(frozen=True)
class Standings:
    """A contest as it stands. ``points`` per entrant number and ``teams`` are empty without a team table.

    ``league`` is the team table as its rules store it.
    """

    rules: Rules
    version: int
    evaluation: Evaluation
    entrants: Mapping[str, Entrant]
    points: Mapping[str, Fraction]
    teams: Sequence[LeagueRow]
    league: Mapping[str, Any]

    @property
    def blocked(self) -> bool:
        """Tell whether something keeps the results back: a mark, a draw, or nobody to rank."""
        return bool(self.evaluation.blocked_by) or not self.evaluation.places


def worked_out(event_id: int) -> Standings | None:
    """Evaluate the contest from what is stored now; None while it has no rules."""
    held = rules.current(event_id)
    if held is None:
        return None
    sheet = parse(held.body)
    with _without_collecting():
        return _stand(held, sheet, contestants(event_id, sheet), [draw.order for draw in marking.draws(event_id)])


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the garbage collector wait: among 100,000 entrants it would look through the same living objects again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def current_rules(event_id: int) -> Rules | None:
    """Return the rules that hold, None while there are none."""
    held = rules.current(event_id)
    return parse(held.body) if held else None


def contestants(event_id: int, sheet: Rules) -> list[tuple[Entrant, Contestant]]:
    """Return every entrant with how the law sees it, spreads that were accepted left out."""
    rows, given, kept = entrants.for_event(event_id), marking.packed_marks(event_id), marking.acceptances(event_id)
    panel = frozenset(criterion.key for criterion in sheet.criteria() if criterion.by is By.PANEL)
    found = []
    for row in rows:
        made = contestant(sheet, row, PackedMarks(given.get(row.id, ""), panel))
        if row.id in kept:
            made = replace(made, accepted_spreads=standing(sheet, made, kept[row.id]))
        found.append((row, made))
    return found


def _stand(
    held: RuleSheet, sheet: Rules, found: Sequence[tuple[Entrant, Contestant]], draws: Iterable[list[int]]
) -> Standings:
    rows = [row for row, _ in found]
    by_id = {row.id: row for row in rows}
    drawn = [[by_id[entrant_id].number for entrant_id in order if entrant_id in by_id] for order in draws]
    evaluation = evaluate(sheet, [made for _, made in found], drawn)
    numbered = {row.number: row for row in rows}
    points, teams = _added_up(team_settings(held.league), evaluation, numbered)
    return Standings(sheet, held.version, evaluation, numbered, points, teams, held.league)


def contestant(sheet: Rules, row: Entrant, marks: PackedMarks) -> Contestant:
    """Return an entrant as the law sees it; penalties and vetoes that left the sheet no longer count."""
    return Contestant(
        id=row.number,
        unit=row.unit_name or row.delegation or None,
        status=EntrantStatus(row.status),
        elapsed=row.elapsed_seconds,
        guest=row.guest,
        penalties=_penalties(sheet, row) if row.penalties else {},
        vetoes=frozenset(row.vetoes) & {veto.key for veto in sheet.vetoes} if row.vetoes else frozenset(),
        recused=frozenset(row.recused),
        marks=marks,
    )


def _penalties(sheet: Rules, row: Entrant) -> dict[str, Fraction]:
    known = {penalty.key for penalty in sheet.penalties}
    return {key: number(times) for key, times in row.penalties.items() if key in known}


def team_name(settings: TeamSettings, row: Entrant) -> str:
    """Return which team an entrant's points go to, empty for none."""
    return row.unit_name if settings.basis is Basis.UNIT else row.delegation


def _added_up(
    settings: TeamSettings | None, evaluation: Evaluation, rows: Mapping[str, Entrant]
) -> tuple[dict[str, Fraction], list[LeagueRow]]:
    """Add up the delegations (domain.md §3.1.2); prizes add up once settled, who has no result counts for nobody."""
    if settings is None or (settings.counts is Counting.PRIZES and evaluation.awards is None):
        return {}, []
    finishers = Finishers(
        places=[place for place in evaluation.places if evaluation.scores[place.id].finished],
        totals={id_: score.total for id_, score in evaluation.scores.items()},
        prizes={id_: order for order, ids in enumerate((evaluation.awards or {}).values(), 1) for id_ in ids},
        guests={id_ for id_, row in rows.items() if row.guest},
    )
    team_of = {id_: team_name(settings, row) for id_, row in rows.items()}
    points = {} if settings.counts is Counting.SCORES else brought(settings, finishers)
    return points, team_table(settings, finishers, team_of)
