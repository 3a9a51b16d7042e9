"""Tables written as csv that opens right in Excel and WPS (domain.md §5)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from deqing_events.domain.tables import Column, Table, Value, shown

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table) -> bytes:
    """Return the header, the rows and the total as UTF-8 with a byte order mark.

    Text that a spreadsheet would take for a formula is prefixed with an apostrophe.
    """
    return b"".join(csv_parts(table.columns, [table.all_rows()]))


def csv_parts(columns: Sequence[Column], parts: Iterable[Sequence[tuple[Value, ...]]]) -> Iterator[bytes]:
    """Yield the same file piece by piece, for rows too many to hold: the header, then each part of the rows."""
    yield _lines([[_safe(column.title) for column in columns]]).encode("utf-8-sig")
    for rows in parts:
        cells = ([_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in rows)
        yield _lines(cells).encode()


def _lines(rows: Iterable[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()


def _cell(value: Value, column: Column) -> str:
    text = shown(value, column)
    return _safe(text) if isinstance(value, str) else text


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
