"""The files of events that were closed, why some evidence is missing, and what was attached."""

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


class EvidenceFile(Base):
    """A photo or a PDF that somebody put into a folder of the ledger. One that was taken off stays as a row.

    ``nameless`` says that it shows no full name, mobile or identity number: only then the masked ledger holds it.
    ``file_name`` is the stored file, ``sha256`` its digest.
    """

    __tablename__ = "evidence_file"
    __table_args__ = (
        once("event_id", "sha256", sentence="这个文件已经在台账里了，不用再传。", where="removed_at IS NULL"),
        check("removed_at IS NULL OR remove_reason <> ''", "removed", sentence="拿掉附件要写明理由。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    folder: Mapped[str] = mapped_column(String(4))
    title: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    nameless: Mapped[bool]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]
    removed_by: Mapped[str] = mapped_column(String(80), default="")
    remove_reason: Mapped[str] = mapped_column(String(200), default="")
