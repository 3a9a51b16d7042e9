"""Single values of a roster row (domain.md §4.4 rules 5 and 6)."""

import re
from datetime import date, datetime
from functools import lru_cache

from deqing_events.domain.identity import Gender, normalise_mobile
from deqing_events.domain.roster.codes import WarningCode
from deqing_events.domain.skill_levels import SkillLevel, skill_level
from deqing_events.domain.text import Cell, cell_text, compact_cell

_GENDERS = {
    "男": Gender.MALE,
    "男性": Gender.MALE,
    "M": Gender.MALE,
    "女": Gender.FEMALE,
    "女性": Gender.FEMALE,
    "F": Gender.FEMALE,
}
_YES_NO = dict.fromkeys(("是", "√", "✓", "✔", "Y", "有", "1", "True"), True) | dict.fromkeys(
    ("否", "×", "✗", "N", "不是", "0", "False"), False
)
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})"
    r"|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})日"
    r"|([0-9]{2})([0-9]{2}))"
)
_SEVERAL = re.compile("[/、,;]")


def parse_gender(value: Cell) -> Gender | None:
    """Return the sex that the cell names, or None."""
    return _GENDERS.get(compact_cell(value).upper())


def parse_yes_no(value: Cell) -> bool | None:
    """Return yes or no as the cell states it, or None."""
    return _YES_NO.get(compact_cell(value))


def parse_text(value: Cell) -> str | None:
    """Return free text as typed, trimmed; None for empty cells and placeholders."""
    return cell_text(value).strip() if compact_cell(value) else None


def parse_date(value: Cell) -> tuple[date | None, bool]:
    """Return the date and whether the cell was understood; an empty cell is understood as no date.

    Accepted: a real date cell, ``Y-M-D``, ``Y/M/D``, ``Y.M.D``, ``Y年M月D日`` and ``YYYYMMDD``.
    """
    if isinstance(value, datetime):
        return value.date(), True
    if isinstance(value, date):
        return value, True
    text = compact_cell(value)
    found = _written_date(text)
    return found, found is not None or not text


@lru_cache(maxsize=40_000)
def _written_date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_mobile(value: Cell) -> tuple[str | None, list[WarningCode]]:
    """Return the usable mobile number and what to warn about; of several numbers the first is taken."""
    text = compact_cell(value)
    parts = [part for part in _SEVERAL.split(text) if part]
    if not parts:
        return None, [WarningCode.MOBILE_MISSING]
    warnings = [WarningCode.MOBILE_MULTIPLE] if len(parts) > 1 else []
    mobile = normalise_mobile(parts[0])
    return mobile, warnings if mobile else [*warnings, WarningCode.MOBILE_INVALID]


def parse_skill_level(value: Cell) -> tuple[SkillLevel | None, bool]:
    """Return the level and whether the cell was understood; an empty cell is understood as none."""
    text = compact_cell(value)
    level = skill_level(text) if text else None
    return level, level is not None or not text
