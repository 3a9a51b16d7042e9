"""Text as people type it, brought to one form before it is compared or stored (domain.md §4.3)."""

import re
import unicodedata
from datetime import date, time
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | time | None
"""One spreadsheet cell; a ``datetime`` is a ``date`` here too."""

PLACEHOLDERS = frozenset({"无", "暂无", "/", "-", "—", "N/A", "n/a"})
"""Compact words that people type into a cell to say that it is empty."""

ID_DIGITS = 9
"""Digits that fit a 32-bit column whatever they are."""

_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]+")
_SPACE_OR_ZERO_WIDTH = re.compile("[\\s\u200b-\u200d\u2060\ufeff]+")


def compact(value: str) -> str:
    """Return the text in NFKC without any white space or zero-width character."""
    if value.isascii() and value.isalnum():
        return value
    return _SPACE_OR_ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", value))


def single_spaced(value: str) -> str:
    """Return the text in NFKC without zero-width characters, trimmed, with single inner spaces."""
    return " ".join(_ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", value)).split())


def row_id(text: str | None) -> int | None:
    """Return the number of a stored row as a form sends it; None for anything else, also for what no column holds."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None


def is_number(value: Cell) -> bool:
    """Tell whether the cell is a number cell; a yes/no cell is not one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def cell_text(value: Cell) -> str:
    """Return what the cell shows: whole numbers as digits, dates as ``YYYY-MM-DD``, nothing as ``""``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def compact_cell(value: Cell) -> str:
    """Return the compact text of a cell; placeholders such as 无 give the empty text."""
    text = compact(cell_text(value))
    return "" if text in PLACEHOLDERS else text
