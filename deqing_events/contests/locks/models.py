"""The locks of marks: one row per locking; the one that has not been opened again holds."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class MarksLock(Base):
    """Marks that can no longer be changed. ``digest`` is the SHA-256 of the result set that was locked.

    Opening it again takes a ruling: ``ruling`` says which (a number or a paper), ``reopen_reason`` why.
    """

    __tablename__ = "marks_lock"
    __table_args__ = (
        once("event_id", sentence="成绩已经锁定了，请刷新后再看。", where="reopened_at IS NULL"),
        check(
            "reopened_at IS NULL OR (ruling <> '' AND reopen_reason <> '')",
            "ruling",
            sentence="解锁成绩要写明凭哪个裁定、为什么。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    digest: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[int]
    locked_at: Mapped[dt.datetime]
    locked_by: Mapped[str] = mapped_column(String(80))
    reopened_at: Mapped[dt.datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(80), default="")
    ruling: Mapped[str] = mapped_column(String(80), default="")
    reopen_reason: Mapped[str] = mapped_column(String(200), default="")


class FinalisingPlan(Base):
    """How a contest is finalised, where somebody chose it. ``long_way``: signed, locked, unblinded by two people.

    ``sample_size`` entrants are compared with the paper; ``unblind_minutes`` is how soon the second person follows.
    """

    __tablename__ = "finalising_plan"
    __table_args__ = (
        check("sample_size BETWEEN 0 AND 200", "sample_size", sentence="抽查人数请填 0 到 200。"),
        check("unblind_minutes BETWEEN 1 AND 240", "unblind_minutes", sentence="第二人解密的时限请填 1 到 240 分钟。"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    long_way: Mapped[bool]
    group_leader: Mapped[bool]
    sample_size: Mapped[int]
    unblind_minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
