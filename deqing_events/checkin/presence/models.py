"""How many sessions of an event somebody has to attend."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check


class AttendanceRule(Base):
    """When attendance is complete: at least ``least`` sessions, or all of one's own (None). No row means all."""

    __tablename__ = "attendance_rule"
    __table_args__ = (check("least IS NULL OR least >= 1", "least", sentence="至少要参加 1 场。"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    least: Mapped[int | None]
    updated_at: Mapped[dt.datetime]
