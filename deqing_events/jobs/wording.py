"""Scheduled jobs in words: the jobs, their states, and what they counted."""

from collections.abc import Mapping

NAME_WORDS: Mapping[str, str] = {
    "door-counts": "核对门口报的人数",
    "certificates": "接着发证书",
    "entry-lists": "删除过期的代报名单",
    "live-boards": "到时封住实时榜",
    "messages": "发送消息",
    "news": "排好提醒和变动消息",
    "reserves": "放回到时的预留名额",
    "retention": "清除到期的个人信息",
    "returned-overdue": "到期没补好的报名",
    "next-round": "过时未答复的晋级",
}
STATE_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "done": ("ok", "check", "已运行"),
    "failed": ("bad", "alert", "没有跑完"),
    "left": ("warn", "warning", "中途停了"),
    "running": ("info", "refresh", "正在运行"),
}
"""Pill kind, icon and word of each state of a run."""

COUNT_WORDS: Mapping[str, str] = {
    "certificates": "办好证书",
    "lists": "删除名单",
    "sent": "发出",
    "kept": "留在本站",
    "later": "稍后再发",
    "failed": "没有发出",
    "dropped": "过期未发",
    "lost": "由别处发出",
    "blanked": "清除验证码",
    "ended": "让出名额",
    "reminders": "提醒",
    "changes": "变动消息",
    "results": "成绩消息",
    "promoted": "候补转入",
    "released": "放回预留",
    "lapsed": "过时未答复",
    "moved_up": "递补晋级",
    "cleared": "清除到期",
    "recounted": "改正人数",
    "frozen": "封榜",
    "overdue": "到期未清",
}


def counts_said(counts: Mapping[str, object]) -> str:
    """Return the counts that are not 0 in words; 没有要做的事 when all are."""
    return "，".join(f"{COUNT_WORDS.get(key, key)} {value}" for key, value in counts.items() if value) or "没有要做的事"
