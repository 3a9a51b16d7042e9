"""Times of attempts: read from what people type, stored, valued and written.

A time is exact seconds, never finer than a millisecond. Stored it is a decimal with three places (`83.456`), or `DNF`
(started and not finished) or `DNS` (never started). Valued for ranking, those two are later than any time.
"""

import re
from fractions import Fraction

from deqing_events.domain.attempts import Attempt, NoResult
from deqing_events.domain.rounding import number, shown, whole
from deqing_events.domain.text import compact

MILLI = 1000
MOST_PLACES = 3
LONGEST = 100 * 3600
"""A time stays below a hundred hours: more is a slip of the finger."""

NO_TIME: Fraction = Fraction(10**9)
"""What a result without a time counts as: later than any time. Never shown as a number (`time_text`)."""

_VALUES = {NoResult.DNF: NO_TIME, NoResult.DNS: NO_TIME + 1}
WORDS = {NoResult.DNF: "未完成", NoResult.DNS: "没上场"}
_TYPED = {
    **dict.fromkeys(("dnf", "未完成", "没完成", "未完赛"), NoResult.DNF),
    **dict.fromkeys(("dns", "没上场", "未上场", "未出发"), NoResult.DNS),
}
_CLOCK = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,2}):)?([0-9]{1,6})(?:\.([0-9]{1,3}))?")
_HUNDREDTHS = re.compile(r"[0-9]{4}")
_STORED = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?")
_SIXTY = 60

ASK = "请写成 83.456（秒）、1:23.456（分:秒）或四位数 8345（秒和百分秒，就是 83.45 秒）；没有成绩写“未完成”或“没上场”。"
BOTH = "既有时间又选了“未完成”或“没上场”，请只留一个。"
UNCLEAR = "“{text}”看不出是秒还是分秒，请写成 83.45 或 1:23.45。"
TOO_LONG = "时间要比 0 长、不到 100 小时，请看看有没有写错。"


def read_time(text: str) -> str | None:
    """Return the stored text of what was typed, None for nothing.

    Four digits are seconds and hundredths as a stopwatch shows them; any other number needs its point or colon, because
    83 may be seconds and 12345 may be 1:23.45. Raises ValueError with a sentence that says how to write it.
    """
    value = compact(text).lower().replace("。", ".").removesuffix("秒")
    if not value:
        return None
    if value in _TYPED:
        return _TYPED[value].value
    if value.endswith(("dnf", "dns")):
        raise ValueError(BOTH)
    if _HUNDREDTHS.fullmatch(value) and not compact(text).endswith("秒"):
        return _stored(Fraction(int(value), 100))
    if value.isascii() and value.isdigit() and not compact(text).endswith("秒"):
        raise ValueError(UNCLEAR.format(text=value[:12]))
    found = _CLOCK.fullmatch(value)
    if found is None:
        raise ValueError(ASK)
    hours, minutes, seconds, part = found.groups()
    if (minutes is not None and int(seconds) >= _SIXTY) or (hours is not None and int(minutes) >= _SIXTY):
        raise ValueError(ASK)
    whole_seconds = int(hours or 0) * _SIXTY * _SIXTY + int(minutes or 0) * _SIXTY + int(seconds)
    return _stored(whole_seconds + Fraction(int((part or "").ljust(MOST_PLACES, "0")), MILLI))


def time_value(stored: str | int | None) -> Fraction | None:
    """Value a stored text in seconds, `NO_TIME` or later without a time; None where it cannot be one."""
    text = str(stored)
    if text in {NoResult.DNF, NoResult.DNS}:
        return _VALUES[NoResult(text)]
    if not _STORED.fullmatch(text):
        return None
    seconds = number(text)
    return seconds if 0 < seconds < LONGEST else None


def attempt(value: Fraction, limit: Fraction | None) -> Attempt:
    """Return a valued time as an attempt in milliseconds; a time above the limit is not finished."""
    if value >= NO_TIME:
        return NoResult.DNS if value > NO_TIME else NoResult.DNF
    return NoResult.DNF if limit is not None and value > limit else whole(value * MILLI)


def seconds_of(result: Attempt) -> Fraction:
    """Return an attempt, or a result made of attempts, in seconds; `NO_TIME` or later without a time."""
    return Fraction(result, MILLI) if isinstance(result, int) else _VALUES[result or NoResult.DNF]


def middle(values: list[Fraction]) -> Fraction:
    """Return what several watches make of one attempt: the middle time, of an even number the slower middle one.

    The rule of hand timing (World Athletics TR 19): of three watches that differ the middle counts, of two the slower.
    """
    return sorted(values)[len(values) // 2]


def time_text(value: Fraction, places: int = MOST_PLACES) -> str:
    """Write seconds as `83.456`, `1:23.456` from a minute on, `1:02:03.456` from an hour on; half up to `places`."""
    if value >= NO_TIME:
        return WORDS[NoResult.DNS if value > NO_TIME else NoResult.DNF]
    unit = 10**places
    total = whole(value * unit)
    minutes, rest = divmod(total, _SIXTY * unit)
    seconds = shown(Fraction(rest, unit), places)
    if not minutes:
        return seconds
    hours, minutes = divmod(minutes, _SIXTY)
    padded = seconds.rjust(places + 3 if places else 2, "0")
    return f"{hours}:{minutes:02}:{padded}" if hours else f"{minutes}:{padded}"


def stored_text(stored: str) -> str:
    """Write a stored time for people; what is none comes back as it is."""
    value = time_value(stored)
    return stored if value is None else time_text(value)


def _stored(seconds: Fraction) -> str:
    if not 0 < seconds < LONGEST:
        raise ValueError(TOO_LONG)
    return shown(seconds, MOST_PLACES)
