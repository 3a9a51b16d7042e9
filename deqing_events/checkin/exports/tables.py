"""扫码记录 and 冲突 as tables."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from deqing_events.audit.wording import who_said
from deqing_events.checkin.attendance_table import LANE_WORDS
from deqing_events.checkin.conflict_queries import Conflict
from deqing_events.domain.admission_facts import Reason
from deqing_events.domain.door_questions import read_all, said
from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.web.formatting import local

REASON_WORDS = {
    Reason.INVALID: "认不出来",
    Reason.REVOKED: "旧码，已换新",
    Reason.CANCELLED: "已取消报名",
    Reason.BLOCKED: "入场要核对",
    Reason.UNAPPROVED: "还没审核通过",
    Reason.UNCONFIRMED: "还没有名额",
    Reason.INVALID_TIME: "通行码不在有效时间",
    Reason.LIST_CLOSED: "不在签到时间",
    Reason.NOT_ON_LIST: "不在名单上",
    Reason.WRONG_SESSION: "不是这一场",
    Reason.WRONG_GATE: "不是这个入口",
    Reason.QUESTIONS: "还要回答门口的问题",
    Reason.ALREADY_IN: "已进过场",
}
MOST_IN_WORKBOOK = 20_000
"""Attempts in a workbook; more take minutes to write, and a csv file opens in Excel and WPS as well."""
RECORDED_WORDS = {"success": "放行", "forced": "主管放行", "failure": "没放行"}

COLUMNS = (
    Column("id", "记录号", Kind.INTEGER, 8),
    Column("list", "名单", width=10),
    Column("number", "报名编号", width=16),
    Column("name", "姓名", width=10),
    Column("unit", "单位", width=28),
    Column("township", "代表队", width=12),
    Column("mobile", "手机", width=14),
    Column("direction", "方向", width=6),
    Column("session", "场次", width=14),
    Column("scanned_at", "扫码时间", width=20),
    Column("received_at", "收到时间", width=20),
    Column("late", "晚到秒数", Kind.INTEGER, 8),
    Column("gate", "入口", width=10),
    Column("volunteer", "登记人", width=10),
    Column("device", "手机号码牌", Kind.INTEGER, 8),
    Column("lane", "方式", width=10),
    Column("offline", "断网时扫的", width=8),
    Column("recorded", "结果", width=10),
    Column("reason", "原因", width=16),
    Column("counts", "算数", width=6),
    Column("forced", "要求放行", width=8),
    Column("told", "手机当时说", width=12),
    Column("annulled_at", "撤销时间", width=20),
    Column("annulled_by", "谁撤销的", width=12),
    Column("answers", "门口回答", width=28),
    Column("note", "备注", width=24),
    Column("code", "码的摘要", width=14),
    Column("nonce", "扫码编号", width=24),
)
CONFLICT_COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 6),
    Column("list", "名单", width=10),
    Column("number", "报名编号", width=16),
    Column("name", "姓名", width=10),
    Column("unit", "单位", width=28),
    Column("reason", "本不该放行，因为", width=18),
    Column("at", "扫码时间", width=20),
    Column("received_at", "收到时间", width=20),
    Column("gate", "入口", width=10),
    Column("volunteer", "登记人", width=10),
    Column("first_at", "算数的一次", width=20),
    Column("first_gate", "算数的入口", width=10),
    Column("first_by", "算数的登记人", width=12),
)


def too_long(attempts: int) -> str | None:
    """Return why so many attempts are no workbook, or None."""
    return f"扫码记录有 {attempts:,} 行，请下载 .csv，用 Excel 或 WPS 打开。" if attempts > MOST_IN_WORKBOOK else None


def scans(title: str, *, made: str, note: str, full: bool) -> Table:
    """Return the scan log without its rows: they are written as they are read."""
    return Table(
        title=f"{title}扫码记录",
        sheet_name="扫码记录",
        columns=COLUMNS,
        rows=(),
        subtitle=made,
        notes=(note,),
        file_name=f"{title}扫码记录{'（完整）' if full else ''}",
    )


def scan_row(row: Any, event_id: int, *, full: bool) -> tuple[Value, ...]:  # noqa: ANN401 - a row of a query
    """Return one attempt. Of somebody registered for another event the log names nobody."""
    own = row.own_event_id == event_id
    mobile = (row.mobile or "") if own else ""
    return (
        row.id,
        row.list_name,
        row.number if own else "",
        row.name if own else ("别的活动的人" if row.registration_id else ""),
        row.unit if own else "",
        row.township if own else "",
        mobile if full or not mobile else mask_mobile(mobile),
        "出场" if row.direction == "exit" else "进场",
        row.session_title or row.session_venue or "",
        _second(row.scanned_at),
        _second(row.received_at),
        round((row.received_at - row.scanned_at).total_seconds()),
        row.gate,
        row.volunteer,
        row.device_id,
        LANE_WORDS.get(row.lane, row.lane),
        _yes(row.offline),
        RECORDED_WORDS[row.recorded],
        _reason(row.reason),
        _yes(row.counts and row.annulled_at is None),
        _yes(row.force),
        "请进" if row.told == "ok" else _reason(row.told),
        _second(row.annulled_at),
        who_said(row.annulled_by) if row.annulled_by else "",
        said(read_all(row.list_questions), row.answers),
        row.note,
        row.code_hash[:12],
        row.nonce,
    )


def conflicts(title: str, rows: Sequence[Conflict], *, made: str) -> Table:
    """Return the people a gate without a line let in twice, or against the list."""
    return Table(
        title=f"{title}签到冲突",
        sheet_name="签到冲突",
        columns=CONFLICT_COLUMNS,
        rows=[_conflict(number, row) for number, row in enumerate(rows, 1)],
        subtitle=made,
        notes=("断网时放行、后来查出重复或不该放行的。人数只算一次。",),
        file_name=f"{title}签到冲突",
    )


def _conflict(number: int, row: Conflict) -> tuple[Value, ...]:
    person = (row.number, row.name, row.unit, _reason(row.reason))
    first = (_second(row.first_at), row.first_gate, row.first_by)
    times = (_second(row.at), _second(row.received_at))
    return (number, row.list_name, *person, *times, row.gate, row.volunteer, *first)


def _reason(reason: str | None) -> str:
    return REASON_WORDS[Reason(reason)] if reason else ""


def _second(at: dt.datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _yes(held: bool) -> str:  # noqa: FBT001 - a cell
    return "是" if held else ""
