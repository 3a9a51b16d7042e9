"""The holidays and make-up workdays of a year as staff write them: a day or a span per line, words after it ignored.

``2026-10-01 至 2026-10-07 国庆节`` is seven days, ``9月20日`` one day of the year asked for. A line pasted from a
spreadsheet (cells apart by tabs) is read the same way.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

LONGEST_SPAN = 31
MOST_DAYS = 120

_DAY = r"(?:(?P<{0}y>\d{{4}})[-/.年])?(?P<{0}m>\d{{1,2}})[-/.月](?P<{0}d>\d{{1,2}})日?"
_TO = r"\s*(?:至|到|-|–|—|~|\t)+\s*"
_LINE = re.compile(_DAY.format("a") + rf"(?:{_TO}(?:{_DAY.format('b')}|(?P<only>\d{{1,2}})日))?(?!\d)")


@dataclass(frozen=True, slots=True)
class YearDays:
    """The two lists of one year, sorted, each day once."""

    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


class CalendarTextError(ValueError):
    """A line cannot be read; the text is a sentence for people that names the line."""


def read_days(text: str, year: int) -> tuple[date, ...]:
    """Return the days of a text, sorted. Raises CalendarTextError for a line that is no day of ``year``."""
    found: set[date] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.update(_days_of(line, year, number))
    if len(found) > MOST_DAYS:
        raise CalendarTextError(f"一共写了 {len(found)} 天，一年最多 {MOST_DAYS} 天，请核对。")
    return tuple(sorted(found))


def together(holidays: Iterable[date], workdays: Iterable[date]) -> YearDays:
    """Return both lists of a year. Raises CalendarTextError when a day is in both."""
    free, busy = sorted(set(holidays)), sorted(set(workdays))
    both = sorted(set(free) & set(busy))
    if both:
        raise CalendarTextError(f"{both[0].isoformat()} 既写了放假又写了上班，请去掉一处。")
    return YearDays(tuple(free), tuple(busy))


def written(days: Collection[date]) -> str:
    """Write days the way ``read_days`` reads them, days in a row as one span."""
    lines: list[str] = []
    rest = sorted(days)
    while rest:
        run = 1
        while run < min(len(rest), LONGEST_SPAN) and rest[run] == rest[0] + timedelta(days=run):
            run += 1
        first, last = rest[0], rest[run - 1]
        lines.append(first.isoformat() if run == 1 else f"{first.isoformat()} 至 {last.isoformat()}")
        rest = rest[run:]
    return "\n".join(lines)


def _days_of(line: str, year: int, number: int) -> list[date]:
    found = _LINE.match(normalize("NFKC", line).strip())
    if found is None:
        raise CalendarTextError(f"第 {number} 行看不懂。请写成 2026-10-01，或 2026-10-01 至 2026-10-07。")
    first = _day(found, "a", year, number)
    last = _last(found, first, number)
    span = (last - first).days + 1
    if not 1 <= span <= LONGEST_SPAN:
        raise CalendarTextError(f"第 {number} 行的起止日期不对，最多连写 {LONGEST_SPAN} 天。")
    days = [first + timedelta(days=offset) for offset in range(span)]
    if any(day.year != year for day in days):
        raise CalendarTextError(f"第 {number} 行不是 {year} 年的日子，请写到那一年里。")
    return days


def _last(found: re.Match[str], first: date, number: int) -> date:
    """Return the end of a span: a day with its month, or only 7日 of the same month; the day itself without one."""
    if found["bm"]:
        return _day(found, "b", first.year, number)
    return _dated(first.year, first.month, int(found["only"] or first.day), number)


def _day(found: re.Match[str], side: str, year: int, number: int) -> date:
    return _dated(int(found[f"{side}y"] or year), int(found[f"{side}m"]), int(found[f"{side}d"]), number)


def _dated(year: int, month: int, day: int, number: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CalendarTextError(f"第 {number} 行的日期不存在，请核对。") from None
