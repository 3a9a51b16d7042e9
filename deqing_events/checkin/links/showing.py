"""How a gate link and a phone read on the desk."""

import datetime as dt
from dataclasses import dataclass

from deqing_events.checkin.models import GateDevice, GateLink

ROLE_WORDS = {"gate": "志愿者", "supervisor": "检录长"}
FRESH = dt.timedelta(minutes=5)
"""A phone at work says that it is there every minute."""
STEADY_SECONDS = 5
FAR_SECONDS = 60


@dataclass(frozen=True)
class Phone:
    """A phone as the desk shows it; ``state`` is (kind, icon, words) of its pill."""

    row: GateDevice
    state: tuple[str, str, str]
    clock: str
    clock_far: bool
    over: bool


def phone(row: GateDevice, now: dt.datetime) -> Phone:
    """Return a phone with the words for how it stands."""
    over = row.revoked_at is not None or _link_over(row.link, now)
    far = row.skew is not None and abs(row.skew) >= FAR_SECONDS
    return Phone(row, _state(row, now), clock_words(row.skew), far, over)


def clock_words(skew: int | None) -> str:
    """Return how far a phone's clock is off: 准, 快 12 秒, 慢 3 分钟; a dash while it has not said."""
    if skew is None:
        return "—"
    if abs(skew) <= STEADY_SECONDS:
        return "准"
    way, off = ("快" if skew > 0 else "慢"), abs(skew)
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if off >= size:
            return f"{way} {off // size} {unit}"
    return f"{way} {off} 秒"


def _state(row: GateDevice, now: dt.datetime) -> tuple[str, str, str]:
    if row.revoked_at is not None:
        return "plain", "lock", "已停用"
    if _link_over(row.link, now):
        return "plain", "lock", "链接已停用"
    if now - row.seen_at <= FRESH:
        return "ok", "check", "在线"
    minutes = int((now - row.seen_at).total_seconds() // 60)
    return "warn", "cloud-off", f"{minutes} 分钟没有消息" if minutes < 120 else "很久没有消息"  # noqa: PLR2004 - two hours


def _link_over(link: GateLink, now: dt.datetime) -> bool:
    return link.revoked_at is not None or link.valid_until <= now
