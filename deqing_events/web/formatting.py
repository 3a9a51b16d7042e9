"""How dates, counts and personal values look on a page: Jinja filters, all in Asia/Shanghai."""

import datetime as dt

from flask import Flask

from deqing_events.domain.masking import mask_address, mask_id, mask_mobile, mask_name
from deqing_events.web.clock import SHANGHAI, now

WEEKDAYS = "一二三四五六日"
TEN_THOUSAND = 10_000


def local(at: dt.datetime) -> dt.datetime:
    """Return an instant on the Deqing clock."""
    return at.astimezone(SHANGHAI)


def day(value: dt.date | dt.datetime | None) -> str:
    """Return ``11月28日 周六``, with the year when it is not this one; a dash for None."""
    if value is None:
        return "—"
    date = local(value).date() if isinstance(value, dt.datetime) else value
    year = "" if date.year == local(now()).year else f"{date.year}年"
    return f"{year}{date.month}月{date.day}日 周{WEEKDAYS[date.weekday()]}"


def moment(value: dt.datetime | None) -> str:
    """Return ``11月28日 周六 08:30``; a dash for None."""
    return "—" if value is None else f"{day(value)} {local(value):%H:%M}"


def clock_time(value: dt.datetime | None) -> str:
    """Return ``08:30``; a dash for None."""
    return "—" if value is None else f"{local(value):%H:%M}"


def iso_day(value: dt.date | dt.datetime | None) -> str:
    """Return ``2026-11-28``; empty for None."""
    if value is None:
        return ""
    return (local(value).date() if isinstance(value, dt.datetime) else value).isoformat()


def stamp(value: dt.datetime | None) -> str:
    """Return ``2026-11-28 08:30`` as desk tables show it; a dash for None."""
    return "—" if value is None else f"{local(value):%Y-%m-%d %H:%M}"


def period(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """Return ``11月28日 周六 08:30–17:00``, or both days when they differ."""
    if start is None or end is None:
        return moment(start)
    if local(start).date() == local(end).date():
        return f"{moment(start)}–{clock_time(end)}"
    return f"{moment(start)} 至 {moment(end)}"


def count(value: int | None) -> str:
    """Return an integer with thousands separators; a dash for None."""
    return "—" if value is None else f"{value:,}"


def attach(app: Flask) -> None:
    """Register the filters on ``app``."""
    filters = {
        "day": day,
        "moment": moment,
        "clock": clock_time,
        "isoday": iso_day,
        "stamp": stamp,
        "count": count,
        "mask_address": mask_address,
        "mask_name": mask_name,
        "mask_mobile": mask_mobile,
        "mask_id": mask_id,
        "localtime": local,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["period"] = period
