"""Marks as tables: one sheet per judge as it was filled in, every single mark, and what was changed."""

from fractions import Fraction

from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import Look, moment, named
from deqing_events.contests.marking import grid
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.actions import Place
from deqing_events.contests.marking.change_words import change_words
from deqing_events.contests.marking.score_sheets import ScoreSheet
from deqing_events.contests.models import Entrant
from deqing_events.domain.rounding import number
from deqing_events.domain.tables import Column, Kind, Table, Value

_LABEL = (
    Column("code", "盲码", width=10),
    Column("number", "参赛号", width=12),
    Column("name", "姓名或名称", width=16),
)
_MARKS = (
    Column("id", "记录号", Kind.INTEGER, 10),
    *_LABEL,
    Column("what", "评分项", width=20),
    Column("judge", "裁判", width=12),
    Column("value", "分值", width=10),
    Column("by", "谁录的", width=14),
    Column("at", "什么时候", width=18),
)
_CHANGES = (
    Column("id", "记录号", Kind.INTEGER, 10),
    Column("words", "改了什么", width=70),
    Column("by", "谁改的", width=14),
    Column("at", "什么时候", width=18),
)


def sheet_tables(case: Case, look: Look) -> list[Table]:
    """Return each score sheet as it is filled in, one line per entrant, with the sum of its points."""
    marks = marking.marks(case.event.id)
    return [_sheet_table(case, look, sheet, grid.stored(sheet, case.entrants, marks)) for sheet in case.sheets]


def _sheet_table(case: Case, look: Look, sheet: ScoreSheet, values: dict[Place, str]) -> Table:
    columns = (
        *_LABEL,
        *(Column(column.key, column.title, width=14) for column in sheet.columns),
        Column("total", "合计", Kind.DECIMAL, 10, None),
        Column("note", "备注", width=10),
    )
    rows = [_sheet_row(look, sheet, row, values) for row in case.entrants]
    title = f"{case.event.title}评分表（{sheet.title}）"
    return Table(title, columns, rows, sheet.title, sheet_name=sheet.title, signatures=(f"{sheet.title}签名", "时间"))


def _sheet_row(look: Look, sheet: ScoreSheet, row: Entrant, values: dict[Place, str]) -> tuple[Value, ...]:
    held = [values.get((row.id, column.key), "") for column in sheet.columns]
    points = [value for value, column in zip(held, sheet.columns, strict=True) if value and column.top]
    cells = [grid.shown(column, value) for value, column in zip(held, sheet.columns, strict=True)]
    total = sum((number(value) for value in points), Fraction(0)) if points else None
    note = "回避" if sheet.judge and sheet.judge in row.recused else ""
    return (row.blind_code, row.number, look.entrant(row), *cells, total, note)


def mark_table(case: Case, look: Look) -> Table:
    """Return every mark with the number of its record, who entered it and when."""
    columns = {column.key: column for sheet in case.sheets for column in sheet.columns}
    rows = {row.id: row for row in case.entrants}
    marks = sorted(marking.marks(case.event.id), key=lambda mark: mark.id)
    by = {who: named(who) for who in {mark.by for mark in marks}}
    made: list[tuple[Value, ...]] = [
        (
            mark.id,
            rows[mark.entrant_id].blind_code,
            rows[mark.entrant_id].number,
            look.entrant(rows[mark.entrant_id]),
            columns[mark.criterion].title if mark.criterion in columns else mark.criterion,
            mark.judge,
            grid.shown(columns[mark.criterion], mark.value) if mark.criterion in columns else mark.value,
            by[mark.by],
            moment(mark.at),
        )
        for mark in marks
    ]
    return Table(f"{case.event.title}评分记录", _MARKS, made, "评分记录", sheet_name="评分记录")


def change_table(case: Case) -> Table:
    """Return every kept earlier value in words, by blind code or number."""
    changes = queries.change_rows(case.event.id)
    by = {who: named(who) for who in {change.by for change, _ in changes}}
    rows: list[tuple[Value, ...]] = [
        (change.id, change_words(change, row, case.sheets), by[change.by], moment(change.at)) for change, row in changes
    ]
    return Table(f"{case.event.title}改分记录", _CHANGES, rows, "改分记录")
