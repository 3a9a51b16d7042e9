"""The one place that reads the clock. Tests replace it through ``app.config["CLOCK"]``."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import current_app

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """Return the current instant, aware, in UTC."""
    clock = current_app.config.get("CLOCK")
    value: dt.datetime = clock() if clock is not None else dt.datetime.now(dt.UTC)
    return value


def today() -> dt.date:
    """Return the current day in Deqing."""
    return now().astimezone(SHANGHAI).date()
