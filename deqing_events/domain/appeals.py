"""Appeals of team leaders (domain.md §3.1 row 9): until when, through which states, and what an open one freezes.

Vocabulary: an appeal is *filed*, then *accepted* for a ruling or *refused*; a ruling *upholds* or *rejects* it. An
upheld one that changes marks stays open until the correction has been made. An open one freezes the rows concerned.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_HOURS = 2
MOST_HOURS = 240


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
