"""What the report pages show: rows of the indicator table, the panel beside it, breakdowns, lines and people."""

from collections.abc import Collection, Sequence
from typing import Any

from deqing_events.domain.comparison import Comparison
from deqing_events.domain.indicators import BY_ID, Indicator
from deqing_events.domain.kinds import FAMILY_WORDS, KIND_WORDS, LEVEL_WORDS
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Dimension, Key
from deqing_events.domain.periods import PERIOD_WORDS, Period, PeriodKind, kind_of, period_at, plus_months, previous
from deqing_events.domain.roles import Reach
from deqing_events.domain.tally import Line
from deqing_events.reports import queries
from deqing_events.reports.asked import NO_TOWN, UPPER, Asked
from deqing_events.reports.report import Report, report
from deqing_events.reports.tables import PART_COLUMNS, overlaps, title
from deqing_events.reports.wording import (
    COUNTY_OR_UNRESOLVED,
    DIMENSION_HEADS,
    DIMENSION_WORDS,
    LineRow,
    Names,
    agreement,
    key_word,
    line_rows,
    no_town_word,
    ordered,
)

PRESETS = (PeriodKind.YEAR, PeriodKind.STATISTICAL, PeriodKind.TERM, PeriodKind.PLAN)
SHORTER = (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)
PANEL_LINES = 6
BARS = 12
PERSON_COLUMNS = {
    "sessions": "sessions",
    "registrations": "registrations",
    "shown": "show_rate",
    "walk_ins": "walk_ins",
    "person_times": "person_times",
    "women": "person_times_women",
    "gender_unknown": "person_times_gender_unknown",
    "migrants": "person_times_migrant",
    "migrant_unknown": "person_times_migrant_unknown",
    "persons": "persons",
    "units": "contest_units",
    "unresolved": "contest_units",
}
"""The indicator whose rows stand behind each column of a breakdown."""


def towns_within(reach: Reach, town: int | None) -> Collection[int | None] | None:
    """Return the townships a report covers, None for the whole county. Raises LookupError outside the reach."""
    if town == NO_TOWN and reach.county:
        return {None}
    if town is not None and not reach.county and town not in reach.townships:
        raise LookupError(town)
    if town is not None:
        return {town}
    return None if reach.county else reach.townships


def choices(reach: Reach, towns: Names, kinds: Collection[int]) -> dict[str, list[tuple[Any, str]]]:
    """Return the options of the filters; ``kinds`` are the ids of townships."""
    here = [(key, towns[key][0]) for key in towns if key in kinds and (reach.county or key in reach.townships)]
    county = [(NO_TOWN, COUNTY_OR_UNRESOLVED)] if reach.county else []
    return {
        "towns": [("", "全县" if reach.county else "本镇街"), *here, *county],
        "families": [("", "全部类别"), *FAMILY_WORDS.items()],
        "kinds": [("", "全部项目"), *KIND_WORDS.items()],
        "levels": [("", "全部层级"), (UPPER, "基层以上"), *LEVEL_WORDS.items()],
        "campaigns": [("", "全部竞赛活动"), *((row.id, row.name) for row in queries.campaign_rows())],
    }


def presets(asked: Asked, today: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a date
    """Return the links of the usual periods, the one asked for marked."""
    kind = PeriodKind.CUSTOM if asked.problem else kind_of(asked.period, today, asked.cuts)
    found = [
        {
            "label": PERIOD_WORDS[one],
            "href": asked.href(period=period_at(one, today, asked.cuts)),
            "current": one is kind,
        }
        for one in PRESETS
    ]
    if kind not in PRESETS:
        found.append({"label": PERIOD_WORDS[kind], "href": asked.href(), "current": True})
    return found


def shorter(asked: Asked, today: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a date
    """Return links to this half-year, quarter, month, the one before what is shown, and the one after."""
    found = [(f"本{PERIOD_WORDS[kind]}", asked.href(period=period_at(kind, today, asked.cuts))) for kind in SHORTER]
    before, kind = previous(asked.period), kind_of(asked.period, today, asked.cuts)
    found.insert(0, ("上一期", asked.href(period=before)))
    if kind is not PeriodKind.CUSTOM and asked.period.end < today:
        found.insert(1, ("下一期", asked.href(period=period_at(kind, plus_months(asked.period.end, 1), asked.cuts))))
    return found


def indicator_rows(found: Report, before: Report | None, asked: Asked, shown: Indicator) -> list[dict[str, Any]]:
    """Return the rows of the indicator table; with ``before`` they carry a comparison."""
    rows = []
    for indicator in found.indicators:
        count = found.count(indicator)
        rate = indicator.measure is Measure.SHOW_RATE
        rows.append(
            {
                "indicator": indicator,
                "title": title(indicator),
                "text": count.text,
                "unit": "" if rate else indicator.unit,
                "rule": f"{indicator.rule}（{count.amount:,} ÷ {count.base:,}）" if rate else indicator.rule,
                "href": asked.href(show=indicator.id) + "#detail",
                "current": indicator is shown,
                "compared": Comparison(count, before.count(indicator)) if before else None,
            }
        )
    return rows


def panel(found: Report, indicator: Indicator, asked: Asked, towns: Names) -> dict[str, Any]:
    """Return the panel beside the table: the sum of the lines, bars of one breakdown, and the latest lines."""
    lines = found.lines(indicator)
    count = found.count(indicator)
    held, sentence = agreement(indicator, count, lines)
    bars = part_bars(found, indicator, asked, towns)
    return {
        "indicator": indicator,
        "title": title(indicator),
        "text": count.text,
        "held": held,
        "sentence": sentence,
        "tabs": [
            {"label": word, "href": asked.href(show=indicator.id, by=by) + "#detail", "current": by is asked.by}
            for by, word in DIMENSION_WORDS.items()
        ],
        "bars": bars,
        "lines": line_rows(lines[:PANEL_LINES], found.facts),
        "more": max(0, len(lines) - PANEL_LINES),
    }


def part_bars(found: Report, indicator: Indicator, asked: Asked, towns: Names) -> list[dict[str, Any]]:
    """Return bars from zero, one per line of the breakdown; rates are bars of 100 %."""
    parts = found.parts(indicator, asked.by)
    is_rate = indicator.measure is Measure.SHOW_RATE
    top = 1 if is_rate else max((count.amount for count in parts.values()), default=0)
    rows = []
    for key in ordered(asked.by, parts, towns):
        count = parts[key]
        share = float((count.rate or 0) if is_rate else count.amount / (top or 1)) * 100
        name = key_word(asked.by, key, towns, no_town_word(indicator))
        href = f"/desk/reports/{indicator.id}{narrower(asked, asked.by, key)}"
        rows.append({"name": name, "share": round(share, 1), "count": count.text, "href": href, "rank": ""})
    return rows


def narrower(asked: Asked, by: Dimension, key: Key) -> str:
    """Return the address part that narrows a question to one line of a breakdown."""
    if by is Dimension.MONTH:
        year, _, month = str(key).partition("-")
        whole = period_at(PeriodKind.MONTH, asked.period.start.replace(year=int(year), month=int(month), day=1))
        cut = Period(max(whole.start, asked.period.start), min(whole.end, asked.period.end))
        return asked.href(period=cut)
    if by is Dimension.TOWNSHIP:
        return asked.href(town=key or NO_TOWN)
    return asked.href(**{by.value: key})


def breakdown(found: Report, asked: Asked, towns: Names) -> dict[str, Any]:
    """Return the table of §3's figures by line, each number with the address of its rows."""
    parts = found.table(asked.by)
    rows = []
    for key in ordered(asked.by, parts, towns):
        query = narrower(asked, asked.by, key)
        cells = [(getattr(parts[key], name), _rows_behind(name, query)) for name, _ in PART_COLUMNS]
        rate = parts[key].count(Measure.SHOW_RATE).text
        rows.append({"name": key_word(asked.by, key, towns), "cells": cells, "rate": rate})
    total = [(getattr(found.total, name), _rows_behind(name, asked.href())) for name, _ in PART_COLUMNS]
    return {
        "word": DIMENSION_WORDS[asked.by],
        "head": DIMENSION_HEADS[asked.by],
        "heads": [word for _, word in PART_COLUMNS],
        "rows": rows,
        "total": total,
        "rate": found.total.count(Measure.SHOW_RATE).text,
        "overlaps": overlaps(found.total, list(parts.values())),
    }


def _rows_behind(column: str, query: str) -> str:
    alone = "&unit=0" if column == "unresolved" else ""
    return f"/desk/reports/{PERSON_COLUMNS[column]}{query}{alone}"


def chosen(found: Report, key: str) -> Indicator | None:
    """Return the indicator called ``key`` when this report shows it."""
    indicator = BY_ID.get(key)
    return indicator if indicator in found.indicators else None


def line_asked(asked: Asked, lines: Sequence[Line]) -> Line | None:
    """Return the line whose people were asked for, or None; 0 is the unresolved line."""
    for thing, key in (("event", asked.event), ("unit", asked.unit), ("union", asked.union)):
        if key is not None:
            return next((line for line in lines if line.thing == thing and (line.id or 0) == key), None)
    return None


def with_links(rows: Sequence[LineRow], indicator: Indicator, asked: Asked, visible: Collection[int]) -> list[Any]:
    """Return lines with the address of their people, and of the event where the account may see it."""
    found = []
    for row in rows:
        line = row.line
        people = asked.href(**{line.thing: line.id or 0}) if indicator.is_tallied else ""
        event = f"/desk/events/{line.id}" if line.thing == "event" and line.id in visible else ""
        found.append({"row": row, "line": line, "people": people, "event": event})
    return found


def compared(asked: Asked, towns: Collection[int] | None) -> Report | None:
    """Return the report of the period before, when a comparison was asked for."""
    if not asked.compare:
        return None
    return report(previous(asked.period), asked.narrowing(), towns, asked.filters)
