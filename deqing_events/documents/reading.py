"""Workbooks read back in as plain cells, with the row numbers that the spreadsheet shows."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from deqing_events.documents.archive import ASK_FOR_XLSX, MAX_UNPACKED, UnreadableWorkbook, repacked
from deqing_events.domain.sheets import MergedRange, Sheet
from deqing_events.domain.text import Cell

__all__ = ["MAX_ROWS", "UnreadableWorkbook", "read_sheets"]

MAX_ROWS = 200_000
MAX_CELLS = 12_000_000
MAX_SHEETS = 200

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_EXACT_INTEGERS = 2**53


def read_sheets(content: bytes, *, max_rows: int = MAX_ROWS, max_unpacked: int = MAX_UNPACKED) -> list[Sheet]:
    """Return the worksheets of an xlsx file in their order, hidden ones included and marked.

    Cells are text, whole or decimal numbers, yes/no, dates and times, or None. Raises
    UnreadableWorkbook with a sentence for the person when the file is something else, is broken,
    unpacks to too much, or holds more than ``max_rows`` rows in a sheet.
    """
    clean = repacked(content, max_unpacked)
    _check_extent(clean, max_rows)
    clean.seek(0)
    return _guarded(lambda: list(_sheets(clean)))


def _guarded(work: Callable[[], list[Sheet]]) -> list[Sheet]:
    try:
        return work()
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise _broken() from error
    except BaseException as error:
        # A panic inside the Rust parser arrives as a BaseException that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise _broken() from error
        raise


def _broken() -> UnreadableWorkbook:
    return UnreadableWorkbook(f"文件内容不完整或已损坏。{ASK_FOR_XLSX}")


def _sheets(clean: io.BytesIO) -> Iterator[Sheet]:
    workbook = CalamineWorkbook.from_filelike(clean)
    for meta in workbook.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            yield _sheet(workbook.get_sheet_by_name(meta.name), hidden=meta.visible != SheetVisibleEnum.Visible)


def _sheet(source: CalamineSheet, *, hidden: bool) -> Sheet:
    rows = tuple(tuple(map(_cell, row)) for row in source.to_python(skip_empty_area=False))
    merged = tuple(
        MergedRange(first[0], first[1], last[0], last[1])
        for first, last in source.merged_cell_ranges or ()
        if first[0] < len(rows)
    )
    return Sheet(source.name, rows, merged, hidden)


def _cell(value: Any) -> Cell:  # noqa: ANN401 - the parser's own mix of types is narrowed here
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return int(value)
    if isinstance(value, timedelta):
        return str(value)
    return value  # type: ignore[no-any-return]  # str, float, bool, date, datetime or time by its own promise


def _check_extent(clean: io.BytesIO, max_rows: int) -> None:
    """Refuse a sheet whose used area is too large: the parser lays it out in full."""
    with zipfile.ZipFile(clean) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if len(names) > MAX_SHEETS:
            raise UnreadableWorkbook("工作表太多。请只保留名单所在的工作表后重新上传。")
        for name in names:
            with archive.open(name) as part:
                extent = _Extent(max_rows)
                extent.measure(part.read())


@dataclass
class _Extent:
    """Follows the cells with content of one sheet and raises as soon as their area is too large."""

    max_rows: int
    reference: str = ""
    last_row: int = 0
    last_column: int = 0

    def measure(self, xml: bytes) -> None:
        """Read the sheet's XML without building it; a document type is refused with its entities."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(xml, True)  # noqa: FBT003 - the C function takes no keyword
        except expat.ExpatError as error:
            raise _broken() from error

    def _doctype(self, *_: object) -> None:
        raise _broken()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" or name.endswith(":c"):
            self.reference = attributes.get("r", "")
        elif self.reference and name.rpartition(":")[2] in {"v", "is", "f"}:
            self._note(self.reference)
            self.reference = ""

    def _note(self, reference: str) -> None:
        place = _REFERENCE.fullmatch(reference)
        if place is None:
            raise _broken()
        column = 0
        for letter in place[1]:
            column = column * 26 + ord(letter) - 64
        self.last_row = max(self.last_row, int(place[2]))
        self.last_column = max(self.last_column, column)
        if self.last_row > self.max_rows:
            raise UnreadableWorkbook(
                f"工作表超过 {self.max_rows:,} 行（内容到第 {self.last_row:,} 行）。"
                "请删去下方多余的内容，或拆成几个文件分别上传。"
            )
        if self.last_row * self.last_column > MAX_CELLS:
            raise UnreadableWorkbook("工作表的列太多。请删去右侧多余的列后重新上传。")
