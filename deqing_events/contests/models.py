"""Rule sheets, entrants, marks and published results.

A rule sheet is data (../domain/rule_sheet.py gives it meaning). A mark is stored as the text that was entered; totals
are never stored, they are worked out from marks. What the public sees is a *publication*: a frozen copy of the ranking
at one moment, with its reason when it corrects an earlier one.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration


class RuleSheet(Base):
    """One version of a contest's rules; the highest version holds. Locked at the first mark."""

    __tablename__ = "rule_sheet"
    __table_args__ = (once("event_id", "version", sentence="规则刚被别人改过，请刷新后再改。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    league: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event] = relationship()


class JudgeSeat(Base):
    """Which account sits as which judge of a panel; only that account (and staff) enters the judge's marks."""

    __tablename__ = "judge_seat"
    __table_args__ = (
        once("event_id", "judge", sentence="这个裁判席位已经有人了，请先撤下原来的账号。"),
        once("event_id", "account_id", sentence="这个账号已经坐了另一个席位，请先撤下。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    judge: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))


class Entrant(Base):
    """Who competes in an event: a person, a team or a unit. ``status`` is present, absent, withdrawn, disqualified."""

    __tablename__ = "entrant"
    __table_args__ = (
        once("event_id", "number", sentence="这个参赛号已经有人用了，请核对。"),
        once("event_id", "blind_code", sentence="这个盲码已经有人用了，请核对。", where="blind_code <> ''"),
        once(
            "event_id",
            "registration_id",
            sentence="这位选手已经在参赛名单里了。",
            where="registration_id IS NOT NULL",
        ),
        check(
            "status IN ('present', 'absent', 'withdrawn', 'disqualified')",
            "status",
            sentence="参赛状态只有：参赛、缺考、弃权、取消资格。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[str] = mapped_column(String(20))
    blind_code: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(80))
    delegation: Mapped[str] = mapped_column(String(60), default="")
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    status: Mapped[str] = mapped_column(String(12), default="present")
    elapsed_seconds: Mapped[int | None]
    guest: Mapped[bool] = mapped_column(default=False)
    """Ranked, receives no prize, does not count for percents."""
    penalties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    vetoes: Mapped[list[Any]] = mapped_column(default=list)
    recused: Mapped[list[Any]] = mapped_column(default=list)
    registration: Mapped[Registration | None] = relationship()


class Mark(Base):
    """One mark: of an entrant, on a criterion, by a judge (empty when the jury agreed on one). ``value`` as typed."""

    __tablename__ = "mark"
    __table_args__ = (once("entrant_id", "criterion", "judge", sentence="这一项刚被别人评过，请刷新后再改。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    judge: Mapped[str] = mapped_column(String(20), default="")
    value: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class MarkChange(Base):
    """An earlier value of a mark or entrant field, with who changed it, when and why. Appended, never changed."""

    __tablename__ = "mark_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    what: Mapped[str] = mapped_column(String(60))
    judge: Mapped[str] = mapped_column(String(20), default="")
    before: Mapped[str] = mapped_column(String(60))
    after: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class Draw(Base):
    """A recorded draw that settles a tie: entrant ids in drawn order."""

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    order: Mapped[list[Any]] = mapped_column("drawn_order")
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class Publication(Base):
    """A frozen ranking as the public sees it. ``stage`` is provisional, public_notice or final; the latest holds."""

    __tablename__ = "publication"
    __table_args__ = (
        once("event_id", "version", sentence="成绩刚被别人发布过，请刷新后再看。"),
        check(
            "stage IN ('provisional', 'public_notice', 'final')",
            "stage",
            sentence="成绩只有临时、公示、生效三种状态。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    version: Mapped[int]
    stage: Mapped[str] = mapped_column(String(16))
    rule_version: Mapped[int]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    event: Mapped[Event] = relationship()
