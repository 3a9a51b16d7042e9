"""The people behind the seats of a panel, and the links by which they mark."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once


class PanelJudge(Base):
    """Who sits as which judge of a panel. ``relations`` maps an entrant's id (text) to the relation declared."""

    __tablename__ = "panel_judge"
    __table_args__ = (once("event_id", "judge", sentence="这个席位刚被别人填过，请刷新后再改。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    judge: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    workplace: Mapped[str] = mapped_column(String(120), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    relations: Mapped[dict[str, Any]] = mapped_column(default=dict)


class JudgeLink(Base):
    """A time-boxed, revocable link by which one judge marks; of its token only the hash. One at a time is live."""

    __tablename__ = "judge_link"
    __table_args__ = (
        once("token_hash", sentence="这个裁判链接已经有了，请再试一次。"),
        once("panel_judge_id", sentence="这位裁判已经有一个链接，请先收回。", where="revoked_at IS NULL"),
        check("valid_from < valid_until", "period", sentence="裁判链接的截止时间要晚于开始时间。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_judge_id: Mapped[int] = mapped_column(ForeignKey("panel_judge.id"))
    serial: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[dt.datetime]
    valid_until: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    seen_at: Mapped[dt.datetime | None]
    panel_judge: Mapped[PanelJudge] = relationship()
