"""One change of a batch: which cell or status, from what to what. Kept as JSON, said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deqing_events.contests.marking.change_words import EMPTY, STATUSES
from deqing_events.contests.marking.score_sheets import Column, ScoreSheet
from deqing_events.contests.models import Entrant
from deqing_events.domain.timing import stored_text

STATUS = "status"


@dataclass(frozen=True)
class Wanted:
    """A change: ``sheet`` and ``key`` name a cell, or ``key`` is ``status``. None is an empty cell."""

    entrant_id: int
    number: str
    sheet: str
    key: str
    before: str | None
    after: str | None

    @property
    def place(self) -> tuple[int, str, str]:
        """What it is about: a second change of the same replaces the first."""
        return self.entrant_id, self.sheet, self.key

    def stored(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def read(stored: Mapping[str, Any]) -> Wanted:
    """Return a stored change."""
    return Wanted(**stored)


def choices(sheets: Sequence[ScoreSheet]) -> list[tuple[str, str]]:
    """Return everything that can be corrected, as (value, words)."""
    cells = [(f"{sheet.key}|{column.key}", _titled(sheet, column)) for sheet in sheets for column in sheet.columns]
    return [*cells, (f"|{STATUS}", "参赛状态")]


def column_of(sheets: Sequence[ScoreSheet], sheet_key: str, key: str) -> tuple[ScoreSheet, Column] | None:
    """Return the sheet and column of a cell, or None when the rules have it no more."""
    return next(
        (
            (sheet, column)
            for sheet in sheets
            for column in sheet.columns
            if (sheet.key, column.key) == (sheet_key, key)
        ),
        None,
    )


def said(change: Wanted, sheets: Sequence[ScoreSheet], entrants: Mapping[int, Entrant]) -> str:
    """Return one line: A1 沈示例 裁判1 · 布线：54 → 55."""
    entrant = entrants.get(change.entrant_id)
    who = f"{change.number} {entrant.name}" if entrant else change.number
    if change.key == STATUS:
        return f"{who} 参赛状态：{_status(change.before)} → {_status(change.after)}"
    found = column_of(sheets, change.sheet, change.key)
    what = _titled(*found) if found else change.key
    words = dict(found[1].words) if found else {}
    timed = found is not None and found[1].timed
    before, after = (
        EMPTY if value is None else stored_text(value) if timed else words.get(value, value)
        for value in (change.before, change.after)
    )
    return f"{who} {what}：{before} → {after}"


def _titled(sheet: ScoreSheet, column: Column) -> str:
    return column.title if sheet.title == column.title else f"{sheet.title} · {column.title}"


def _status(value: str | None) -> str:
    return STATUSES.get(value or "", value or EMPTY)
