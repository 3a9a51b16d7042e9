"""The draw of the starting order.

A row is one draw: first the list alone (its digest goes public), then, once, the seed and the order that follows from
it. A draw made again is a new version with a reason; the old one stays. ``listed`` holds ``[entrant id, number]`` as
they were when the list was fixed, ``drawn_order`` entrant ids by lot.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once


class StartDraw(Base):
    """One version of an event's draw; the highest holds. ``seed`` is empty until it was said in public."""

    __tablename__ = "start_draw"
    __table_args__ = (
        once("event_id", "version", sentence="抽签名单刚被别人固定过，请刷新后再看。"),
        check("(seed = '') = (drawn_at IS NULL)", "seeded", sentence="种子和抽签时间要一起记。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    version: Mapped[int]
    listed: Mapped[list[Any]]
    list_sha256: Mapped[str] = mapped_column(String(64))
    fixed_at: Mapped[dt.datetime]
    fixed_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200), default="")
    seed: Mapped[str] = mapped_column(String(80), default="")
    seed_source: Mapped[str] = mapped_column(String(60), default="")
    witnesses: Mapped[str] = mapped_column(String(120), default="")
    drawn_at: Mapped[dt.datetime | None]
    drawn_by: Mapped[str] = mapped_column(String(80), default="")
    drawn_order: Mapped[list[Any]] = mapped_column(default=list)
    late: Mapped[list["LateLot"]] = relationship(order_by="LateLot.lot", viewonly=True)


class LateLot(Base):
    """A lot given after the draw to somebody who was not on the list: the next one at the end."""

    __tablename__ = "late_lot"
    __table_args__ = (
        once("draw_id", "entrant_id", sentence="这位已经补入过了，请刷新。"),
        once("draw_id", "lot", sentence="刚有别人补入，请再点一次。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("start_draw.id"))
    entrant_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    lot: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
