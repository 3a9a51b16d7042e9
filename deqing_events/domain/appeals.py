"""Appeals of team leaders (domain.md §3.1 row 9): until when, through which states, and what an open one freezes.

Vocabulary: an appeal is *filed*, then *accepted* for a ruling or *refused*; a ruling *upholds* or *rejects* it. An
upheld one that changes marks stays open until the correction has been made. An open one freezes the rows concerned.
A *window* is how long appeals are taken. The *bench* are the arbiters of a contest; who is recused has no seat on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_HOURS = 2
MOST_HOURS = 240
MOST_DAYS = 30
"""How long after the end of a contest its window may be extended to."""


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UPHELD = "upheld"
    REJECTED = "rejected"


STATE_WORDS: Mapping[str, str] = {
    AppealState.FILED: "已提交",
    AppealState.ACCEPTED: "已受理",
    AppealState.REFUSED: "不予受理",
    AppealState.UPHELD: "申诉成立",
    AppealState.REJECTED: "申诉不成立",
}

NEXT: Mapping[str, frozenset[str]] = {
    AppealState.FILED: frozenset({AppealState.ACCEPTED, AppealState.REFUSED}),
    AppealState.ACCEPTED: frozenset({AppealState.UPHELD, AppealState.REJECTED}),
    AppealState.REFUSED: frozenset(),
    AppealState.UPHELD: frozenset(),
    AppealState.REJECTED: frozenset(),
}
"""Where each state may go; no ruling without having been accepted."""


def allowed(before: str, after: str) -> bool:
    """Tell whether an appeal may go from one state to another."""
    return after in NEXT[before]


def deadline(ended: datetime, hours: int) -> datetime:
    """Return the last moment for an appeal: so many hours after the contest ended, that moment included."""
    return ended + timedelta(hours=hours)


def is_open(state: str, *, correction_due: bool) -> bool:
    """Tell whether an appeal still freezes rows: nothing was ruled, or what was ruled has not been carried out."""
    return state in {AppealState.FILED, AppealState.ACCEPTED} or (state == AppealState.UPHELD and correction_due)


@dataclass(frozen=True, slots=True)
class Window:
    """How long appeals are taken: so many hours after the contest ended, or until a later moment it was extended to."""

    hours: int
    extended_until: datetime | None = None

    def closes(self, ended: datetime) -> datetime:
        """Return the last moment for an appeal, that moment included."""
        usual = deadline(ended, self.hours)
        return usual if self.extended_until is None else max(usual, self.extended_until)


def hours_problem(before: int, after: int, ended: datetime | None, now: datetime) -> str:
    """Say why the hours cannot be changed so, empty when they can: nobody's time gets shorter after the contest."""
    if not 1 <= after <= MOST_HOURS:
        return f"申诉时限请填 1 到 {MOST_HOURS} 小时。"
    if ended is not None and now >= ended and after < before:
        return "比赛已经结束，申诉时限只能放宽，不能缩短。"
    return ""


def extension_problem(window: Window, ended: datetime | None, until: datetime, now: datetime) -> str:
    """Say why the window cannot be extended to a moment, empty when it can."""
    if ended is None or now < ended:
        return "比赛结束以后才能延长，现在请直接改小时数。"
    if until <= max(now, window.closes(ended)):
        return "延长到的时间要晚于现在，也要晚于原来的截止时间。"
    if until > ended + timedelta(days=MOST_DAYS):
        return f"最多延长到比赛结束后 {MOST_DAYS} 天。"
    return ""


class Vote(StrEnum):
    """What an arbiter says about an appeal that was accepted."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    RECUSED = "recused"


VOTE_WORDS: Mapping[str, str] = {Vote.UPHELD: "申诉成立", Vote.REJECTED: "申诉不成立", Vote.RECUSED: "自己回避"}


def verdict(votes: Sequence[str], seats: int) -> AppealState | None:
    """Return the ruling that more than half of the ``seats`` voted for, None while there is none (a draw, too few)."""
    for vote, state in ((Vote.UPHELD, AppealState.UPHELD), (Vote.REJECTED, AppealState.REJECTED)):
        if 2 * sum(each == vote for each in votes) > seats:
            return state
    return None
