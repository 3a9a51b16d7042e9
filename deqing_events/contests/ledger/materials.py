"""成绩材料包: everything about the results of a contest as one workbook, each sum traceable to its records."""

from collections.abc import Iterator

from deqing_events.contests.ledger.award_evidence import promotion_table
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Look, book
from deqing_events.contests.ledger.mark_tables import mark_table, sheet_tables
from deqing_events.contests.ledger.notice_evidence import TWO
from deqing_events.contests.ledger.result_evidence import award_table, notice_tables, ranking_tables
from deqing_events.contests.ledger.roll_evidence import attendance_table
from deqing_events.contests.ledger.trace import trace_table
from deqing_events.domain.ledger import file_name
from deqing_events.domain.tables import Table

NAME = "成绩材料包"


def materials(case: Case, look: Look) -> File:
    """Return the workbook; sheets that would be empty are left out."""
    tables = [table for table in _tables(case, look) if table is not None and (table.rows or table.total)]
    file = book(NAME, tables or [_nothing(case)], look)
    return File(f"{file_name(case.event.title)}-{NAME}{'（含全名）' if look.full else ''}.xlsx", file.rows, file.write)


def _tables(case: Case, look: Look) -> Iterator[Table | None]:
    yield from ranking_tables(case, look)
    yield award_table(case, look)
    yield from notice_tables(case, look)
    yield promotion_table(case, look)
    yield attendance_table(case, look)
    if case.standings is not None:
        yield from sheet_tables(case, look)
        yield mark_table(case, look)
    yield trace_table(case)


def _nothing(case: Case) -> Table:
    return Table(f"{case.event.title}{NAME}", TWO, [("没有材料", "还没有名单、签到和成绩。")], NAME)
