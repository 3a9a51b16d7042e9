"""Heats, who starts in which, and what holds for all heats of an event.

A station is a name within an event's venue. While blind codes are sealed, only the encryption officer sees who has
which station: it stands on the sheets that judges and helpers read.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Entrant
from deqing_events.database import Base, check, once


class HeatRule(Base):
    """Stations of an event and its minutes: rest between two starts of a person, the call before a start, too late."""

    __tablename__ = "heat_rule"
    __table_args__ = (
        check("rest_minutes BETWEEN 0 AND 600", "rest", sentence="休息时间填 0 到 600 分钟。"),
        check("late_minutes BETWEEN 0 AND 240", "late", sentence="迟到时间填 0 到 240 分钟。"),
        check("call_minutes BETWEEN 0 AND 240", "called", sentence="检录提前填 0 到 240 分钟。"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    venue: Mapped[str] = mapped_column(String(80), default="")
    stations: Mapped[list[Any]]
    rest_minutes: Mapped[int]
    late_minutes: Mapped[int]
    call_minutes: Mapped[int]


class Heat(Base):
    """One heat (批次): half open, so that the next may begin the minute it ends."""

    __tablename__ = "heat"
    __table_args__ = (
        once("event_id", "number", sentence="批次刚被别人改过，请刷新后再看。"),
        check("starts_at < ends_at", "period", sentence="一批的结束要晚于开始。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    places: Mapped[list["HeatPlace"]] = relationship(back_populates="heat", cascade="all, delete-orphan")


class HeatPlace(Base):
    """Where somebody starts: one heat per entrant, one entrant per station of a heat."""

    __tablename__ = "heat_place"
    __table_args__ = (
        once("entrant_id", sentence="这位刚被别人排过，请刷新后再看。"),
        once("heat_id", "station", sentence="这个工位在这一批已经有人了，请换一个。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    heat_id: Mapped[int] = mapped_column(ForeignKey("heat.id"))
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"))
    station: Mapped[str] = mapped_column(String(20))
    heat: Mapped[Heat] = relationship(back_populates="places")
    entrant: Mapped[Entrant] = relationship()
