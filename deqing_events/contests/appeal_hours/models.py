"""The appeal window of a contest, where somebody chose it."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check
from deqing_events.domain.appeals import MOST_HOURS


class AppealWindow(Base):
    """How many hours after the end appeals are taken, or until when it was extended. ``reason`` is that of the last."""

    __tablename__ = "appeal_window"
    __table_args__ = (
        check(f"hours BETWEEN 1 AND {MOST_HOURS}", "hours", sentence=f"申诉时限请填 1 到 {MOST_HOURS} 小时。"),
        check("extended_until IS NULL OR reason <> ''", "reason", sentence="延长申诉时限要写明理由。"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    hours: Mapped[int]
    extended_until: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
