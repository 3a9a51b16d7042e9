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
