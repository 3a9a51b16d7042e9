"""Messages in words: their states, what happened to them, and why a text is not shown."""

import datetime as dt
from collections.abc import Mapping

from deqing_events.messages import templates
from deqing_events.messages.models import Message

STATE_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "queued": ("hold", "clock", "等发送"),
    "sending": ("info", "refresh", "正在发"),
    "sent": ("ok", "check", "已发出"),
    "kept": ("plain", "mail", "留在本站"),
    "failed": ("bad", "alert", "没有发出"),
    "dropped": ("plain", "close", "过期未发"),
}
"""Pill kind, icon and word of each state."""

TABS: tuple[tuple[str, str], ...] = (
    ("", "全部"),
    ("failed", "没有发出"),
    ("queued", "等发送"),
    ("sent", "已发出"),
    ("kept", "留在本站"),
    ("dropped", "过期未发"),
)
OUTCOME_WORDS: Mapping[str, str] = {
    "sent": "已发出",
    "kept": "留在本站",
    "later": "这次没发出，稍后再发",
    "refused": "没有发出",
    "dropped": "过期未发",
    "again": "再发一次",
}
AGAIN_WORDS: Mapping[str, str] = {
    "queued": "已重新排队，下一次定时任务就发。",
    "kept": "这里不发短信，消息已留在本站，本人在“我的”里看。",
}
NOTIFIER_WORDS: Mapping[str, str] = {
    "outbox": "不发短信，消息留在本站，本人在“我的”里看",
    "file": "不发短信，消息写入文件（测试用）",
    "sms": "通过短信服务发送",
}
MINUTE_LIMIT, HOUR_LIMIT = dt.timedelta(hours=1), dt.timedelta(days=2)


def is_secret(message: Message) -> bool:
    """Tell whether a message holds a one-time code."""
    return message.template in templates.SECRET


def readable(message: Message, now: dt.datetime) -> bool:
    """Tell whether the one-time code of a message can still be looked at."""
    live = message.expires_at is not None and now < message.expires_at
    return is_secret(message) and message.state == "kept" and bool(message.text) and live


def shown(message: Message, now: dt.datetime) -> str:
    """Return the text as the desk shows it; a one-time code never."""
    if not is_secret(message):
        return templates.body(message.text)
    if readable(message, now):
        return "验证码，不在这里显示。"
    return "验证码已发出，不保留内容。" if message.state == "sent" else "验证码已失效，内容不再显示。"


def duration(idle: dt.timedelta) -> str:
    """Return a time in its largest whole unit: 20 分钟, 2 小时, 3 天."""
    if idle < MINUTE_LIMIT:
        return f"{int(idle.total_seconds() // 60)} 分钟"
    if idle < HOUR_LIMIT:
        return f"{int(idle.total_seconds() // 3600)} 小时"
    return f"{idle.days} 天"
