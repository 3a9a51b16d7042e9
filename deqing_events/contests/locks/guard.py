"""The one check that every writer of marks, entrants, draws and rules makes inside its own transaction."""

from deqing_events.contests.locks import queries
from deqing_events.domain.kinds import EventState

LOCKED = "成绩已经锁定，这次没有保存。要改请裁判长凭裁定解锁。"
CLOSED = "这场已经归档，这次没有保存。要改请先到“台账”凭裁定重新打开。"


class MarksLockedError(ValueError):
    """The marks are locked or the event is archived: nothing was written; the text is a sentence for people."""


def require_unlocked(event_id: int) -> None:
    """Raise MarksLockedError when the marks are locked or archived; else nobody can do so until the transaction ends.

    So whatever is written after this call stands in the totals that are locked, or is refused here. Call it before
    reading what is going to be changed.
    """
    if queries.hold_off(event_id) == EventState.ARCHIVED:
        raise MarksLockedError(CLOSED)
    if queries.standing(event_id) is not None:
        raise MarksLockedError(LOCKED)
