"""Entrants with marks to try a rule sheet on, made up from a word: the same word always gives the same marks."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from deqing_events.domain.entrants import Entrant, Mark
from deqing_events.domain.rounding import plain_text, shown
from deqing_events.domain.sheet_types import By, Criterion, Kind, RuleSheet
from deqing_events.domain.timing import MOST_PLACES

_HALF = Fraction(1, 2)
_TIES_EVERY = 4
_SLOWEST, _UNLUCKY = Fraction(110), -6


def made_up(sheet: RuleSheet, count: int, word: str) -> list[Entrant]:
    """Make up `count` complete entrants of about three to a unit; every fourth repeats the one before (ties)."""
    made: list[Entrant] = []
    for index in range(count):
        draw = _drawer(word, index)
        entrant = Entrant(
            f"{index + 1:02}", f"示例单位{index % max(count // 3, 1) + 1}", elapsed=1800 + draw("t", 3600)
        )
        if index % _TIES_EVERY == _TIES_EVERY - 1:
            elapsed = entrant.elapsed if index % (2 * _TIES_EVERY) > _TIES_EVERY else made[-1].elapsed
            made.append(replace(made[-1], id=entrant.id, unit=entrant.unit, elapsed=elapsed))
            continue
        skill = 55 + draw("skill", 40)
        marks = {criterion.key: _mark(sheet, criterion, skill, draw) for criterion in sheet.criteria()}
        penalties = {row.key: Fraction(1) for row in sheet.penalties if draw(row.key, 10) == 0}
        made.append(replace(entrant, marks=marks, penalties=penalties))
    return made


def _mark(sheet: RuleSheet, criterion: Criterion, skill: int, draw: Callable[[str, int], int]) -> Mark:
    if criterion.by is By.AGREED:
        return _cell(criterion, skill, draw(criterion.key, 11) - 5)
    return {
        judge: _cell(criterion, skill, draw(criterion.key, 11) - 5 + draw(f"{criterion.key}/{judge}", 7) - 3)
        for judge in sheet.panel.judges
    }


def _cell(criterion: Criterion, skill: int, luck: int) -> str:
    share = Fraction(min(max(skill + luck, 0), 100), 100)
    top = criterion.maximum or Fraction(5)
    match criterion.kind:
        case Kind.MEASUREMENT:
            return "pass" if share > _HALF else "fail"
        case Kind.JUDGEMENT:
            return str(min(int(share * 4), 3))
        case Kind.TIME:
            return "DNF" if luck < _UNLUCKY else shown(_SLOWEST - share * 40 + Fraction(luck, 100), MOST_PLACES)
        case Kind.DEDUCTION | Kind.BONUS:
            share = (1 - share) / 2 if criterion.kind is Kind.DEDUCTION else share / 4
    return plain_text(Fraction(int(share * top / _HALF)) * _HALF)


def _drawer(word: str, index: int) -> Callable[[str, int], int]:
    def draw(what: str, below: int) -> int:
        digest = hashlib.sha256(f"{word}\n{index}\n{what}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % below

    return draw
