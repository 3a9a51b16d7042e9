"""One table of the contest workbook: finding it by name or header, and reading its cells with findings per line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from deqing_events.contests.entrants.elapsed import elapsed_cell
from deqing_events.domain.sheets import Row, Sheet, TableStart, filled_down, find_table, is_blank, is_footer
from deqing_events.domain.text import Cell, cell_text, compact, compact_cell, single_spaced

_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right in the workbook; ``row`` as the spreadsheet counts, 0 for a whole sheet."""

    sheet: str
    row: int
    sentence: str

    def __str__(self) -> str:
        where = f"“{self.sheet}”第 {self.row} 行" if self.row else f"“{self.sheet}”"
        return f"{where}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is recognised: its sheet's usual name, header words to keys, the keys it must have."""

    name: str
    words: Mapping[str, str]
    needed: tuple[str, ...]


def shown_number(value: float) -> str:
    """Write a number cell with the 15 digits that a spreadsheet keeps, so that 0.1 + 0.2 reads 0.3."""
    return format(Decimal(f"{value:.15g}"), "f")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a found table; reading a bad cell adds a finding and gives nothing."""

    start: TableStart
    number: int
    row: Row
    filled: Mapping[tuple[int, str], Cell]
    findings: list[Finding]

    def note(self, sentence: str) -> None:
        """Add a finding at this line."""
        self.findings.append(Finding(self.start.sheet.name, self.number, sentence))

    def cell(self, key: str) -> Cell:
        """Return the raw cell, or what a vertically merged cell gives to this line."""
        value = self.start.cell(self.row, key)
        return self.filled.get((self.number, key)) if value is None else value

    def text(self, key: str) -> str:
        """Return the cell as text with single spaces; placeholders are empty."""
        value = self.cell(key)
        return single_spaced(cell_text(value)) if compact_cell(value) else ""

    def code(self, key: str) -> str:
        """Return a number or code without any white space."""
        return compact_cell(self.cell(key))

    def decimal(self, key: str, title: str) -> Decimal | None:
        """Return the cell as an exact decimal, None when it is empty."""
        return self.decimal_of(self.cell(key), title)

    def decimal_of(self, value: Cell, title: str) -> Decimal | None:
        """Return any cell of this line as an exact decimal: a spreadsheet's number is read as it is shown."""
        if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
            self.note(f"{title}请填数字。")
            return None
        text = shown_number(value) if isinstance(value, float) else compact_cell(value)
        if not text:
            return None
        if not _DECIMAL.fullmatch(text):
            self.note(f"{title}“{text[:20]}”不是数字或小数太长，请改好或留空。")
            return None
        return Decimal(text)

    def elapsed(self, key: str) -> int | None:
        """Return the cell as seconds, None when it is empty."""
        try:
            return elapsed_cell(self.cell(key))
        except ValueError as error:
            self.note(str(error))
            return None


@dataclass(slots=True)
class Reader:
    """Finds tables among the sheets and collects every finding."""

    sheets: Sequence[Sheet]
    findings: list[Finding] = field(default_factory=list)

    def find(self, layout: Layout, *, required: bool = True) -> TableStart | None:
        """Return the table of a layout, the sheet of that name first; a finding when a required one is not there."""
        own = compact(layout.name)
        ordered = sorted(self.sheets, key=lambda sheet: compact(sheet.name) != own)
        found = find_table(ordered, layout.words, [frozenset({key}) for key in layout.needed])
        if found is None and required:
            words = {key: word for word, key in reversed(list(layout.words.items()))}
            columns = "、".join(words[key] for key in layout.needed)
            self.findings.append(Finding(layout.name, 0, f"没有找到这张表，表头要有：{columns}。"))
        return found

    def lines(self, start: TableStart | None, merged: Sequence[str] = ()) -> Iterator[Line]:
        """Yield the filled rows below the header up to a footer; ``merged`` columns are filled down."""
        if start is None:
            return
        filled = filled_down(start, merged)
        for number, row in start.body():
            if is_blank(row):
                continue
            if is_footer(row):
                return
            yield Line(start, number, row, filled, self.findings)
