"""What the demonstration tells: the words of one event's story. The stories themselves are finished, and living.

A *story* is one event from its draft to its end, in days counted from today. An *ending* is where it stands today.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from deqing_events.domain.eligibility.rules import Rule
from deqing_events.domain.sheet_builders import SheetJson
from deqing_events.domain.team_rules import TeamRule

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.timedelta(days=1)


class Ending(StrEnum):
    """Where a story stands today."""

    DRAFT = "draft"
    PUBLISHED = "published"
    TODAY = "today"
    NOTICE = "notice"
    RESULTS = "results"
    FINISHED = "finished"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Entry:
    """An entrant that nobody registered: a team or a workplace. ``unit`` is its code; ``veto`` strikes it."""

    name: str
    unit: str = ""
    town: str = ""
    veto: str = ""


@dataclass(frozen=True)
class Contest:
    """How a story is decided: the rule sheet, the letters before numbers, and who is no person.

    ``overtime`` names the entrant (counted from 1) that takes a penalty. Marks have so many ``decimals``. ``workbook``:
    all of it comes from the sample workbook instead. ``refereed``: told the long way, from the draw to the honour.
    """

    sheet: SheetJson
    prefix: str
    entries: tuple[Entry, ...] = ()
    overtime: int = 0
    decimals: int = 1
    workbook: bool = False
    refereed: bool = False


@dataclass(frozen=True)
class Crowd:
    """Who signs up: ``come`` are checked in, ``missing`` stay away, ``leave`` cancel in time, ``wait`` find no place.

    ``walk_in`` register at the door. At an event of today, ``come`` are those already inside.
    """

    come: int = 0
    missing: int = 0
    leave: int = 0
    wait: int = 0
    walk_in: int = 0

    @property
    def sign_ups(self) -> int:
        """How many registrations are made before the event."""
        return self.come + self.missing + self.leave + self.wait


@dataclass(frozen=True)
class Asks:
    """What a story asks of those who sign up: questions of the catalogue, rules, the host's review, a team of ``team``.

    ``team_rules`` say who must be in a team; a team one person short of ``team`` may still enter.
    """

    questions: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    reviewed: bool = False
    team: int = 0
    team_rules: tuple[TeamRule, ...] = ()


NOBODY = Crowd()


@dataclass(frozen=True)
class Story:
    """One event. ``day`` counts from today; ``start`` is local time; ``town`` is the host's ("" the county).

    ``unit`` is the code of the workplace that hosts a grassroots event; its people come then. ``tour`` are the places
    of further sessions, one a day.
    """

    title: str
    kind: str
    level: str
    day: int
    venue: str
    ending: Ending
    summary: str
    start: str = "08:30"
    hours: int = 8
    town: str = ""
    unit: str = ""
    campaign: str = ""
    trade: str = ""
    entrant_kind: str = "person"
    capacity: int | None = None
    registration: bool = True
    crowd: Crowd = NOBODY
    contest: Contest | None = None
    tour: tuple[str, ...] = ()
    reason: str = ""
    asks: Asks | None = None

    def times(self, now: dt.datetime) -> "Times":
        """Return the instants of the story when it is told at ``now``."""
        hour, minute = (int(part) for part in self.start.split(":"))
        today = now.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
        starts = today + self.day * DAY
        if self.ending is Ending.TODAY:
            return self._today(now.astimezone(ZONE))
        return Times(starts, starts + dt.timedelta(hours=self.hours), now)

    def _today(self, now: dt.datetime) -> "Times":
        """Begin an hour ago or a little more, and end before midnight unless that is near."""
        starts = (now - dt.timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        ends = starts + dt.timedelta(hours=self.hours)
        evening = now.replace(hour=23, minute=0, second=0, microsecond=0)
        return Times(starts, min(ends, evening) if evening - now > dt.timedelta(hours=2) else ends, now)


@dataclass(frozen=True)
class Times:
    """When the things of a story happen: sign-up opens 30 days and closes 3 days before the start."""

    starts: dt.datetime
    ends: dt.datetime
    now: dt.datetime

    @property
    def opens(self) -> dt.datetime:
        """When sign-up opens: nine in the morning."""
        return (self.starts - 30 * DAY).astimezone(ZONE).replace(hour=9, minute=0)

    @property
    def closes(self) -> dt.datetime:
        """When sign-up closes: the evening of the third day before."""
        return (self.starts - 3 * DAY).astimezone(ZONE).replace(hour=18, minute=0)

    @property
    def made(self) -> dt.datetime:
        """When the draft was made: before sign-up opens, and some days ago at the latest."""
        return min(self.starts - 40 * DAY, self.now - 6 * DAY)

    @property
    def published(self) -> dt.datetime:
        """When it went public."""
        return self.made + 3 * DAY

    @property
    def last_sign_up(self) -> dt.datetime:
        """The last instant at which somebody has signed up by now."""
        return min(self.closes, self.now) - dt.timedelta(minutes=20)
