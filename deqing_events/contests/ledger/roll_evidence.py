"""Evidence of 名单 and 签到: who signed up, who competes, who came, and every scan behind it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from deqing_events.checkin import attendance_table as attendance
from deqing_events.checkin import queries as checkin
from deqing_events.checkin.exports import queries as exports
from deqing_events.checkin.exports import tables as scan_tables
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Item, Look, book, cells
from deqing_events.contests.marking.change_words import STATUSES
from deqing_events.documents.csv_file import csv_parts
from deqing_events.documents.workbook import write_workbook
from deqing_events.domain.ledger import file_name
from deqing_events.domain.tables import Table, Value
from deqing_events.registration import desk_queries, summary
from deqing_events.registration.desk_queries import NO_FILTERS
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions.showing import AnswerColumns
from deqing_events.web.formatting import local

LISTS, ARRIVALS = "名单", "签到"


def items(case: Case) -> list[Item]:
    """Return the evidence of these two folders."""
    return [_registrations(case), *([_entrants(case)] if case.is_contest else []), _attendance(case), _scans(case)]


def _registrations(case: Case) -> Item:
    asks = case.event.needs_registration
    return Item(
        "registrations",
        LISTS,
        "报名汇总表",
        queries.registrations(case.event.id),
        "参赛人数从报名来。" if asks else "这场活动免报名。",
        needed=asks and not case.cancelled and not case.is_contest,
        source="报名记录",
        unit="人",
        href=f"{case.desk}/registrations",
        link="看报名",
        files=lambda look: [book("报名汇总表", [_summary(case, look)], look)],
    )


def _summary(case: Case, look: Look) -> Table:
    found = desk_queries.for_event(case.event.id, NO_FILTERS)
    lines = [line for line in found if line.registration.state in ACTIVE]
    answers = AnswerColumns(case.event.id, [line.registration.id for line in lines], look.keys)
    table = summary.summary_table(case.event, lines, answers, day=local(look.as_of).date())
    return look.with_names(table, "name")


def _entrants(case: Case) -> Item:
    return Item(
        "entrants",
        LISTS,
        "参赛名单",
        queries.entrants(case.event.id),
        "名次和奖项发给名单上的人。",
        needed=not case.cancelled,
        source="参赛名单",
        unit="个",
        href=f"{case.desk}/entrants",
        link="去看名单",
        files=lambda look: [book("参赛名单", [_entrant_table(case, look)], look)],
    )


def _entrant_table(case: Case, look: Look) -> Table:
    columns = cells(
        ("number", "参赛号", 12),
        ("code", "盲码", 10),
        ("name", "姓名或名称", 16),
        ("delegation", "代表队", 16),
        ("unit", "单位", 30),
        ("status", "状态", 10),
        ("guest", "只排名", 8),
        ("registration", "报名编号", 18),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.number,
            row.blind_code,
            look.entrant(row),
            row.delegation,
            row.unit_name,
            STATUSES[row.status],
            "是" if row.guest else "",
            row.registration.number if row.registration else "",
        )
        for row in case.entrants
    ]
    return Table(f"{case.event.title}参赛名单", columns, rows, "参赛名单")


def _attendance(case: Case) -> Item:
    asks = case.event.needs_registration
    return Item(
        "attendance",
        ARRIVALS,
        "签到情况",
        queries.came(case.event.id),
        "到场人数要有签到为据。" if asks else "免报名的活动可以只记现场人数。",
        needed=asks and not case.cancelled,
        source="签到记录",
        unit="人次",
        href=f"{case.desk}/checkin/attendance",
        link="去补签到",
        files=lambda look: [book("签到情况", [attendance_table(case, look)], look)],
    )


def attendance_table(case: Case, look: Look) -> Table:
    """Return 签到情况: everybody who should come, and when they came."""
    event = case.event
    table = attendance.table(event.title, event.code, checkin.attendance(event.id), made="")
    here = sum(row[7] == "已到" for row in table.rows)
    counted = f"应到 {len(table.rows)} 人，实到 {here} 人。"
    return replace(look.with_names(table, "name"), notes=(counted,))


def _scans(case: Case) -> Item:
    return Item(
        "scans",
        ARRIVALS,
        "扫码记录",
        queries.scans(case.event.id),
        "每一次扫码一行，没放行的、撤销的都在。",
        source="扫码记录",
        unit="次",
        href=f"{case.desk}/checkin/files",
        link="看扫码记录",
        files=lambda look: [_scan_file(case, look)],
    )


def _scan_file(case: Case, look: Look) -> File:
    """Return the log of scans, row by row: as a workbook, as csv when it is too long for one."""
    event, rows = case.event, exports.attempts(case.event.id)
    table = look.table(scan_tables.scans(event.title, made="", note="手机号已隐去中间四位。", full=False))
    names = {at for at, column in enumerate(table.columns) if column.key == "name"}

    def parts() -> Iterator[list[tuple[Value, ...]]]:
        for found in exports.attempt_pages(event.id):
            own = [names if row.own_event_id == event.id else set() for row in found]
            made = [scan_tables.scan_row(row, event.id, full=False) for row in found]
            yield [look.row(row, at) for row, at in zip(made, own, strict=True)]

    def as_book(target: IO[bytes]) -> None:
        made_at = local(look.as_of).replace(tzinfo=None)
        write_workbook(target, table, (row for part in parts() for row in part), made_at=made_at)

    def as_csv(target: IO[bytes]) -> None:
        for part in csv_parts(table.columns, parts()):
            target.write(part)

    long = scan_tables.too_long(rows) is not None
    return File(f"{file_name('扫码记录')}.{'csv' if long else 'xlsx'}", rows, as_csv if long else as_book)
