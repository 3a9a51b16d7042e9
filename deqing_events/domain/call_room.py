"""The call room (检录): who is in, who is late, when late means absent and until when that can be taken back.

A heat is called ``call_minutes`` before it starts. Whoever has not come more than ``late_minutes`` after the call
may be marked absent (domain.md 3.1 row 5); a person confirms it, and it can be taken back until the heat starts.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.entrants import EntrantStatus


class CallState(StrEnum):
    """How somebody stands in the call room."""

    EXPECTED = "expected"
    CALLED = "called"
    LATE = "late"
    PRESENT = "present"
    PRESENT_LATE = "present_late"
    ABSENT = "absent"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Call:
    """When a heat is called and starts, and how many minutes late is too late."""

    called_at: dt.datetime
    starts_at: dt.datetime
    late_minutes: int

    def too_late(self, at: dt.datetime) -> bool:
        """Tell whether an instant lies more than the allowed minutes after the call."""
        return at > self.called_at + dt.timedelta(minutes=self.late_minutes)

    def state(self, status: str, came_at: dt.datetime | None, now: dt.datetime) -> CallState:
        """Return how somebody of ``status`` stands who came at ``came_at`` (None: not yet)."""
        if status == EntrantStatus.ABSENT:
            return CallState.ABSENT
        if status != EntrantStatus.PRESENT:
            return CallState.OUT
        if came_at is not None:
            return CallState.PRESENT_LATE if self.too_late(came_at) else CallState.PRESENT
        if self.too_late(now):
            return CallState.LATE
        return CallState.CALLED if now >= self.called_at else CallState.EXPECTED

    def may_mark_absent(self, status: str, came_at: dt.datetime | None, now: dt.datetime) -> bool:
        """Tell whether somebody may be marked absent: too late, here by now or not."""
        return self.state(status, came_at, now) in {CallState.LATE, CallState.PRESENT_LATE}

    def may_take_back(self, status: str, now: dt.datetime) -> bool:
        """Tell whether an absence may be taken back here: only until the heat starts."""
        return status == EntrantStatus.ABSENT and now < self.starts_at
