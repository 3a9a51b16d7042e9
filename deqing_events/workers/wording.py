"""Sentences about codes: why none was sent, why one does not fit, and when to try again."""

import datetime as dt

from deqing_events.domain.one_time_codes import seconds_until, wait_words
from deqing_events.web.formatting import clock_time, local, moment
from deqing_events.workers.code_actions import TooSoonError, Verdict

OTHER_WAY = "等不及可以请现场工作人员帮你，或者用报名编号查报名。"

_LIMITS = {
    "spacing": "刚发过一条，请过 {wait}再重发。",
    "hour": "这个号码要了好几次验证码，请在 {at} 以后再试。" + OTHER_WAY,
    "day": "这个号码今天要的验证码够多了，请在 {at} 以后再试。" + OTHER_WAY,
    "address": "这里要验证码的人太多，请在 {at} 以后再试。" + OTHER_WAY,
}
_VERDICTS = {
    "spent": "试了 5 次都对不上，这个验证码不能用了，请重发一个。",
    "expired": "这个验证码过了 5 分钟，请重发一个。",
    "used": "这个验证码用过了，请重发一个。",
    "unknown": "这个验证码不能用了，请用最新的一条，或者重发一个。",
}


def too_soon(refusal: TooSoonError, now: dt.datetime) -> str:
    """Say why no code was sent and when to try again."""
    until = refusal.until
    at = clock_time(until) if local(until).date() == local(now).date() else moment(until)
    return _LIMITS[refusal.limit].format(wait=wait_words(seconds_until(until, now)), at=at)


def not_right(verdict: Verdict) -> str:
    """Say why a code does not fit and what to do."""
    if verdict.left:
        return f"验证码对不上，还可以试 {verdict.left} 次。"
    return _VERDICTS["spent" if verdict.kind == "wrong" else verdict.kind]


def spaced(mobile: str) -> str:
    """Return a mobile in groups, as people read it back: ``199 0000 0017``."""
    return f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"
