"""One organisation row at a time: its cells read by key, its problems noted as they are met."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from deqing_events.domain.identity import check_uscc
from deqing_events.domain.roster.units import township_stem
from deqing_events.domain.roster.values import parse_yes_no
from deqing_events.domain.sheets import Row, TableStart, header_word, is_blank, is_footer
from deqing_events.domain.text import Cell, cell_text, compact, compact_cell, single_spaced
from deqing_events.domain.units_sheet.rows import Problem, ProblemCode


class Townships:
    """The known townships by code and by name, with or without 镇 or 街道."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        self._by_stem: dict[str, str | None] = {}
        for code, name in names.items():
            stem = township_stem(name)
            self._by_stem[stem] = None if stem in self._by_stem else code
        self._by_name = {compact(name): code for code, name in names.items()}

    def find(self, code: str, name: str) -> tuple[str, str] | None:
        """Return code and name of the township that the cells mean, the code cell first; None if unknown."""
        known = code if code in self._names else self._by_name.get(name) or self._by_stem.get(township_stem(name))
        return None if known is None else (known, self._names[known])


@dataclass
class RowCells:
    """The cells of one row; ``problems`` grows while they are read."""

    start: TableStart
    number: int
    row: Row
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: ProblemCode) -> None:
        """Note a problem of this row."""
        self.problems.append(Problem(self.start.sheet.name, self.number, code))

    def raw(self, key: str) -> Cell:
        """Return the cell as it is."""
        return self.start.cell(self.row, key)

    def code(self, key: str) -> str:
        """Return a code: compact text, number cells as digits, empty for placeholders."""
        return compact_cell(self.raw(key))

    def text(self, key: str) -> str | None:
        """Return text as it is stored: without outer and double spaces, None when empty."""
        return single_spaced(cell_text(self.raw(key))) if self.code(key) else None

    def count(self, key: str) -> int | None:
        """Return a whole number of at least 0, or None with a problem when the cell holds something else."""
        text = self.code(key)
        if text.isascii() and text.isdigit():
            return int(text)
        if text:
            self.note(ProblemCode.COUNT_INVALID)
        return None

    def yes_no(self, key: str) -> bool | None:
        """Return yes or no, or None with a problem when the cell holds something else."""
        answer = parse_yes_no(self.raw(key))
        if answer is None and self.code(key):
            self.note(ProblemCode.YES_NO_UNKNOWN)
        return answer

    def uscc(self, key: str) -> tuple[str | None, bool]:
        """Return the credit code and whether it checks; a wrong one is kept as typed for staff to settle."""
        check = check_uscc(self.raw(key))
        if check.reason is not None:
            self.note(ProblemCode(check.reason))
        elif not check.org_code_ok:
            self.note(ProblemCode.USCC_ORG_CODE)
        return check.normalised or self.code(key) or None, check.valid

    def township(self, townships: Townships) -> tuple[str | None, str | None]:
        """Return code and name of the township, both None with a problem when it is not known."""
        code, name = self.code("township_code"), self.code("township")
        if not code and not name:
            self.note(ProblemCode.TOWNSHIP_MISSING)
            return None, None
        found = townships.find(code, name)
        if found is None:
            self.note(ProblemCode.TOWNSHIP_UNKNOWN)
            return None, None
        return found


def usable_rows(start: TableStart, words: Mapping[str, str], problems: list[Problem]) -> Iterator[RowCells]:
    """Yield the rows that have a name and a code of their own; the others are noted in ``problems``."""
    seen: set[str] = set()
    for number, row in start.body():
        if is_blank(row) or is_footer(row) or words.get(header_word(start.cell(row, "name"))) == "name":
            continue
        cells = RowCells(start, number, row, problems)
        code = cells.code("code")
        if not code:
            cells.note(ProblemCode.CODE_MISSING)
        elif not cells.code("name"):
            cells.note(ProblemCode.NAME_MISSING)
        elif code in seen:
            cells.note(ProblemCode.CODE_DUPLICATE)
        else:
            seen.add(code)
            yield cells
