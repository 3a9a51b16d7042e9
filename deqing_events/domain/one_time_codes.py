"""One-time codes: their length, their life, how often they may be tried, and when the next one may be asked for."""

import datetime as dt
import re

from deqing_events.domain.text import compact

DIGITS = 6
TRIES = 5
LIFETIME = dt.timedelta(minutes=5)
SPACING = dt.timedelta(seconds=60)
"""Between two codes for one mobile."""

_SHAPE = re.compile(f"[0-9]{{{DIGITS}}}")
_MINUTE_SECONDS = 60


def typed_code(text: str) -> str | None:
    """Return the digits of a typed code (full-width digits, spaces and hyphens accepted), or None for another shape."""
    code = compact(text).replace("-", "")
    return code if _SHAPE.fullmatch(code) else None


def tries_left(tries: int) -> int:
    """Return how many tries are left after ``tries``."""
    return max(TRIES - tries, 0)


def seconds_until(at: dt.datetime, now: dt.datetime) -> int:
    """Return the whole seconds from ``now`` until ``at``, rounded up; 0 when it has come."""
    left = at - now
    return max(-(-left // dt.timedelta(seconds=1)), 0)


def wait_words(seconds: int) -> str:
    """Return a waiting time in words: ``37 秒``, ``12 分钟``."""
    return f"{seconds} 秒" if seconds < 2 * _MINUTE_SECONDS else f"{-(-seconds // _MINUTE_SECONDS)} 分钟"
