"""Which entrants are compared with the paper, and what the comparing found. Rows are added, never changed."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class ReviewSample(Base):
    """The sample of an event, drawn once: entrant ids in ``picked``, by the first of a draw from ``seed``."""

    __tablename__ = "review_sample"
    __table_args__ = (once("event_id", sentence="抽查名单刚被别人抽好了，请刷新后再看。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    seed: Mapped[str] = mapped_column(String(64))
    picked: Mapped[list[Any]]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class SampleCheck(Base):
    """One comparison. It stands while the entrant's line still has this ``digest``; the latest such row counts."""

    __tablename__ = "sample_check"
    __table_args__ = (
        once("sample_id", "entrant_id", "digest", "agrees", sentence="这一份刚有人核对过了，请刷新后再看。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("review_sample.id"))
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    agrees: Mapped[bool]
    found: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
