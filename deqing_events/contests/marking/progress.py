"""How far the marking is: per page how many cells are filled, per judge and entrant the sum or what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from deqing_events.contests.marking.grid import closed, stored
from deqing_events.contests.marking.score_sheets import TIMES, ScoreSheet
from deqing_events.contests.models import Entrant, Mark
from deqing_events.domain.rounding import number, plain_text


@dataclass(frozen=True)
class Chip:
    """One judge's standing with one entrant: the sum of marks, 缺 with how many, or a dash; ``kind`` is a style."""

    text: str
    kind: str


@dataclass(frozen=True)
class PageProgress:
    """One score sheet: its chips by entrant in the given order, filled cells and cells to fill."""

    sheet: ScoreSheet
    chips: Sequence[Chip]
    done: int
    wanted: int


def progress(
    sheets: Sequence[ScoreSheet],
    entrants: Sequence[Entrant],
    marks: Sequence[Mark],
    *,
    sealed: bool = False,
    told: bool = True,
) -> list[PageProgress]:
    """Return the progress of every page of marks; times and penalties have none.

    While blind codes are ``sealed``, a paper handed in under the number has counts only: its marks would tell whose
    code is whose. Who is not ``told`` who competes and whom a judge must not mark sees every code alike.
    """
    pages = [_page(sheet, entrants, marks, told=told) for sheet in sheets if sheet.key != TIMES]
    hidden = sealed and any(page.sheet.judge for page in pages)
    return [_counted(page) if hidden and not page.sheet.judge else page for page in pages]


def _counted(page: PageProgress) -> PageProgress:
    return replace(page, chips=[Chip("—", "quiet") for _ in page.chips])


def _page(sheet: ScoreSheet, entrants: Sequence[Entrant], marks: Sequence[Mark], *, told: bool) -> PageProgress:
    values = stored(sheet, entrants, marks)
    chips: list[Chip] = []
    done = wanted = 0
    for entrant in entrants:
        own = [values[entrant.id, column.key] for column in sheet.columns if (entrant.id, column.key) in values]
        out = bool(closed(sheet, entrant))
        if out and told:
            chips.append(Chip("—", "quiet"))
            continue
        wanted += 0 if out else len(sheet.columns)
        done += 0 if out else len(own)
        missing = len(sheet.columns) - len(own)
        chips.append(Chip(f"缺 {missing}" if own else "缺", "score--none") if missing else Chip(_sum(sheet, own), ""))
    return PageProgress(sheet, chips, done, wanted)


def _sum(sheet: ScoreSheet, values: Sequence[str]) -> str:
    if any(value in {"pass", "fail"} for value in values) or any(column.timed for column in sheet.columns):
        return "齐"
    return plain_text(sum((number(value) for value in values), Fraction(0)))
