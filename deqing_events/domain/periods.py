"""Periods of the work report (indicators.md §5): both days included, any dates; kinds overlap and none sums another.

A *statistical year* runs from 1 October to 30 September, a *term* is one congress of the federation (届), a *plan* one
of the country's five-year plans.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MONTHS = 12
PLAN_YEARS = 5
TENTH_PLAN_STARTS = 2001
NUMERALS = "零一二三四五六七八九"


class PeriodKind(StrEnum):
    """Which cut of the calendar a period is."""

    YEAR = "year"
    STATISTICAL = "statistical"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    TERM = "term"
    PLAN = "plan"
    CUSTOM = "custom"


PERIOD_WORDS: Mapping[PeriodKind, str] = {
    PeriodKind.YEAR: "日历年",
    PeriodKind.STATISTICAL: "统计年度",
    PeriodKind.HALF: "半年",
    PeriodKind.QUARTER: "季度",
    PeriodKind.MONTH: "月",
    PeriodKind.TERM: "本届任期",
    PeriodKind.PLAN: "五年规划",
    PeriodKind.CUSTOM: "自定义",
}


class PeriodError(ValueError):
    """The end lies before the start; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Period:
    """All days from ``start`` to ``end``, both included. Raises PeriodError when there is none."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError("截止日期要不早于开始日期，请再看一遍。")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.start <= day <= self.end

    def overlaps(self, since: dt.date, until: dt.date | None) -> bool:
        """Tell whether some day from ``since`` to ``until`` (None: open) lies inside."""
        return since <= self.end and (until is None or until >= self.start)


@dataclass(frozen=True, slots=True)
class Cuts:
    """The settings of periods: first month of the statistical year, first day and years of a term."""

    statistical_month: int = 10
    term_start: dt.date = dt.date(2022, 1, 1)
    term_years: int = 5


CUTS = Cuts()


def period_at(kind: PeriodKind, day: dt.date, cuts: Cuts = CUTS) -> Period:
    """Return the period of a kind that holds ``day``. Raises ValueError for CUSTOM, which has no cut."""
    if kind is PeriodKind.CUSTOM:
        raise ValueError("a custom period is given by its days")
    if kind is PeriodKind.TERM:
        return _months_from(_term_first(day, cuts), cuts.term_years * MONTHS)
    if kind is PeriodKind.PLAN:
        first = day.year - (day.year - TENTH_PLAN_STARTS) % PLAN_YEARS
        return _months_from(dt.date(first, 1, 1), PLAN_YEARS * MONTHS)
    months, offset = {
        PeriodKind.YEAR: (12, 0),
        PeriodKind.STATISTICAL: (12, cuts.statistical_month - 1),
        PeriodKind.HALF: (6, 0),
        PeriodKind.QUARTER: (3, 0),
        PeriodKind.MONTH: (1, 0),
    }[kind]
    behind = (day.month - 1 - offset) % months
    return _months_from(plus_months(day.replace(day=1), -behind), months)


def previous(period: Period) -> Period:
    """Return the period before, for comparison: as many whole months before, else as many days."""
    following = period.end + dt.timedelta(days=1)
    if period.start.day == following.day == 1:
        months = (following.year - period.start.year) * MONTHS + following.month - period.start.month
        return _months_from(plus_months(period.start, -months), months)
    last = period.start - dt.timedelta(days=1)
    return Period(last - (period.end - period.start), last)


def a_year_before(period: Period) -> Period:
    """Return the same days of the year before; 29 February becomes the 28th."""
    return Period(plus_months(period.start, -MONTHS), plus_months(period.end, -MONTHS))


def kind_of(period: Period, today: dt.date, cuts: Cuts = CUTS) -> PeriodKind:
    """Return the kind whose cut a period is, at any time for years down to months; term and plan as of ``today``."""
    for kind in PeriodKind:
        if kind is PeriodKind.CUSTOM:
            break
        if kind in {PeriodKind.TERM, PeriodKind.PLAN}:
            if period == period_at(kind, today, cuts):
                return kind
        elif period == period_at(kind, period.start, cuts):
            return kind
    return PeriodKind.CUSTOM


def name_of(period: Period, today: dt.date, cuts: Cuts = CUTS) -> str:
    """Return what a period is called: 2026 日历年, 2025–2026 统计年度, 2026 年第 3 季度, 十五五, or 自定义."""
    kind, year, month = kind_of(period, today, cuts), period.start.year, period.start.month
    names = {
        PeriodKind.YEAR: f"{year} 日历年",
        PeriodKind.STATISTICAL: f"{year}–{period.end.year} 统计年度",
        PeriodKind.HALF: f"{year} 年{'上' if month == 1 else '下'}半年",
        PeriodKind.QUARTER: f"{year} 年第 {(month + 2) // 3} 季度",
        PeriodKind.MONTH: f"{year} 年 {month} 月",
        PeriodKind.TERM: "本届任期",
        PeriodKind.PLAN: f"{_plan_name(year)} 五年规划",
    }
    return names.get(kind, PERIOD_WORDS[kind])


def months_of(period: Period) -> Iterator[str]:
    """Yield the months a period touches as ``2026-09``, in order."""
    month = period.start.replace(day=1)
    while month <= period.end:
        yield f"{month:%Y-%m}"
        month = plus_months(month, 1)


def plus_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later (earlier when negative), the month's last day where it is shorter."""
    count = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(count, MONTHS)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _months_from(first: dt.date, months: int) -> Period:
    return Period(first, plus_months(first, months) - dt.timedelta(days=1))


def _term_first(day: dt.date, cuts: Cuts) -> dt.date:
    terms, months = 0, cuts.term_years * MONTHS
    while plus_months(cuts.term_start, (terms + 1) * months) <= day:
        terms += 1
    while plus_months(cuts.term_start, terms * months) > day:
        terms -= 1
    return plus_months(cuts.term_start, terms * months)


def _plan_name(first_year: int) -> str:
    number = (first_year - TENTH_PLAN_STARTS) // PLAN_YEARS + 10
    tens, ones = divmod(number, 10)
    written = ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")
    return f"{written}五"
