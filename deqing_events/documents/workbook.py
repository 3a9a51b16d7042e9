"""Tables written as an xlsx workbook ready to print (domain.md §5)."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import IO, Any

import xlsxwriter

from deqing_events.domain.rounding import rounded
from deqing_events.domain.tables import Column, Kind, Table, Value

_A4 = 9
_MAX_SHEET_NAME = 31
_MAX_TEXT = 32_767
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_GRID = {"border": 1}


def workbook_bytes(tables: Sequence[Table], *, made_at: datetime | None = None) -> bytes:
    """Return an xlsx file with one sheet per table.

    Each sheet has the merged title, the line of 填报单位 and date where there is one, a frozen
    header that is repeated on every page, and an A4 landscape print area. Text is always written
    as text: nothing that people typed becomes a formula, a link or a number. With ``made_at`` in
    place of the moment of writing the same tables give the same bytes.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        _date(book, made_at)
        styles = Styles(book)
        for name, table in zip(_sheet_names(tables), tables, strict=True):
            _SheetWriter(book.add_worksheet(name), table, styles).write()
    return target.getvalue()


def write_workbook(
    target: IO[bytes], table: Table, rows: Iterable[tuple[Value, ...]], *, made_at: datetime | None = None
) -> None:
    """Write one sheet with the table's head and tail around ``rows``, holding one row at a time: for very many.

    ``made_at`` as in ``workbook_bytes``.
    """
    options = {**OPTIONS, "in_memory": False, "constant_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        _date(book, made_at)
        (name,) = _sheet_names([table])
        _SheetWriter(book.add_worksheet(name), table, Styles(book)).write(rows)


def _date(book: Any, made_at: datetime | None) -> None:  # noqa: ANN401 - XlsxWriter has no types
    if made_at is not None:
        book.set_properties({"created": made_at})


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """Return names that Excel accepts: no more than 31 characters, no two equal."""
    names: list[str] = []
    for table in tables:
        wanted = (table.sheet_name or table.title).translate(_NOT_IN_SHEET_NAMES).strip(" '") or "表"
        name, number = wanted[:_MAX_SHEET_NAME], 1
        while name.lower() in {taken.lower() for taken in names}:
            number += 1
            tail = f" {number}"
            name = wanted[: _MAX_SHEET_NAME - len(tail)] + tail
        names.append(name)
    return names


class Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        self.title = self._style(font_size=16, bold=True, align="center")
        self.subtitle = self._style(align="left")
        self.header = self._style(
            bold=True, align="center", text_wrap=True, bg_color="#F2F2F2", num_format="@", **_GRID
        )
        self.note = self._style(align="left", text_wrap=True)

    def _style(self, **properties: Any) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(_FONT | properties)
        return self._made[key]

    def typed(self, **properties: Any) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Return the format of a cell that people type into: always text."""
        return self._style(num_format="@", align="left", **_GRID, **properties)

    def body(self, column: Column, *, bold: bool) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Return the format of the column's cells."""
        align = "left" if column.kind is Kind.TEXT else "right"
        return self._style(num_format=_number_format(column), align=align, bold=bold, **_GRID)


def _number_format(column: Column) -> str:
    decimals = "0." + "0" * column.places if column.places else "0"
    return {
        Kind.TEXT: "@",
        Kind.INTEGER: "0",
        Kind.DECIMAL: "General" if column.places is None else decimals,
        Kind.PERCENT: "0.00%" if column.places is None else f"{decimals}%",
        Kind.DATE: "yyyy-mm-dd",
        Kind.DATETIME: "yyyy-mm-dd hh:mm",
    }[column.kind]


class _SheetWriter:
    """Writes one table to one sheet from the top down."""

    def __init__(self, sheet: Any, table: Table, styles: Styles) -> None:  # noqa: ANN401 - untyped library
        self._sheet = sheet
        self._table = table
        self._styles = styles
        self._body = {bold: [styles.body(column, bold=bold) for column in table.columns] for bold in (False, True)}
        self._row = 0

    def write(self, rows: Iterable[tuple[Value, ...]] | None = None) -> None:
        """Write every part and set up the page; ``rows`` stand in for the table's own."""
        table = self._table
        for index, column in enumerate(table.columns):
            self._sheet.set_column(index, index, column.width)
        self._line(table.title, self._styles.title, height=28)
        if table.subtitle:
            self._line(table.subtitle, self._styles.subtitle)
        header_row = self._row
        for index, column in enumerate(table.columns):
            self._sheet.write_string(self._row, index, column.title, self._styles.header)
        self._row += 1
        for row in table.rows if rows is None else rows:
            self._values(row, bold=False)
        if table.total is not None:
            self._values(table.total, bold=True)
        self._tail()
        set_up_page(self._sheet, header_row, len(table.columns), self._row - 1)

    def _line(self, text: str, style: Any, height: int = 20) -> None:  # noqa: ANN401 - untyped library
        last = len(self._table.columns) - 1
        if last:
            self._sheet.merge_range(self._row, 0, self._row, last, "", style)
        self._sheet.write_string(self._row, 0, text[:_MAX_TEXT], style)
        self._sheet.set_row(self._row, height)
        self._row += 1

    def _values(self, row: tuple[Value, ...], *, bold: bool) -> None:
        cells = zip(row, self._table.columns, self._body[bold], strict=True)
        for index, (value, column, style) in enumerate(cells):
            self._value(index, value, column, style)
        self._row += 1

    def _value(self, index: int, value: Value, column: Column, style: Any) -> None:  # noqa: ANN401 - untyped
        if value is None:
            self._sheet.write_blank(self._row, index, None, style)
        elif isinstance(value, str) or column.kind is Kind.TEXT:
            self._sheet.write_string(self._row, index, str(value)[:_MAX_TEXT], style)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, index, _wall_time(value), style)
        else:
            self._sheet.write_number(self._row, index, _stored(value, column), style)

    def _tail(self) -> None:
        for note in self._table.notes:
            self._line(note, self._styles.note, height=20 * (1 + note.count("\n")))
        if self._table.signatures:
            self._row += 1
            labels = "        ".join(f"{label}：____________" for label in self._table.signatures)
            self._line(labels, self._styles.note, height=28)


def set_up_page(sheet: Any, header_row: int, columns: int, last_row: int) -> None:  # noqa: ANN401 - untyped library
    """Freeze and repeat the header, and set the print area: A4 landscape, as wide as the page, with page numbers."""
    sheet.freeze_panes(header_row + 1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.print_area(0, 0, last_row, columns - 1)
    sheet.set_footer("&C第 &P 页/共 &N 页")


def _wall_time(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _stored(value: int | Decimal | Fraction, column: Column) -> float:
    """Return what the cell stores: a spreadsheet knows binary numbers only, so it is rounded first."""
    exact = Fraction(value)
    number = exact if column.kind is Kind.INTEGER or column.places is None else rounded(exact, column.places)
    return float(number / 100 if column.kind is Kind.PERCENT else number)
