"""Keeping the calendar of working days."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.workdays import queries
from deqing_events.contests.workdays.models import CalendarYear
from deqing_events.domain.calendar_text import YearDays
from deqing_events.domain.roles import Actor

TAKEN = "这一年的日历刚被别人存过，请刷新后再改。"


class CalendarRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


def save(year: int, days: YearDays, source: str, *, by: Actor, now: dt.datetime) -> None:
    """Store a year, replacing what was there. Notices that are up keep the end they announced.

    Raises CalendarRefusedError when somebody else stored the year at the same time.
    """
    try:
        with database.transaction() as session:
            held = queries.one(year)
            if held is None:
                held = CalendarYear(year=year)
                session.add(held)
            held.holidays = [day.isoformat() for day in days.holidays]
            held.workdays = [day.isoformat() for day in days.workdays]
            held.source, held.by, held.at = source, by.who, now
            session.flush()
            counts = {"holidays": len(days.holidays), "workdays": len(days.workdays)}
            record("calendar.save", "calendar_year", held.id, by=by, now=now, year=year, **counts)
    except IntegrityError as error:
        raise CalendarRefusedError(database.violated(error) or TAKEN) from error
