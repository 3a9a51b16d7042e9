"""Calendar months on the Deqing clock, as addresses name them: 2026-11."""

import datetime as dt
import re
from dataclasses import dataclass

from deqing_events.web.clock import SHANGHAI

MONTHS = 12
_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """One month of a year, 2000 to 2099."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> "Month | None":
        """Read ``2026-11``; None for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def at(cls, instant: dt.datetime) -> "Month":
        """Return the month an instant falls into."""
        here = instant.astimezone(SHANGHAI)
        return cls(here.year, here.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def word(self) -> str:
        """The month for people: 2026年11月."""
        return f"{self.year}年{self.month}月"

    def plus(self, months: int) -> "Month":
        """Return the month so many months later (earlier when negative)."""
        index = self.year * MONTHS + self.month - 1 + months
        return Month(index // MONTHS, index % MONTHS + 1)

    @property
    def start(self) -> dt.datetime:
        """The first instant of the month."""
        return dt.datetime(self.year, self.month, 1, tzinfo=SHANGHAI)

    @property
    def end(self) -> dt.datetime:
        """The first instant after the month."""
        return self.plus(1).start
