"""How much time is left for an appeal, in words."""

import datetime as dt

SOON = dt.timedelta(hours=1)


def left(until: dt.datetime, now: dt.datetime) -> str:
    """Say how long it is until a moment in whole minutes: 1 天 2 小时 5 分钟."""
    minutes = max(int((until - now).total_seconds() // 60), 0)
    days, hours = divmod(minutes // 60, 24)
    parts = [(days, "天"), (hours, "小时"), (minutes % 60, "分钟")]
    return " ".join(f"{number} {word}" for number, word in parts if number) or "不到 1 分钟"
