"""Tables written as csv that opens right in Excel and WPS (domain.md §5)."""

import csv
import io

from deqing_events.domain.tables import Column, Table, Value, shown

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table) -> bytes:
    """Return the header, the rows and the total as UTF-8 with a byte order mark.

    Text that a spreadsheet would take for a formula is prefixed with an apostrophe.
    """
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([_safe(column.title) for column in table.columns])
    for row in table.all_rows():
        writer.writerow([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])
    return target.getvalue().encode("utf-8-sig")


def _cell(value: Value, column: Column) -> str:
    text = shown(value, column)
    return _safe(text) if isinstance(value, str) else text


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
