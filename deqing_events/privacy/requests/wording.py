"""Requests in words."""

from collections.abc import Mapping

STATE_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "open": ("warn", "hourglass", "等工作人员答复"),
    "withdrawn": ("plain", "close", "已撤回"),
    "refused": ("bad", "alert", "没有同意"),
    "done": ("ok", "check", "已删除"),
}
"""Pill kind, icon and word of each state."""

TABS: tuple[tuple[str, str], ...] = (
    ("open", "等答复"),
    ("done", "已删除"),
    ("refused", "没有同意"),
    ("withdrawn", "已撤回"),
)
COUNT_WORDS: Mapping[str, str] = {
    "sign_ups": "报名去掉姓名",
    "answers": "填写内容",
    "messages": "消息",
    "phones": "认得的手机",
    "cancelled": "取消还没参加的报名",
}
WITHIN_DAYS = 15
"""In how many days a request is to be answered."""


def counts_said(counts: Mapping[str, object]) -> str:
    """Return what was deleted in words."""
    return "，".join(f"{COUNT_WORDS.get(key, key)} {value}" for key, value in counts.items() if value) or "没有要删的"
