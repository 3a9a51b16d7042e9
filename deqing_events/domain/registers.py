"""Figures of dated register rows: editions of the games, themed campaigns, unions, covered units, centres.

A balance (现有) counts rows valid on the period's last day; an empty date is open. Editions count by
the day they closed.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from deqing_events.domain.kinds import CampaignKind
from deqing_events.domain.measures import Measure
from deqing_events.domain.periods import Period
from deqing_events.domain.tally import Count, Line

CLOSED = "closed"


class CampaignRow(NamedTuple):
    """A campaign; ``year`` is the calendar year of its edition."""

    id: int
    kind: str
    year: int
    state: str
    starts_on: dt.date | None
    ends_on: dt.date | None


class RegisterRow(NamedTuple):
    """A union, unit or centre. ``kind`` is single or joint for a union; a unit is valid while its union is too."""

    id: int
    kind: str
    township_id: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    union_from: dt.date | None = None
    union_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Registers:
    """All rows of the registers; ``covered`` are the units that have a union."""

    campaigns: tuple[CampaignRow, ...] = ()
    unions: tuple[RegisterRow, ...] = ()
    covered: tuple[RegisterRow, ...] = ()
    centres: tuple[RegisterRow, ...] = ()

    def of_townships(self, townships: Collection[int | None]) -> "Registers":
        """Return the rows of some townships; campaigns have none."""

        def there(rows: Iterable[RegisterRow]) -> tuple[RegisterRow, ...]:
            return tuple(row for row in rows if row.township_id in townships)

        return Registers((), there(self.unions), there(self.covered), there(self.centres))


def is_valid(row: RegisterRow, on: dt.date) -> bool:
    """Tell whether a row holds on a day, both its first and last day included."""
    return _holds(row.valid_from, row.valid_to, on) and _holds(row.union_from, row.union_to, on)


def _holds(since: dt.date | None, until: dt.date | None, on: dt.date) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)


def closed_editions(campaigns: Iterable[CampaignRow], until: dt.date) -> list[CampaignRow]:
    """Return the editions of the skills games that had closed by a day."""
    return [
        row
        for row in campaigns
        if row.kind == CampaignKind.SKILLS_GAMES and row.state == CLOSED and row.ends_on and row.ends_on <= until
    ]


def longest_run(years: Iterable[int]) -> list[int]:
    """Return the longest run of consecutive years; of equal ones the latest."""
    best: list[int] = []
    run: list[int] = []
    for year in sorted(set(years)):
        run = [*run, year] if run and run[-1] == year - 1 else [year]
        if len(run) >= len(best):
            best = run
    return best


def _editions(registers: Registers, period: Period) -> list[Line]:
    closed = closed_editions(registers.campaigns, period.end)
    return [Line("campaign", row.id, 1) for row in closed if row.ends_on in period]


def _edition_years(registers: Registers, period: Period) -> list[Line]:
    """One line per year of the run: the first edition of that year speaks for it, others of the year count 0."""
    closed = closed_editions(registers.campaigns, period.end)
    run, spoken, found = longest_run(row.year for row in closed), set(), []
    for row in sorted(closed, key=lambda row: (row.year, row.id)):
        if row.year in run:
            found.append(Line("campaign", row.id, 0 if row.year in spoken else 1))
            spoken.add(row.year)
    return found


def _themed(registers: Registers, period: Period) -> list[Line]:
    return [
        Line("campaign", row.id, 1)
        for row in registers.campaigns
        if row.kind == CampaignKind.THEMED and period.overlaps(row.starts_on or dt.date(row.year, 1, 1), _last_day(row))
    ]


def _last_day(row: CampaignRow) -> dt.date | None:
    """Without dates a campaign fills its year; with a start only it is open."""
    return row.ends_on or (None if row.starts_on else dt.date(row.year, 12, 31))


def _valid(thing: str, rows: Iterable[RegisterRow], period: Period, kind: str = "") -> list[Line]:
    return [Line(thing, row.id, 1) for row in rows if is_valid(row, period.end) and kind in {"", row.kind}]


_LINES: Mapping[Measure, Callable[[Registers, Period], list[Line]]] = {
    Measure.EDITIONS: _editions,
    Measure.EDITION_YEARS: _edition_years,
    Measure.THEMED: _themed,
    Measure.UNION_ORGS: lambda held, period: _valid("union", held.unions, period),
    Measure.UNION_SINGLE: lambda held, period: _valid("union", held.unions, period, "single"),
    Measure.UNION_JOINT: lambda held, period: _valid("union", held.unions, period, "joint"),
    Measure.COVERED_UNITS: lambda held, period: _valid("unit", held.covered, period),
    Measure.CENTRES: lambda held, period: _valid("centre", held.centres, period),
}


def register_lines(measure: Measure, registers: Registers, period: Period) -> list[Line]:
    """Return the rows behind a register's figure. Raises KeyError for a measure of events."""
    return _LINES[measure](registers, period)


def register_count(measure: Measure, registers: Registers, period: Period) -> Count:
    """Return a register's figure. Raises KeyError for a measure of events."""
    return Count(sum(line.amount for line in register_lines(measure, registers, period)))
