"""A turnout as charts and tables."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.domain.turnout import Line, Minute, Turnout, binned
from deqing_events.web.formatting import local

LABEL_EVERY = 6


def days(found: Turnout) -> list[dt.date]:
    """Return the days on which anybody moved, in Deqing, the first one first."""
    return sorted({local(minute.at).date() for minute in found.minutes})


def of_day(found: Turnout, day: dt.date | None) -> list[Minute]:
    """Return the minutes of one day."""
    return [minute for minute in found.minutes if local(minute.at).date() == day]


def charts(minutes: Sequence[Minute]) -> list[dict[str, Any]]:
    """Return the two charts of a day: who came in, and how many were inside."""
    size, bins = binned(minutes)
    came = _chart(bins, [each.admitted for each in bins], f"每 {size} 分钟第一次进场")
    return [came, _chart(bins, [each.inside for each in bins], "场内人数")]


def tables(found: Turnout, title: str, name: str, made: str) -> list[Table]:
    """Return the numbers as the sheets of one workbook."""
    lines = (("入口", found.gates), ("代表队", found.delegations), ("单位", found.units))
    parts = [_lines(word, rows, title, name, made) for word, rows in lines]
    return [*parts, _minutes(found, title, name, made)]


def _chart(bins: Sequence[Minute], values: Sequence[int], title: str) -> dict[str, Any]:
    every = max(1, -(-len(bins) // LABEL_EVERY))
    top = max(values, default=0)
    peak = values.index(top) if values else 0
    points = [
        {"value": value, "label": f"{local(each.at):%H:%M}" if index % every == 0 else "", "most": index == peak}
        for index, (each, value) in enumerate(zip(bins, values, strict=True))
    ]
    words = (
        f"{title}，最多 {top} 人，在 {local(bins[peak].at):%H:%M}。逐分钟的数在下面的表里。"
        if bins
        else "还没有人进场。"
    )
    return {"title": title, "points": points, "high": _axis(top), "description": words}


def _axis(top: int) -> int:
    """Return a round number above the top that four steps divide: the highest bar's figure stays under it."""
    sizes = (size * 10**scale for scale in range(9) for size in (1, 2, 5))
    step: int = next(size for size in sizes if size * 4 > top)
    return step * 4


def _lines(word: str, rows: Sequence[Line], title: str, name: str, made: str) -> Table:
    people = [("registered", "应到")] if word != "入口" else []
    keys = [*people, ("admitted", "已进场"), ("inside", "现在场内")]
    columns = (Column("name", word, width=28), *(Column(key, text, Kind.INTEGER, 10) for key, text in keys))
    values = [(row.name, *(getattr(row, key) for key, _ in keys)) for row in rows]
    total = ("合计", *(sum(getattr(row, key) for row in rows) for key, _ in keys))
    return Table(
        title=f"{title}{name}人数（按{word}）",
        sheet_name=f"按{word}",
        columns=columns,
        rows=values,
        total=total,
        subtitle=made,
        file_name=f"{title}{name}人数",
    )


def _minutes(found: Turnout, title: str, name: str, made: str) -> Table:
    columns = (
        Column("at", "时间", Kind.DATETIME, 18),
        Column("admitted", "第一次进场", Kind.INTEGER, 12),
        Column("entries", "进场", Kind.INTEGER, 10),
        Column("exits", "出场", Kind.INTEGER, 10),
        Column("inside", "场内", Kind.INTEGER, 10),
    )
    rows = [(local(m.at).replace(tzinfo=None), m.admitted, m.entries, m.exits, m.inside) for m in found.minutes]
    return Table(
        title=f"{title}{name}人数（逐分钟）",
        sheet_name="逐分钟",
        columns=columns,
        rows=rows,
        subtitle=made,
        file_name=f"{title}{name}人数",
    )
