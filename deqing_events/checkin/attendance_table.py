"""签到情况 as the one table behind the workbook and the csv file."""

from collections.abc import Sequence

from deqing_events.checkin.queries import Attendance
from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.web.formatting import local

LANE_WORDS = {
    "camera": "扫码",
    "photo": "照片识别",
    "typed": "输编号",
    "search": "按姓名查",
    "paper": "补签",
    "team": "队伍码",
    "venue": "扫屏幕自己签",
    "static": "扫海报自己签",
}

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 6),
    Column("number", "报名编号", width=16),
    Column("name", "姓名", width=10),
    Column("unit", "单位", width=28),
    Column("township", "镇街", width=12),
    Column("mobile", "手机", width=14),
    Column("session", "场次", width=14),
    Column("state", "到场", width=8),
    Column("at", "签到时间", Kind.DATETIME, 18),
    Column("gate", "入口", width=10),
    Column("volunteer", "登记人", width=10),
    Column("lane", "方式", width=10),
    Column("note", "备注", width=24),
)


def table(title: str, code: str, rows: Sequence[Attendance], *, made: str) -> Table:
    """Return the attendance of an event, mobiles masked. ``made`` is the line with who made it and when."""
    here = sum(row.at is not None for row in rows)
    return Table(
        title=f"{title}签到情况",
        sheet_name="签到情况",
        columns=COLUMNS,
        rows=[_row(number, row) for number, row in enumerate(rows, 1)],
        file_name=f"{code}-签到情况",
        subtitle=f"{made}　应到 {len(rows)} 人，实到 {here} 人",
    )


def _row(number: int, row: Attendance) -> tuple[Value, ...]:
    notes = [part for part in ("主管放行" if row.forced and row.lane != "paper" else "", row.note) if part]
    return (
        number,
        row.number,
        row.name,
        row.unit,
        row.township,
        mask_mobile(row.mobile),
        row.session,
        "已到" if row.at else "未到",
        local(row.at).replace(tzinfo=None) if row.at else None,
        row.gate,
        row.volunteer,
        LANE_WORDS.get(row.lane, ""),
        "；".join(notes),
    )
