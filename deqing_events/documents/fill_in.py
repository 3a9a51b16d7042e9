"""Workbooks for people to fill in and hand in again: text cells, lists to choose from, what to write in each cell."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from deqing_events.documents.workbook import OPTIONS, Styles, set_up_page

_MAX_TEXT = 32_767
_MAX_MESSAGE = 255
_MAX_TITLE = 32
_CHOICES_SHEET = "选项"
_MARK = "#FFF2CC"


@dataclass(frozen=True, slots=True)
class FillColumn:
    """One column: its heading, what to write in it, and the words to choose from."""

    title: str
    width: int = 14
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FillIn:
    """A sheet to fill in: ``rows`` are there already, the ones in ``marked`` stand out; ``room`` rows can be filled."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    columns: tuple[FillColumn, ...]
    rows: Sequence[tuple[str, ...]]
    room: int
    sheet_name: str
    file_name: str
    marked: frozenset[int] = field(default=frozenset())


def fill_in_bytes(sheet: FillIn) -> bytes:
    """Return the xlsx file: the sheet, one that explains its columns, and a hidden one with the words to choose."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        _Writer(book, sheet).write()
    return target.getvalue()


class _Writer:
    """Writes the three sheets."""

    def __init__(self, book: Any, sheet: FillIn) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._book = book
        self._fill_in = sheet
        self._styles = Styles(book)
        self._sheet = book.add_worksheet(sheet.sheet_name)

    def write(self) -> None:
        """Write everything and set up the page."""
        self._head()
        self._body()
        self._explain()
        self._offer_choices()
        printed = self._header_row + len(self._fill_in.rows)
        set_up_page(self._sheet, self._header_row, len(self._fill_in.columns), printed)

    @property
    def _header_row(self) -> int:
        return 3 if self._fill_in.notes else 2

    @property
    def _last_row(self) -> int:
        return self._header_row + max(self._fill_in.room, len(self._fill_in.rows))

    def _head(self) -> None:
        self._across(0, self._fill_in.title, self._styles.title, 28)
        self._across(1, self._fill_in.subtitle, self._styles.subtitle, 20)
        if self._fill_in.notes:
            self._across(2, "\n".join(self._fill_in.notes), self._styles.note, 18 * len(self._fill_in.notes) + 4)
        text = self._book.add_format({"num_format": "@"})
        for index, column in enumerate(self._fill_in.columns):
            self._sheet.set_column(index, index, column.width, text)
            title = f"{column.title}*" if column.required else column.title
            self._sheet.write_string(self._header_row, index, title[:_MAX_TEXT], self._styles.header)

    def _across(self, row: int, text: str, style: Any, height: int) -> None:  # noqa: ANN401 - untyped library
        last = len(self._fill_in.columns) - 1
        if last:
            self._sheet.merge_range(row, 0, row, last, "", style)
        self._sheet.write_string(row, 0, text[:_MAX_TEXT], style)
        self._sheet.set_row(row, height)

    def _body(self) -> None:
        plain, marked = self._styles.typed(), self._styles.typed(bg_color=_MARK)
        for position in range(max(self._fill_in.room, len(self._fill_in.rows))):
            cells = self._fill_in.rows[position] if position < len(self._fill_in.rows) else ()
            style = marked if position in self._fill_in.marked else plain
            for index in range(len(self._fill_in.columns)):
                text = cells[index] if index < len(cells) else ""
                if text:
                    self._sheet.write_string(self._header_row + 1 + position, index, text[:_MAX_TEXT], style)
                else:
                    self._sheet.write_blank(self._header_row + 1 + position, index, None, style)

    def _explain(self) -> None:
        sheet = self._book.add_worksheet("填写说明")
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 2, 80)
        for index, title in enumerate(("栏目", "要不要填", "怎么填")):
            sheet.write_string(0, index, title, self._styles.header)
        told = [column for column in self._fill_in.columns if column.note or column.required or column.choices]
        for row, column in enumerate(told, 1):
            choices = f"从下拉里选：{'、'.join(column.choices[:20])}" if column.choices else ""
            words = (
                column.title,
                "必填" if column.required else "选填",
                "。".join(part for part in (column.note, choices) if part),
            )
            for index, word in enumerate(words):
                sheet.write_string(row, index, word[:_MAX_TEXT], self._styles.typed(text_wrap=True))
        sheet.freeze_panes(1, 0)

    def _offer_choices(self) -> None:
        offered = self._book.add_worksheet(_CHOICES_SHEET)
        offered.hide()
        first, last = self._header_row + 1, self._last_row
        for index, column in enumerate(self._fill_in.columns):
            rule: dict[str, Any] = {"validate": "any"}
            if column.choices:
                for row, word in enumerate(column.choices):
                    offered.write_string(row, index, word[:_MAX_TEXT])
                area = f"={_CHOICES_SHEET}!{_cell(0, index)}:{_cell(len(column.choices) - 1, index)}"
                rule = {"validate": "list", "source": area, "error_title": "请从下拉里选"}
                rule["error_message"] = f"“{column.title[:20]}”只能填下拉里的内容。"
            if column.note:
                rule |= {"input_title": column.title[:_MAX_TITLE], "input_message": column.note[:_MAX_MESSAGE]}
            if len(rule) > 1:
                self._sheet.data_validation(first, index, last, index, rule)


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
