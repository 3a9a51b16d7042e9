"""出勤表: people × sessions, as the one table behind the page and the workbook."""

from collections.abc import Sequence

from deqing_events.checkin.lists.queries import session_name
from deqing_events.checkin.presence.queries import Row, numbers
from deqing_events.domain.attendance import Verdict
from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.events.models import Event, EventSession
from deqing_events.web.formatting import local

VERDICT_WORDS = {Verdict.COMPLETE: "完整", Verdict.PARTIAL: "部分", Verdict.ABSENT: "未到"}


def rule_words(least: int | None) -> str:
    """Return the rule in words."""
    return "自己报的每一场都到，算完整" if least is None else f"到够 {least} 场就算完整；报得少的，报几场到几场"


def heading(row: EventSession) -> str:
    """Return a session's column heading: its name and day."""
    return f"{session_name(row)} {local(row.starts_at):%m-%d %H:%M}"


def table(event: Event, found: Sequence[Row], least: int | None, *, made: str) -> Table:
    """Return the matrix, mobiles masked; a cell holds the time of the first entry."""
    sessions = event.sessions
    counts = numbers(found)
    columns = (
        Column("no", "序号", Kind.INTEGER, 6),
        Column("number", "报名编号", width=16),
        Column("name", "姓名", width=10),
        Column("unit", "单位", width=28),
        Column("township", "代表队", width=12),
        Column("mobile", "手机", width=14),
        *(Column(f"s{row.id}", heading(row), width=16) for row in sessions),
        Column("there", "到场场次", Kind.INTEGER, 8),
        Column("own", "应到场次", Kind.INTEGER, 8),
        Column("verdict", "出勤", width=8),
    )
    reached: tuple[Value, ...] = tuple(f"{counts[str(row.id)]} 人" for row in sessions)
    return Table(
        title=f"{event.title}出勤表",
        sheet_name="出勤表",
        columns=columns,
        rows=[_line(number, row, sessions) for number, row in enumerate(found, 1)],
        total=("合计", f"{len(found)} 人", None, None, None, None, *reached, None, None, _verdicts(found)),
        subtitle=made,
        notes=(f"{rule_words(least)}。手机号已隐去中间四位。",),
        file_name=f"{event.title}出勤表",
    )


def session_tables(event: Event, found: Sequence[Row], *, made: str) -> list[Table]:
    """Return one table per session: who should have been there, who was, and when."""
    return [_session_table(event, each, found, made) for each in event.sessions]


def _session_table(event: Event, session: EventSession, found: Sequence[Row], made: str) -> Table:
    rows = [row for row in found if session.id in row.own or session.id in row.there]
    here = sum(session.id in row.there for row in rows)
    columns = (
        Column("no", "序号", Kind.INTEGER, 6),
        Column("number", "报名编号", width=16),
        Column("name", "姓名", width=10),
        Column("unit", "单位", width=28),
        Column("township", "代表队", width=12),
        Column("mobile", "手机", width=14),
        Column("here", "到场", width=8),
        Column("at", "签到时间", Kind.DATETIME, 18),
    )
    lines: list[tuple[Value, ...]] = []
    for number, row in enumerate(rows, 1):
        at = row.there.get(session.id)
        came = ("已到" if at else "未到", local(at).replace(tzinfo=None) if at else None)
        lines.append((number, row.number, row.name, row.unit, row.township, mask_mobile(row.mobile), *came))
    return Table(
        title=f"{event.title} {heading(session)} 签到表",
        sheet_name=heading(session).replace(":", ""),
        columns=columns,
        rows=lines,
        subtitle=f"{made}　应到 {len(rows)} 人，实到 {here} 人",
        file_name=f"{event.title}出勤表",
    )


def _line(number: int, row: Row, sessions: Sequence[EventSession]) -> tuple[Value, ...]:
    times = (f"{local(row.there[each.id]):%m-%d %H:%M}" if each.id in row.there else "" for each in sessions)
    person = (number, row.number, row.name, row.unit, row.township, mask_mobile(row.mobile))
    return (*person, *times, len(row.there), len(row.own), VERDICT_WORDS[row.verdict])


def _verdicts(found: Sequence[Row]) -> str:
    return f"完整 {numbers(found)[Verdict.COMPLETE]} 人"
