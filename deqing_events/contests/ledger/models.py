"""The files that were closed, and why some evidence is missing."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class ClosedFile(Base):
    """One act of archiving an event. ``digest`` is that of the masked ledger, ``sums`` its files (domain.ledger).

    Opening the file again takes a ruling: ``ruling`` says which (a number or a paper), ``reopen_reason`` why.
    """

    __tablename__ = "closed_file"
    __table_args__ = (
        once("event_id", sentence="这场刚被别人归档了，请刷新后再看。", where="reopened_at IS NULL"),
        check(
            "reopened_at IS NULL OR (ruling <> '' AND reopen_reason <> '')",
            "ruling",
            sentence="重新打开已归档的活动，要写明凭哪个裁定、为什么。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    digest: Mapped[str] = mapped_column(String(64))
    sums: Mapped[dict[str, Any]]
    closed_at: Mapped[dt.datetime]
    closed_by: Mapped[str] = mapped_column(String(80))
    reopened_at: Mapped[dt.datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(80), default="")
    ruling: Mapped[str] = mapped_column(String(80), default="")
    reopen_reason: Mapped[str] = mapped_column(String(200), default="")


class EvidenceGap(Base):
    """Why a needed piece of evidence is missing; ``key`` is that of ``items.Item``."""

    __tablename__ = "evidence_gap"
    __table_args__ = (
        once("event_id", "key", sentence="刚有别人写了说明，请刷新后再看。"),
        check("reason <> ''", "reason", sentence="请写明为什么没有这样材料。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
