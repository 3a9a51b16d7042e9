"""The cells of a spreadsheet as the law sees them, and the search for a table's header row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from deqing_events.domain.text import Cell, cell_text, compact, compact_cell

Row: TypeAlias = tuple[Cell, ...]

HEADER_SEARCH_ROWS = 10
"""A table's header stands in one of the first ten rows (domain.md §4.4 rule 1)."""

FOOTERS = ("合计", "小计", "总计", "填表人", "审核人", "制表人", "说明", "注:")
"""Words that open a row under a table which names nobody (domain.md §4.4 rule 2)."""

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged area; rows and columns count from 0 and both ends are included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows[0]`` is the spreadsheet's row 1, ``rows[0][0]`` its cell A1."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[MergedRange] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableStart:
    """Where a table begins: its sheet, header row (as the spreadsheet counts) and columns by key."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    ignored: tuple[str, ...] = field(default=())

    def cell(self, row: Row, key: str) -> Cell:
        """Return the row's cell in the named column; None where the column is not there."""
        column = self.columns.get(key)
        return None if column is None or column >= len(row) else row[column]

    def body(self) -> Iterable[tuple[int, Row]]:
        """Yield the rows below the header with their spreadsheet numbers."""
        return enumerate(self.sheet.rows[self.header_row :], self.header_row + 1)


def header_word(value: Cell) -> str:
    """Return a header cell without white space, bracketed text and trailing ``*`` and ``:``."""
    text = compact(cell_text(value))
    return _BRACKETED.sub("", text).rstrip("*:")


def read_header(row: Row, words: Mapping[str, str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the columns by key and the texts of the columns that have no meaning here.

    ``words`` maps each accepted header word to its key. Of two columns for one key the left counts.
    """
    columns: dict[str, int] = {}
    ignored: list[str] = []
    for index, value in enumerate(row):
        key = words.get(header_word(value))
        if key is not None and key not in columns:
            columns[key] = index
        elif compact(cell_text(value)):
            ignored.append(cell_text(value).strip())
    return columns, tuple(ignored)


def find_table(
    sheets: Iterable[Sheet], words: Mapping[str, str], needed: Sequence[frozenset[str]]
) -> TableStart | None:
    """Return the first table that has, for each set in ``needed``, one of its keys as a column."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:HEADER_SEARCH_ROWS], 1):
            columns, ignored = read_header(row, words)
            if all(keys & columns.keys() for keys in needed):
                return TableStart(sheet, number, columns, ignored)
    return None


def filled_down(start: TableStart, keys: Iterable[str]) -> dict[tuple[int, str], Cell]:
    """Return the values that vertically merged cells of the named columns give to their lower rows.

    The result maps (spreadsheet row, key) to the value of the merged area's first cell.
    """
    by_column = {start.columns[key]: key for key in keys if key in start.columns}
    found: dict[tuple[int, str], Cell] = {}
    for area in start.sheet.merged:
        key = by_column.get(area.first_column)
        if key is None or area.first_row < start.header_row:
            continue
        value = start.cell(start.sheet.rows[area.first_row], key)
        last_row = min(area.last_row, len(start.sheet.rows) - 1)
        found.update({(row + 1, key): value for row in range(area.first_row + 1, last_row + 1)})
    return found


def is_blank(row: Row, but: int | None = None) -> bool:
    """Tell whether every cell, the one at column ``but`` left out, is empty or a placeholder."""
    return not any(compact_cell(value) for index, value in enumerate(row) if index != but)


def is_footer(row: Row) -> bool:
    """Tell whether the first filled cell of the row starts with a footer word such as 合计."""
    return next((text for text in map(compact_cell, row) if text), "").startswith(FOOTERS)
