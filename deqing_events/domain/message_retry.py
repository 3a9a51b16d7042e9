"""When a message that did not go out is tried again, and when it is given up."""

import datetime as dt

WAITS = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=2))
"""How long after the first, second … try the next one is due."""

MOST_TRIES = len(WAITS) + 1


def next_try(tries: int, now: dt.datetime, expires_at: dt.datetime | None) -> dt.datetime | None:
    """Return when to try again after ``tries`` tries, None when that is no use: too many, or too late."""
    if not 1 <= tries <= len(WAITS):
        return None
    due = now + WAITS[tries - 1]
    return None if expires_at is not None and due >= expires_at else due
