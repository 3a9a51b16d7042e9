"""The audit log's tables. Append-only: triggers of the first migration refuse UPDATE and DELETE of an entry."""

import datetime as dt
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class AuditEntry(Base):
    """One state change, or one look at unmasked data. ``hash`` covers the content and ``previous_hash``."""

    __tablename__ = "audit_entry"
    __table_args__ = (once("hash", sentence="这条记录已经写过，请刷新页面。"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    role: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80), index=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __mapper_args__ = {"confirm_deleted_rows": False}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class AuditHead(Base):
    """The single row that holds the end of the chain; updated last in a transaction, so its lock is short."""

    __tablename__ = "audit_head"
    __table_args__ = (check("id = 1", "single", sentence="日志头只有一行。"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(Text)
