"""汇总统计.xlsx: the figures with their rules, the breakdowns, and one detail sheet per figure that re-adds."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from deqing_events.domain.indicators import Indicator
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Dimension
from deqing_events.domain.rounding import rounded
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.domain.tally import NO_VALUE, PERCENT, Count, Figures
from deqing_events.reports.report import Report
from deqing_events.reports.wording import (
    DIMENSION_HEADS,
    DIMENSION_WORDS,
    OVERLAPPING,
    LineRow,
    Names,
    agreement,
    key_word,
    line_rows,
    ordered,
)

FILE_NAME = "汇总统计"
TOTAL = "合计"
NUMBER = Column("no", "序号", Kind.INTEGER, 6)
PART_COLUMNS = (
    ("sessions", "场次"),
    ("registrations", "报名人次"),
    ("shown", "其中到场"),
    ("walk_ins", "现场补报"),
    ("person_times", "参赛人次"),
    ("women", "其中女职工"),
    ("gender_unknown", "性别未填"),
    ("migrants", "其中农民工"),
    ("migrant_unknown", "农民工未填"),
    ("persons", "参赛人数"),
    ("units", "参赛单位数"),
    ("unresolved", "单位待核人次"),
)


def workbook_tables(report: Report, towns: Names, *, about: str, made_at: dt.datetime) -> list[Table]:
    """Return the sheets: 汇总, four breakdowns, and a detail sheet per indicator. ``made_at`` is Deqing's wall time."""
    indicators = report.indicators
    parts = [part_table(report, by, towns, about=about) for by in Dimension]
    details = [detail_table(report, indicator, about=about) for indicator in indicators]
    return [_summary(report, indicators, about, made_at), *parts, *details]


def _summary(report: Report, indicators: Sequence[Indicator], about: str, made_at: dt.datetime) -> Table:
    columns = (
        NUMBER,
        Column("word", "指标", width=28),
        Column("value", "数值", Kind.DECIMAL, 12, places=None),
        Column("unit", "单位", width=8),
        Column("rule", "统计口径", width=56),
        Column("period", "期间", width=26),
        Column("made", "生成时间", Kind.DATETIME, 18),
    )
    days = f"{report.period.start} 至 {report.period.end}"
    rows: list[tuple[Value, ...]] = []
    for number, indicator in enumerate(indicators, 1):
        value = _value(report.count(indicator))
        rows.append((number, title(indicator), value, indicator.unit, indicator.rule, days, made_at))
    return Table(FILE_NAME, columns, rows, FILE_NAME, subtitle=about, sheet_name="汇总")


def title(indicator: Indicator) -> str:
    """Return an indicator's name, with 其中 before an of-which."""
    return f"其中{indicator.word}" if indicator.part_of else indicator.word


def _value(count: Count) -> Value:
    if count.base is None:
        return count.amount
    return NO_VALUE if count.rate is None else rounded(Fraction(count.rate * PERCENT), 1)


def part_table(report: Report, by: Dimension, towns: Names, *, about: str) -> Table:
    """Return a breakdown: every figure of §3 for each line, and the total counted by itself."""
    found = report.table(by)
    columns = (
        Column("key", DIMENSION_HEADS[by], width=22),
        *(Column(name, word, Kind.INTEGER, 10) for name, word in PART_COLUMNS),
        Column("rate", "到场率", Kind.PERCENT, 9, places=1),
    )
    rows = [(key_word(by, key, towns), *_part_row(found[key])) for key in ordered(by, found, towns)]
    total = (TOTAL, *_part_row(report.total))
    notes = (OVERLAPPING,) if overlaps(report.total, list(found.values())) else ()
    name = f"分项_{DIMENSION_WORDS[by]}"
    return Table(f"参赛情况（{DIMENSION_WORDS[by]}）", columns, rows, name, about, name, total=total, notes=notes)


def _part_row(figures: Figures) -> tuple[Value, ...]:
    rate = figures.count(Measure.SHOW_RATE).rate
    return (*(getattr(figures, name) for name, _ in PART_COLUMNS), NO_VALUE if rate is None else rate * PERCENT)


def overlaps(total: Figures, parts: Sequence[Figures]) -> bool:
    """Tell whether some total is not the sum of its parts: one person or unit in several lines."""
    return any(sum(getattr(part, name) for part in parts) != getattr(total, name) for name, _ in PART_COLUMNS)


def detail_table(report: Report, indicator: Indicator, *, about: str) -> Table:
    """Return the lines behind one figure; the total row adds them up to it."""
    rows = line_rows(report.lines(indicator), report.facts)
    held, sentence = agreement(indicator, report.count(indicator), [row.line for row in rows])
    columns = (NUMBER, *_columns(indicator))
    body = [(number, *_cells(indicator, row)) for number, row in enumerate(rows, 1)]
    name = f"{indicator.word}{'' if held else '（不符）'}"
    return Table(
        title(indicator),
        columns,
        body,
        name,
        subtitle=about,
        sheet_name=name,
        total=_total(columns, body),
        notes=(f"统计口径：{indicator.rule}。", f"{sentence}。"),
    )


def _columns(indicator: Indicator) -> tuple[Column, ...]:
    """Return words, then numbers; ``amount`` is the number that adds up to the figure."""
    amount = Column("amount", indicator.unit, Kind.INTEGER, 10)
    numbers: tuple[Column, ...] = (amount,)
    if indicator.measure is Measure.SHOW_RATE:
        numbers = (Column("amount", "到场", Kind.INTEGER, 10), Column("base", "通过的报名", Kind.INTEGER, 12))
    elif indicator.measure is Measure.UNITS:
        numbers = (amount, Column("times", "参赛人次", Kind.INTEGER, 10))
    elif indicator.measure is Measure.UNIONS:
        numbers = (amount, Column("times", "参赛人次", Kind.INTEGER), Column("hosted", "主办场次", Kind.INTEGER))
    if indicator.is_tallied and indicator.measure not in {Measure.UNITS, Measure.UNIONS}:
        words = (("when", "日期", 12), ("name", "赛事", 36), ("family", "类别", 10), ("level", "举办层级", 10))
        return (*(Column(key, word, width=width) for key, word, width in (*words, ("place", "举办单位", 16))), *numbers)
    if indicator.filters >= {"campaign"}:
        words = (("place", "年份", 8), ("name", "竞赛活动", 36), ("when", "起止", 26), ("level", "层级", 10))
        return (*(Column(key, word, width=width) for key, word, width in words), *numbers)
    return (Column("name", "名称", width=36), Column("place", "镇街", width=16), *numbers)


def _cells(indicator: Indicator, row: LineRow) -> tuple[Value, ...]:
    keys = [column.key for column in _columns(indicator)]
    return tuple(getattr(row if hasattr(row, key) else row.line, key) for key in keys)


def _total(columns: Sequence[Column], body: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    sums: list[Value] = [TOTAL]
    for index, column in enumerate(columns[1:], 1):
        whole = column.kind is Kind.INTEGER
        sums.append(sum(int(str(row[index])) for row in body) if whole else None)
    return tuple(sums)
