"""Working days of a public notice. The calendar (调休) is data: make-up workdays beat weekends and holidays."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

_SEARCH_LIMIT_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekend as ISO weekdays (1 = Monday), holidays and make-up workdays by date."""

    weekend: Collection[int] = (6, 7)
    holidays: Collection[date] = field(default_factory=frozenset)
    make_up_workdays: Collection[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.make_up_workdays:
            return True
        return day.isoweekday() not in self.weekend and day not in self.holidays


def working_days(start: date, days: int, calendar: Calendar, *, count_start: bool) -> list[date]:
    """Return the first `days` working days; the last one ends the notice.

    ValueError when the calendar has not enough working days within ten years.
    """
    counted: list[date] = []
    for offset in range(0 if count_start else 1, _SEARCH_LIMIT_DAYS):
        if len(counted) == days:
            return counted
        day = start + timedelta(days=offset)
        if calendar.is_working_day(day):
            counted.append(day)
    raise ValueError("the calendar has too few working days")
