"""Where a device stands: what it sends as ``since`` so that only what is new comes back.

Vocabulary: people lie in *buckets* by their id; each bucket has a *digest*, and so has the *head* (the list, its times,
the words). A cursor names them all, the log's *stamp* when they were compared, and the time of the last scans sent.
"""

import datetime as dt
import re
from dataclasses import dataclass

SIZE = 6
"""Characters of a digest: 36 bits, only to notice a change."""

MOST_BUCKETS = 200
PEOPLE_TO_A_BUCKET = 100
_SHAPE = re.compile(
    rf"^(\d{{1,15}})\.(\d{{1,13}})\.(\d{{1,13}})\.([\w-]{{{SIZE}}})\.((?:[\w-]{{{SIZE}}}){{1,{MOST_BUCKETS}}})$",
    re.ASCII,
)


@dataclass(frozen=True)
class Cursor:
    """``seen_at`` is when the scans were read, ``compared_at`` when every bucket was last compared."""

    stamp: int
    seen_at: dt.datetime
    compared_at: dt.datetime
    head: str
    buckets: tuple[str, ...]

    def text(self) -> str:
        """Return the cursor as a device keeps it."""
        seen, compared = _millis(self.seen_at), _millis(self.compared_at)
        return f"{self.stamp}.{seen}.{compared}.{self.head}.{''.join(self.buckets)}"


def read(text: str) -> Cursor | None:
    """Return the cursor in ``text``; None for anything else, which means: send everything."""
    found = _SHAPE.match(text)
    if found is None:
        return None
    digests = found[5]
    buckets = tuple(digests[at : at + SIZE] for at in range(0, len(digests), SIZE))
    return Cursor(int(found[1]), _instant(found[2]), _instant(found[3]), found[4], buckets)


def buckets_for(people: int) -> int:
    """Return into how many buckets so many people go."""
    return min(MOST_BUCKETS, people // PEOPLE_TO_A_BUCKET + 1)


def _millis(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)


def _instant(millis: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(millis) / 1000, dt.UTC)
