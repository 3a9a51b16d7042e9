"""What the lines behind figures are called, on pages and in files alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deqing_events.domain.indicators import Indicator
from deqing_events.domain.kinds import FAMILY_WORDS, LEVEL_WORDS
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Dimension, Facts, Key
from deqing_events.domain.tally import Count, Line, agrees
from deqing_events.events.models import Campaign
from deqing_events.reports import queries
from deqing_events.reports.queries_people import UNRESOLVED

COUNTY = "县总工会"
COUNTY_OR_UNRESOLVED = "县总工会／单位待核"
DIMENSION_WORDS = {
    Dimension.TOWNSHIP: "按镇街",
    Dimension.MONTH: "按月",
    Dimension.FAMILY: "按类别",
    Dimension.LEVEL: "按举办层级",
}
DIMENSION_HEADS = {
    Dimension.TOWNSHIP: "镇街",
    Dimension.MONTH: "月份",
    Dimension.FAMILY: "类别",
    Dimension.LEVEL: "举办层级",
}
OVERLAPPING = "合计不等于分项之和：同一个人、同一家单位会在几行里各计一次，合计只计一次。"
PART_ORDER: dict[Dimension, list[Any]] = {Dimension.FAMILY: list(FAMILY_WORDS), Dimension.LEVEL: list(LEVEL_WORDS)}

Names = dict[int, tuple[str, str]]


@dataclass(frozen=True)
class LineRow:
    """One line with words: ``name``, ``place`` (township or host), ``day`` or dates, and two of an event's kinds."""

    line: Line
    name: str
    place: str = ""
    when: str = ""
    family: str = ""
    level: str = ""


def line_rows(lines: Sequence[Line], facts: Facts) -> list[LineRow]:
    """Return lines with the names of what they stand for, in the same order."""
    things = {line.thing for line in lines}
    if "event" in things:
        return _events(lines, facts)
    if "campaign" in things:
        return _campaigns(lines)
    ids = [line.id for line in lines if line.id is not None]
    if "unit" in things:
        return _named(lines, queries.unit_names(ids))
    if "union" in things:
        return _named(lines, queries.union_names(ids))
    return _named(lines, queries.organisation_names())


def _events(lines: Iterable[Line], facts: Facts) -> list[LineRow]:
    towns, found = queries.organisation_names(), []
    for line in lines:
        event = facts.known[line.id or 0]
        place = towns.get(event.township_id, (COUNTY, ""))[0] if event.township_id else COUNTY
        words = FAMILY_WORDS.get(event.family, ""), LEVEL_WORDS.get(event.level, "")  # type: ignore[call-overload]  # stored values are their text
        found.append(LineRow(line, event.title, place, event.day.isoformat(), *words))
    return found


def _campaigns(lines: Iterable[Line]) -> list[LineRow]:
    held: dict[int, Campaign] = {row.id: row for row in queries.campaign_rows()}
    found = []
    for line in lines:
        row = held[line.id or 0]
        days = f"{row.starts_on or ''} 至 {row.ends_on or ''}" if row.starts_on or row.ends_on else ""
        level = LEVEL_WORDS.get(row.level, "")  # type: ignore[call-overload]  # a stored level is its text
        found.append(LineRow(line, row.name, str(row.year), days, level=level))
    return found


def _named(lines: Iterable[Line], names: Names) -> list[LineRow]:
    return [
        LineRow(line, *names.get(line.id, ("", ""))) if line.id is not None else LineRow(line, UNRESOLVED)
        for line in lines
    ]


def no_town_word(indicator: Indicator) -> str:
    """Return what the line without a township is: the county's own events, or people of no known unit."""
    return COUNTY if indicator.measure is Measure.EVENTS else UNRESOLVED


def key_word(by: Dimension, key: Key, towns: Names, no_town: str = COUNTY_OR_UNRESOLVED) -> str:
    """Return what a line of a breakdown is called; ``no_town`` is the word for no township."""
    if by is Dimension.TOWNSHIP:
        if isinstance(key, int):
            return towns.get(key, (f"镇街 {key}", ""))[0]
        return no_town
    if by is Dimension.MONTH:
        year, _, month = str(key).partition("-")
        return f"{year}年{int(month)}月"
    words: dict[Any, str] = {**FAMILY_WORDS, **LEVEL_WORDS}
    return words.get(key, str(key))


def ordered(by: Dimension, keys: Iterable[Key], towns: Names) -> list[Key]:
    """Return the lines of a breakdown in the county's order, by time, or as the words are listed."""
    if by is Dimension.MONTH:
        return sorted(keys, key=str)
    order: list[Any] = list(towns) if by is Dimension.TOWNSHIP else PART_ORDER[by]
    return sorted(keys, key=lambda key: order.index(key) if key in order else len(order))


def agreement(indicator: Indicator, count: Count, rows: Sequence[Line]) -> tuple[bool, str]:
    """Tell whether lines add up to a figure, and say so: 明细 82 行，与指标相符."""
    amount, base = sum(row.amount for row in rows), sum(row.base for row in rows)
    held = agrees(count, rows)
    summed = f"，合计 {amount:,} {indicator.unit}"
    if indicator.measure is Measure.SHOW_RATE:
        summed = f"，合计 {amount:,} ÷ {base:,}"
    elif all(row.amount == 1 for row in rows):
        summed = ""
    end = "与指标相符" if held else f"与指标 {count.text} 不符，请先不要上报，告诉系统管理员"
    return held, f"明细 {len(rows):,} 行{summed}，{end}"
