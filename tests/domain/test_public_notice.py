"""How long a public notice runs, and the calendar as staff write it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.calendar_text import CalendarTextError, read_days, together, written
from deqing_events.domain.public_notice import MOST_DAYS, Period, days_left, has_ended, period
from deqing_events.domain.working_days import Calendar

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
CALENDARS = st.builds(
    lambda free, busy: Calendar(holidays=free, make_up_workdays=busy - free),
    st.frozensets(DAYS, max_size=20),
    st.frozensets(DAYS, max_size=20),
)
LENGTHS = st.integers(1, 15)
DAY = dt.timedelta(days=1)


def test_the_notice_of_the_picture() -> None:
    held = period(dt.date(2026, 11, 19), 5, Calendar(), {2026})
    assert held == Period(dt.date(2026, 11, 19), dt.date(2026, 11, 25), 5)
    assert days_left(held, dt.date(2026, 11, 23), Calendar()) == 3
    assert not has_ended(held, dt.date(2026, 11, 25))
    assert has_ended(held, dt.date(2026, 11, 26))


def test_a_week_of_holidays_and_its_make_up_days_count() -> None:
    known = Calendar(
        holidays={dt.date(2026, 10, day) for day in range(1, 8)},
        make_up_workdays={dt.date(2026, 9, 20), dt.date(2026, 10, 10)},
    )
    assert period(dt.date(2026, 9, 29), 5, known, {2026}).ends_on == dt.date(2026, 10, 10)


def test_years_nobody_entered_are_named() -> None:
    assert period(dt.date(2026, 12, 30), 5, Calendar(), {2026}).missing_years == (2027,)
    assert period(dt.date(2026, 12, 30), 5, Calendar(), ()).missing_years == (2026, 2027)
    for days in (0, MOST_DAYS + 1):
        with pytest.raises(ValueError, match="working days"):
            period(dt.date(2026, 12, 30), days, Calendar(), ())


@given(DAYS, LENGTHS, CALENDARS)
def test_a_period_holds_exactly_its_working_days(start: dt.date, days: int, calendar: Calendar) -> None:
    held = period(start, days, calendar, {2026})
    inside = [start + DAY * offset for offset in range((held.ends_on - start).days + 1)]
    assert sum(map(calendar.is_working_day, inside)) == days
    assert calendar.is_working_day(held.ends_on)
    assert days_left(held, start, calendar) == days_left(held, start - DAY, calendar) == days
    assert days_left(held, held.ends_on, calendar) == 1
    assert days_left(held, held.ends_on + DAY, calendar) == 0


@given(DAYS, LENGTHS, CALENDARS, st.integers(0, 40))
def test_days_left_only_go_down_and_end_with_the_notice(
    start: dt.date, days: int, calendar: Calendar, later: int
) -> None:
    held, today = period(start, days, calendar, ()), start + DAY * later
    before, after = days_left(held, today, calendar), days_left(held, today + DAY, calendar)
    assert before - after in {0, 1}
    assert has_ended(held, today) == (before == 0)


@given(DAYS, LENGTHS, CALENDARS, DAYS)
def test_a_further_holiday_never_shortens_a_notice(
    start: dt.date, days: int, calendar: Calendar, holiday: dt.date
) -> None:
    more = Calendar(holidays=frozenset(calendar.holidays) | {holiday}, make_up_workdays=calendar.make_up_workdays)
    assert period(start, days, more, ()).ends_on >= period(start, days, calendar, ()).ends_on


@given(st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=100))
def test_what_is_written_is_read_back(days: frozenset[dt.date]) -> None:
    assert frozenset(read_days(written(days), 2026)) == days


@pytest.mark.parametrize(
    ("line", "first", "count"),
    [
        ("2026-10-01 至 2026-10-07 国庆节", dt.date(2026, 10, 1), 7),
        ("2026年10月1日至10月7日", dt.date(2026, 10, 1), 7),
        ("10月1日—7日", dt.date(2026, 10, 1), 7),
        ("10.1-10.7", dt.date(2026, 10, 1), 7),
        ("2026/10/1\t2026/10/7\t国庆", dt.date(2026, 10, 1), 7),
        ("9月20日（周日）上班", dt.date(2026, 9, 20), 1),
        ("２０２６-０９-２０", dt.date(2026, 9, 20), 1),
        ("2026-02-30", None, 0),
        ("2027-01-01", None, 0),
        ("2026-10-07 至 2026-10-01", None, 0),
        ("国庆节", None, 0),
    ],
)
def test_lines_as_people_write_them(line: str, first: dt.date | None, count: int) -> None:
    if first is None:
        with pytest.raises(CalendarTextError, match="第 1 行"):
            read_days(line, 2026)
    else:
        days = read_days(line, 2026)
        assert (days[0], len(days)) == (first, count)


def test_no_day_is_free_and_worked() -> None:
    with pytest.raises(CalendarTextError, match="2026-10-01"):
        together([dt.date(2026, 10, 1)], [dt.date(2026, 10, 1)])
    with pytest.raises(CalendarTextError, match="120 天"):
        read_days("\n".join(f"2026-{month}-1 至 2026-{month}-28" for month in range(1, 6)), 2026)
