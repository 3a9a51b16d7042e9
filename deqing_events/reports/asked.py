"""What a report was asked for in its address: the period, filters, and which rows; read leniently but for dates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from deqing_events.domain.indicators import BY_ID
from deqing_events.domain.kinds import KIND_WORDS, Family, Level
from deqing_events.domain.measures import UPPER_LEVELS
from deqing_events.domain.participation import Dimension
from deqing_events.domain.participation_rows import BY_DEFAULT, Policy
from deqing_events.domain.periods import CUTS, Cuts, Period, PeriodError, PeriodKind, period_at
from deqing_events.reports.queries import Narrowing
from deqing_events.web.forms import tidy

UPPER = "upper"
NO_TOWN = 0
"""A filter for what belongs to no township: the county's own events, people of no known unit."""
UNREADABLE = "日期要写成 2026-01-31 这样，请再看一遍。"
LIMIT = 60
EARLIEST = dt.date(1950, 1, 1)
LATEST = dt.date(2199, 12, 31)


@dataclass(frozen=True)
class Asked:
    """A report's question. ``problem`` is a sentence when the typed dates make no period; then ``period`` is this year.

    ``event``, ``unit`` and ``union`` (0: the unresolved) ask for the people behind one line.
    """

    period: Period
    typed: tuple[str, str]
    problem: str = ""
    family: str = ""
    kind: str = ""
    level: str = ""
    town: int | None = None
    campaign: int | None = None
    by: Dimension = Dimension.TOWNSHIP
    show: str = ""
    compare: bool = False
    event: int | None = None
    unit: int | None = None
    union: int | None = None
    page: int = 1
    policy: Policy = BY_DEFAULT
    cuts: Cuts = CUTS

    @classmethod
    def of(cls, args: Mapping[str, str], *, today: dt.date, policy: Policy = BY_DEFAULT, cuts: Cuts = CUTS) -> "Asked":
        """Read an address's parameters; without dates it is the calendar year of ``today``."""
        usual = period_at(PeriodKind.YEAR, today)
        typed = tuple(str(tidy(args.get(name, "")))[:LIMIT] or day for name, day in _days(usual))
        period, problem = _period(typed[0], typed[1], usual)
        return cls(
            period=period,
            typed=(typed[0], typed[1]),
            problem=problem,
            family=_one_of(args.get("family", ""), set(Family)),
            kind=_one_of(args.get("kind", ""), set(KIND_WORDS)),
            level=_one_of(args.get("level", ""), {*Level, UPPER}),
            town=_number(args.get("town", "")),
            campaign=_number(args.get("campaign", "")),
            by=Dimension(_one_of(args.get("by", ""), set(Dimension)) or Dimension.TOWNSHIP),
            show=_one_of(args.get("show", ""), set(BY_ID)),
            compare=args.get("compare") == "1",
            event=_number(args.get("event", "")),
            unit=_number(args.get("unit", "")),
            union=_number(args.get("union", "")),
            page=_number(args.get("page", "")) or 1,
            policy=policy,
            cuts=cuts,
        )

    @property
    def filters(self) -> frozenset[str]:
        """The names of the filters that are set."""
        held = {
            "family": self.family,
            "kind": self.kind,
            "level": self.level,
            "town": self.town,
            "campaign": self.campaign,
        }
        return frozenset(name for name, value in held.items() if value not in {None, ""})

    def narrowing(self) -> Narrowing:
        """Return the filters of events as queries take them."""
        levels = tuple(sorted(UPPER_LEVELS)) if self.level == UPPER else (self.level,) if self.level else ()
        return Narrowing(self.family, self.kind, levels, self.campaign, self.policy)

    def href(self, **changes: object) -> str:
        """Return the query part of the same question with some things changed; page, event, unit, union start anew."""
        fresh = {"page": 1, "event": None, "unit": None, "union": None}
        asked = replace(self, **{**fresh, **changes})  # type: ignore[arg-type]  # callers name real fields
        start, end = (day for _, day in _days(asked.period)) if "period" in changes else asked.typed
        named: dict[str, object] = {
            "from": start,
            "to": end,
            "town": asked.town,
            "family": asked.family,
            "kind": asked.kind,
            "level": asked.level,
            "campaign": asked.campaign,
            "by": "" if asked.by is Dimension.TOWNSHIP else asked.by,
            "show": asked.show,
            "compare": "1" if asked.compare else "",
            "event": asked.event,
            "unit": asked.unit,
            "union": asked.union,
            "page": "" if asked.page == 1 else asked.page,
        }
        return "?" + urlencode({name: value for name, value in named.items() if value not in {None, ""}})


def _days(period: Period) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("from", period.start.isoformat()), ("to", period.end.isoformat())


def _period(start: str, end: str, usual: Period) -> tuple[Period, str]:
    try:
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    except ValueError:
        return usual, UNREADABLE
    if first < EARLIEST or last > LATEST:
        return usual, f"请选 {EARLIEST.year} 至 {LATEST.year} 年之间的日期。"
    try:
        return Period(first, last), ""
    except PeriodError as error:
        return usual, str(error)


def _one_of(text: str, known: set[str]) -> str:
    return text if text in known else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else None
