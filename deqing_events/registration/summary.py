"""报名汇总表: one table behind the desk's page, the workbook and the csv file (domain.md §5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.questions.catalogue import IDENTITY, LEVEL, TRADE
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

OFFICIAL = (
    Column("position", "序号", Kind.INTEGER, 6),
    Column("township", "代表队", width=14),
    Column("unit", "单位", width=30),
    Column("name", "姓名", width=10),
    Column("gender", "性别", width=6),
    Column("identity", "身份证号", width=20),
    Column("mobile", "手机", width=14),
    Column("job", "工种", width=12),
    Column("skill_level", "现有等级", width=10),
    Column("state", "状态", width=8),
    Column("note", "备注", width=22),
)
"""The columns of the 报名汇总表, the identity number only where the event collects it."""
FURTHER = (
    Column("number", "报名编号", width=18),
    Column("at", "报名时间", Kind.DATETIME, 17),
)
SIGNATURES = ("填表人", "审核人", "单位负责人（盖章）", "日期")


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
    columns = (*_official(answers), *FURTHER, *answers.columns)
    rows = [
        (*_row(position, line, answers, full=full is not None), *_further(line), *answers.cells(line.registration.id))
        for position, line in enumerate(lines, 1)
    ]
    return Table(
        title=f"{event.title}报名汇总表",
        subtitle=_subtitle(event.host.name if event.host else "德清县总工会", day),
        columns=columns,
        rows=rows,
        total=_total(lines, len(columns)),
        notes=(full.watermark if full else _masked(answers),),
        sheet_name="报名汇总表",
        file_name=f"{event.title}报名汇总表{'（完整）' if full else ''}",
    )


def official_table(event: Event, lines: Sequence[Line], answers: AnswerColumns, *, of: str, day: dt.date) -> Table:
    """Return the 报名汇总表 that a workplace or delegation (``of``) signs and seals: masked, with blanks to sign on."""
    columns = _official(answers)
    return Table(
        title=f"{event.title}报名汇总表",
        subtitle=_subtitle(of, day),
        columns=columns,
        rows=[_row(position, line, answers, full=False) for position, line in enumerate(lines, 1)],
        total=_total(lines, len(columns)),
        notes=(_masked(answers),),
        signatures=SIGNATURES,
        sheet_name="报名汇总表",
        file_name=f"{event.title}报名汇总表（{of}）",
    )


def _official(answers: AnswerColumns) -> tuple[Column, ...]:
    return tuple(column for column in OFFICIAL if column.key != "identity" or answers.holds_numbers)


def _subtitle(of: str, day: dt.date) -> str:
    return f"填报单位：{of}　日期：{day.isoformat()}"


def _total(lines: Sequence[Line], width: int) -> tuple[Value, ...]:
    places = sum(line.registration.state == "confirmed" for line in lines)
    blank: tuple[Value, ...] = (None,) * (width - 3)
    return ("合计", f"{len(lines)} 人", f"其中有名额 {places} 人", *blank)


def _masked(answers: AnswerColumns) -> str:
    return f"手机号已隐去中间四位。{'身份证号已隐去出生日期。' if answers.holds_numbers else ''}"


def _row(position: int, line: Line, answers: AnswerColumns, *, full: bool) -> tuple[Value, ...]:
    held = line.registration
    return (
        position,
        line.township,
        line.unit,
        held.name,
        GENDER_WORDS.get(held.gender, ""),
        *([answers.standard(held.id, IDENTITY)] if answers.holds_numbers else []),
        held.mobile if full else mask_mobile(held.mobile),
        answers.standard(held.id, TRADE) or line.job,
        answers.standard(held.id, LEVEL) or _level(line.skill_level),
        STATE_WORDS[held.state],
        note(held),
    )


def _further(line: Line) -> tuple[Value, ...]:
    held = line.registration
    return held.number, held.created_at.astimezone(ZONE).replace(tzinfo=None)


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
