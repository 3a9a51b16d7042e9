"""Evidence of double entry: who typed which paper, where two people differed, and how a third settled it."""

from deqing_events.contests.double_entry import queries as double
from deqing_events.contests.double_entry.papers import value_words
from deqing_events.contests.finalising.result_set import code_of
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import Item, book, cells, moment, named
from deqing_events.contests.marking.score_sheets import Column as SheetColumn
from deqing_events.domain.tables import Column, Kind, Table, Value

FOLDER = "成绩"
ROUNDS = (
    *cells(("paper", "评分表", 24)),
    Column("round", "第几轮", Kind.INTEGER, 8),
    Column("position", "第几遍", Kind.INTEGER, 8),
    *cells(("by", "谁录的", 14), ("at", "什么时候交的", 18), ("compared", "什么时候比对的", 18)),
    *cells(("reopened", "作废重录", 18), ("why", "为什么重录", 40)),
)
DIFFERENCES = (
    *cells(("paper", "评分表", 24), ("code", "盲码或参赛号", 14), ("what", "评分项", 20)),
    *cells(("first", "第一遍", 10), ("first_by", "谁录的", 14), ("second", "第二遍", 10), ("second_by", "谁录的", 14)),
    *cells(("settled", "定为", 10), ("by", "谁定的", 14), ("at", "什么时候", 18), ("why", "为什么", 40)),
)


def items(case: Case) -> list[Item]:
    """Return this evidence; none without a contest."""
    return [_twice(case)] if case.is_contest else []


def _twice(case: Case) -> Item:
    return Item(
        "double_entry",
        FOLDER,
        "双录核对",
        queries.typed_entries(case.event.id),
        "纸面成绩由两个人各录一遍的，才有。",
        source="双录记录",
        unit="遍",
        href=f"{case.desk}/scores",
        link="看评分",
        files=lambda look: [book("双录核对", [_round_table(case), _difference_table(case)], look)],
    )


def _round_table(case: Case) -> Table:
    titles, rows = _titles(case), []
    for held in queries.entry_rounds(case.event.id):
        ended = (moment(held.compared_at), moment(held.reopened_at), held.why)
        made = (titles.get((held.part, held.judge), held.judge or held.part), held.number)
        rows += [(*made, one.position, named(one.by), moment(one.handed_at), *ended) for one in held.entries]
    return Table(f"{case.event.title}双录", ROUNDS, rows, "双录", sheet_name="谁录的")


def _titles(case: Case) -> dict[tuple[str, str], str]:
    return {(paper.part, paper.judge): paper.title for paper in double.all_papers(case.event.id)}


def _difference_table(case: Case) -> Table:
    papers = {(paper.part, paper.judge): paper for paper in double.all_papers(case.event.id)}
    codes = {row.id: code_of(row) for row in case.entrants}
    rows: list[tuple[Value, ...]] = []
    for held in queries.entry_rounds(case.event.id):
        paper = papers.get((held.part, held.judge))
        for row in double.differences([held.id]):
            column = next((one for one in paper.sheet.columns if one.key == row.criterion), None) if paper else None
            first, second, settled = (_said(column, value) for value in (row.first, row.second, row.settled))
            where = (paper.title if paper else held.part, codes.get(row.entrant_id, ""))
            typed = (
                column.title if column else row.criterion,
                first,
                named(row.first_by),
                second,
                named(row.second_by),
            )
            done = (settled if row.settled_at else "还没定", named(row.settled_by), moment(row.settled_at), row.why)
            rows.append((*where, *typed, *done))
    return Table(f"{case.event.title}双录不一致的格子", DIFFERENCES, rows, "双录", sheet_name="不一致")


def _said(column: SheetColumn | None, value: str | None) -> str:
    return value_words(column, value) if column else value or ""
