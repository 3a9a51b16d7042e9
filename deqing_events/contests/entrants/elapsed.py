"""Times as people write them: 1:52:02, 52:02, or a time cell of a spreadsheet; whole seconds inside."""

import datetime as dt
import re

from deqing_events.domain.text import Cell, compact, is_number

ASK_FOR_TIME = "用时请写成 1:52:02 或 52:02。"

_CLOCK = re.compile(r"(?:(\d{1,2})days?,)?(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.(\d{1,9}))?")
_SIXTY = 60
_DAY = 24 * 3600


def parse_elapsed(text: str) -> int | None:
    """Return the seconds of ``h:mm:ss`` or ``mm:ss`` (any width of digit and colon), None for nothing.

    Raises ValueError with a sentence for anything else, minutes beyond 59 of an hour included.
    """
    value = compact(text)
    if not value:
        return None
    found = _CLOCK.fullmatch(value)
    if found is None:
        raise ValueError(ASK_FOR_TIME)
    days, hours, minutes, seconds, part = found.groups()
    if int(seconds) >= _SIXTY or (hours is not None and int(minutes) >= _SIXTY):
        raise ValueError(ASK_FOR_TIME)
    more = 1 if part and int(part[0]) >= 5 else 0  # noqa: PLR2004 - half a second rounds up
    return int(days or 0) * _DAY + int(hours or 0) * 3600 + int(minutes) * _SIXTY + int(seconds) + more


def elapsed_cell(value: Cell) -> int | None:
    """Return the seconds of a spreadsheet cell: text, a time, or an unformatted part of a day.

    Raises ValueError as ``parse_elapsed`` does.
    """
    if isinstance(value, dt.time):
        more = 1 if value.microsecond >= 500_000 else 0  # noqa: PLR2004 - half a second rounds up
        return value.hour * 3600 + value.minute * _SIXTY + value.second + more
    if isinstance(value, float) and 0 < value < 1:
        return round(value * _DAY)
    if value is None or isinstance(value, str):
        return parse_elapsed(value or "")
    if is_number(value) and value == 0:
        return 0
    raise ValueError(ASK_FOR_TIME)


def elapsed_text(seconds: int | None) -> str:
    """Write seconds as ``1:52:02`` (``0:52:02`` under an hour); empty for None."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // _SIXTY:02}:{rest % _SIXTY:02}"
