"""报名汇总表: one table behind the desk's page, the workbook and the csv file (domain.md §5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.questions.catalogue import LEVEL, TRADE
from deqing_events.domain.skill_levels import SkillLevel
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.events.models import Event
from deqing_events.registration.desk_queries import Line
from deqing_events.registration.models import Registration
from deqing_events.registration.questions.showing import AnswerColumns
from deqing_events.registration.rules import ZONE

STATE_WORDS = {
    "draft": "草稿",
    "invited": "等本人确认",
    "joined": "已入队",
    "pending": "等审核",
    "confirmed": "已报名",
    "waiting": "候补",
    "cancelled": "已取消",
    "rejected": "不通过",
}
GENDER_WORDS = {"male": "男", "female": "女"}

COLUMNS = (
    Column("position", "序号", Kind.INTEGER, 6),
    Column("township", "代表队", width=14),
    Column("unit", "单位", width=30),
    Column("name", "姓名", width=10),
    Column("gender", "性别", width=6),
    Column("mobile", "手机", width=14),
    Column("job", "工种", width=12),
    Column("skill_level", "现有等级", width=10),
    Column("state", "状态", width=8),
    Column("note", "备注", width=22),
    Column("number", "报名编号", width=18),
    Column("at", "报名时间", Kind.DATETIME, 17),
)


@dataclass(frozen=True)
class FullExport:
    """Who takes the unmasked file, when and why: printed under it."""

    who: str
    at: dt.datetime
    reason: str

    @property
    def watermark(self) -> str:
        """The line under the table."""
        at = f"{self.at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        return f"含完整手机号和证件号，由 {self.who} 于 {at} 导出，用途：{self.reason}。"


def summary_table(
    event: Event, lines: Sequence[Line], answers: AnswerColumns, *, day: dt.date, full: FullExport | None = None
) -> Table:
    """Return the table of registrations; mobiles are masked unless ``full`` says who takes them and why.

    ``answers`` give the columns of what the event asked; whoever makes them says whether numbers are masked there.
    """
    rows = [_row(position, line, answers, full=full is not None) for position, line in enumerate(lines, 1)]
    places = sum(line.registration.state == "confirmed" for line in lines)
    columns = (*COLUMNS, *answers.columns)
    blank: tuple[Value, ...] = (None,) * (len(columns) - 3)
    numbers = "身份证号已隐去出生日期。" if answers.holds_numbers else ""
    masked = f"手机号已隐去中间四位。{numbers}"
    return Table(
        title=f"{event.title}报名汇总表",
        subtitle=f"填报单位：{event.host.name if event.host else '德清县总工会'}　日期：{day.isoformat()}",
        columns=columns,
        rows=rows,
        total=("合计", f"{len(rows)} 人", f"其中有名额 {places} 人", *blank),
        notes=(full.watermark if full else masked,),
        sheet_name="报名汇总表",
        file_name=f"{event.title}报名汇总表{'（完整）' if full else ''}",
    )


def _row(position: int, line: Line, answers: AnswerColumns, *, full: bool) -> tuple[Value, ...]:
    held = line.registration
    return (
        position,
        line.township,
        line.unit,
        held.name,
        GENDER_WORDS.get(held.gender, ""),
        held.mobile if full else mask_mobile(held.mobile),
        answers.standard(held.id, TRADE) or line.job,
        answers.standard(held.id, LEVEL) or _level(line.skill_level),
        STATE_WORDS[held.state],
        note(held),
        held.number,
        held.created_at.astimezone(ZONE).replace(tzinfo=None),
        *answers.cells(held.id),
    )


def note(held: Registration) -> str:
    """Return what staff should know about a registration, in a few words."""
    words = [
        f"{held.team.name}{'队长' if held.captain else ''}" if held.team else "",
        "现场补报" if held.walk_in else "",
        "候补转入" if held.promoted_at else "",
        "入场要核对" if held.blocked else "",
        held.cancel_reason if held.state == "cancelled" else "",
    ]
    return "；".join(word for word in words if word)


def _level(key: str) -> str:
    return SkillLevel(key).label if key in {level.value for level in SkillLevel} else ""
