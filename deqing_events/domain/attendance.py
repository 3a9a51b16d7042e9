"""Which sessions of an event somebody attended, and whether that is all that was asked.

Vocabulary: an *entry* is a scan that let somebody in. Whose entry names a session was there; any other entry belongs to
the session in whose time it falls. A person's *own* sessions are those they signed up for, all where they did not
choose.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Session:
    """One session; its time is half open."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that counts; ``session`` None when the list did not tell sessions apart."""

    at: datetime
    session: int | None = None


class Verdict(StrEnum):
    """How somebody's attendance stands."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    ABSENT = "absent"


def session_at(sessions: Iterable[Session], at: datetime, early: timedelta) -> int | None:
    """Return the session an instant belongs to, or None.

    A session takes people from ``early`` before its start to its end; where several do, it is the one whose start is
    nearest: whoever comes five minutes late is late, not two hours early for the next one.
    """
    taking = [session for session in sessions if session.starts_at - early <= at < session.ends_at]
    nearest = min(
        taking, key=lambda session: (abs(session.starts_at - at), session.starts_at, session.id), default=None
    )
    return None if nearest is None else nearest.id


def attended(sessions: Sequence[Session], entries: Iterable[Entry], early: timedelta) -> Mapping[int, datetime]:
    """Return the sessions somebody attended with the first entry into each. An entry outside all of them is none."""
    known = {session.id for session in sessions}
    found: dict[int, datetime] = {}
    for entry in entries:
        where = entry.session if entry.session in known else session_at(sessions, entry.at, early)
        if where is not None:
            found[where] = min(entry.at, found.get(where, entry.at))
    return found


def verdict(own: AbstractSet[int], there: AbstractSet[int], least: int | None = None) -> Verdict:
    """Judge attendance: ``least`` None asks for every own session, a number for that many (of the own, if fewer)."""
    complete = own <= there if least is None else len(there) >= min(least, len(own))
    if complete and there:
        return Verdict.COMPLETE
    return Verdict.PARTIAL if there else Verdict.ABSENT
