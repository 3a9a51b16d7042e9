"""Questions about the calendar of working days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.workdays.models import CalendarYear
from deqing_events.domain.working_days import Calendar


@dataclass(frozen=True)
class Known:
    """The calendar as far as it is known, and the years it is known of."""

    calendar: Calendar
    years: frozenset[int]


def years() -> list[CalendarYear]:
    """Return every year on file, the latest first."""
    return list(database.session().scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


def one(year: int) -> CalendarYear | None:
    """Return a year, or None."""
    return database.session().scalars(select(CalendarYear).where(CalendarYear.year == year)).one_or_none()


def known() -> Known:
    """Return all that is on file as one calendar; weekends are free everywhere."""
    rows = years()
    return Known(
        Calendar(
            holidays=days([text for row in rows for text in row.holidays]),
            make_up_workdays=days([text for row in rows for text in row.workdays]),
        ),
        frozenset(row.year for row in rows),
    )


def days(texts: Sequence[str]) -> frozenset[dt.date]:
    """Return stored ISO days as dates."""
    return frozenset(map(dt.date.fromisoformat, texts))
