"""How long a public notice (公示) runs: so many working days, counted from its first day (domain.md §3.1 row 10).

The period is whole days: a notice has ended once its last day is over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from deqing_events.domain.working_days import Calendar, working_days

DEFAULT_DAYS = 5
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a notice, both included, and how many working days lie in it.

    ``missing_years`` are years of which the calendar of holidays is not known: only weekends were left out there.
    """

    starts_on: date
    ends_on: date
    days: int
    missing_years: tuple[int, ...] = ()


def period(start: date, days: int, calendar: Calendar, known_years: Collection[int]) -> Period:
    """Return the period of a notice that is put up on ``start`` for ``days`` working days.

    ``start`` counts when it is a working day. ValueError for no days, more than MOST_DAYS, or a calendar without
    enough working days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a notice runs for 1 to {MOST_DAYS} working days")
    last = working_days(start, days, calendar, count_start=True)[-1]
    missing = tuple(year for year in range(start.year, last.year + 1) if year not in known_years)
    return Period(start, last, days, missing)


def days_left(held: Period, today: date, calendar: Calendar) -> int:
    """Return how many working days are left, today included; all of them before the notice begins, 0 after its end."""
    day, left = max(today, held.starts_on), 0
    while day <= held.ends_on:
        left += calendar.is_working_day(day)
        day += timedelta(days=1)
    return left


def has_ended(held: Period, today: date) -> bool:
    """Tell whether the last day is over."""
    return today > held.ends_on
