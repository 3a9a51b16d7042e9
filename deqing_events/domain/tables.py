"""The one table behind a page, a workbook, a csv file and a print page (domain.md §5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from deqing_events.domain import rounding

Value: TypeAlias = str | int | Decimal | Fraction | date | datetime | None
"""A value of a table; None is an empty cell. Instants are wall times of Asia/Shanghai."""


class Kind(StrEnum):
    """How a column's values are written and aligned."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, Chinese heading, kind, and width in characters.

    Identity numbers, telephone numbers and codes are ``TEXT``. A ``PERCENT`` value is given in
    percent points (``Decimal("95.24")``). ``places`` are the decimals shown; None shows all
    decimals that the number has.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 12
    places: int | None = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table whose rows have one value per column.

    ``subtitle`` is the line with 填报单位 and date under the title. ``total`` is a last row set apart.
    ``notes`` follow the rows, ``signatures`` are labels with a blank to sign on. ``file_name`` has no
    ending. Raises ValueError when a row does not fit the columns.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    file_name: str
    subtitle: str = ""
    sheet_name: str = ""
    total: tuple[Value, ...] | None = None
    notes: tuple[str, ...] = field(default=())
    signatures: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs at least one column")
        for row in self.all_rows():
            if len(row) != len(self.columns):
                raise ValueError(f"a row has {len(row)} values for {len(self.columns)} columns")

    def all_rows(self) -> list[tuple[Value, ...]]:
        """Return the rows and, where there is one, the total row."""
        return [*self.rows, *([self.total] if self.total is not None else [])]


def shown(value: Value, column: Column) -> str:
    """Return the value as text for pages, csv and print: dates ISO, times to the minute."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if column.kind is not Kind.DATE else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return _shown_number(value, column)


def _shown_number(value: int | Decimal | Fraction, column: Column) -> str:
    if column.kind not in {Kind.DECIMAL, Kind.PERCENT}:
        return str(value)
    text = _number_text(value, column.places)
    return f"{text}%" if column.kind is Kind.PERCENT else text


def _number_text(value: int | Decimal | Fraction, places: int | None) -> str:
    if places is not None:
        return rounding.shown(Fraction(value), places)
    return f"{value:f}" if isinstance(value, Decimal) else rounding.plain_text(Fraction(value))
