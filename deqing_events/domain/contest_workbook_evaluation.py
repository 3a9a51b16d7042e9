"""Evaluate a contest workbook: join marks and people after unblinding, rank, award, add up the delegations."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from deqing_events.domain.contest_workbook import ContestWorkbook, WorkbookEntrant, setting, sheet_json
from deqing_events.domain.entrants import Entrant, Mark
from deqing_events.domain.evaluation import Evaluation, evaluate
from deqing_events.domain.league import LeagueRow, PointTable, TieShare, team_league, tie_points
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.rule_sheet import RuleSheet, parse


@dataclass(frozen=True, slots=True)
class ContestResult:
    """The evaluated workbook: league points per ranked entry number, league rows per delegation."""

    book: ContestWorkbook
    sheet: RuleSheet
    evaluation: Evaluation
    code_of: Mapping[str, str]
    league_points: Mapping[str, Fraction]
    delegations: tuple[LeagueRow, ...]


def evaluate_workbook(book: ContestWorkbook) -> ContestResult:
    """Rank, award and add up the delegations.

    Raises RuleSheetError, KeyError or ValueError when the rules tab asks for what the law does not know.
    """
    for key, only in (("rounding", "half_up"), ("deduction", "after_weighting")):
        if setting(book, key) != only:
            raise ValueError(f"{key}: only {only} is known, not {setting(book, key)}")
    sheet = parse(sheet_json(book))
    code_of = {entry_no: code for code, entry_no in book.codes.items()}
    evaluation = evaluate(sheet, [_entrant(book, row, code_of.get(row.entry_no)) for row in book.entrants])
    ranks: dict[str, int | None] = {place.id: place.rank for place in evaluation.places}
    points = tie_points(ranks, _table(book), TieShare(setting(book, "league_tie_points")))
    return ContestResult(book, sheet, evaluation, code_of, points, tuple(_delegations(book, evaluation, points)))


def _delegations(book: ContestWorkbook, evaluation: Evaluation, points: Mapping[str, Fraction]) -> list[LeagueRow]:
    delegation_of = {row.entry_no: row.delegation for row in book.entrants}
    placings: dict[str, list[int]] = {name: [] for name in delegation_of.values()}
    totals = {name: Fraction(0) for name in placings}
    for place in evaluation.places:
        placings[delegation_of[place.id]].append(place.rank)
        totals[delegation_of[place.id]] += points[place.id]
    return team_league(placings, totals, countback=setting(book, "league_tie") == "countback")


def _table(book: ContestWorkbook) -> PointTable:
    table, _, other = setting(book, "league_points").replace("；", ";").partition(";")
    return PointTable(tuple(int(point) for point in table.replace("，", ",").split(",")), int(other or "0"))


def _entrant(book: ContestWorkbook, row: WorkbookEntrant, code: str | None) -> Entrant:
    own = book.marks.get(code, {}) if code is not None else {}
    marks: dict[str, Mark] = {"paper": _text(book.theory.get(row.entry_no))}
    for index in range(len(book.criteria)):
        marks[f"c{index + 1}"] = {judge: _text(cells[index]) for judge, cells in own.items()}
    deduction = book.deductions.get(code, Decimal(0)) if code is not None else Decimal(0)
    return Entrant(
        id=row.entry_no,
        unit=row.delegation,
        status=row.status,
        elapsed=book.elapsed.get(code) if code is not None else None,
        penalties={"deduction": number(deduction)},
        marks=marks,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain_text(number(value))
