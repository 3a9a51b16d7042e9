"""The ticket a phone gets when it opens a code: proof for ten minutes that it stood before the screen.

A code is good for a minute, people take longer to find their name, and signing in leads them away and back. The ticket
is kept in a cookie that no page can read.
"""

import datetime as dt
import hashlib
import hmac

from deqing_events.settings import Keys

COOKIE = "dq_venue"
LIFE = dt.timedelta(minutes=10)


def make(screen_id: int, serial: int, *, keys: Keys, now: dt.datetime) -> str:
    """Return a ticket for a screen or poster."""
    since = int(now.timestamp())
    return f"{since}.{_seal(screen_id, serial, since, keys)}"


def is_good(ticket: str, screen_id: int, serial: int, *, keys: Keys, now: dt.datetime) -> bool:
    """Tell whether a ticket was given out for this screen and is not too old."""
    since, _, seal = ticket.partition(".")
    if not (since.isascii() and since.isdigit() and len(since) <= 12):  # noqa: PLR2004 - seconds for 30,000 years
        return False
    age = now.timestamp() - int(since)
    sealed = _seal(screen_id, serial, int(since), keys)
    return hmac.compare_digest(sealed.encode(), seal.encode()) and -1 <= age < LIFE.total_seconds()


def _seal(screen_id: int, serial: int, since: int, keys: Keys) -> str:
    message = f"venue-ticket:{screen_id}.{serial}.{since}"
    return hmac.new(keys.passes, message.encode(), hashlib.sha256).hexdigest()
