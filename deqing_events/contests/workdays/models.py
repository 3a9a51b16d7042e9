"""The holidays and make-up workdays of a year."""

import datetime as dt
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class CalendarYear(Base):
    """One year as announced: ISO days off, and ISO days worked instead. A year without a row is not known yet."""

    __tablename__ = "calendar_year"
    __table_args__ = (
        once("year", sentence="这一年的日历刚被别人存过，请刷新后再改。"),
        check("year BETWEEN 2000 AND 2100", "year", sentence="年份要在 2000 到 2100 之间。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    holidays: Mapped[list[Any]] = mapped_column(default=list)
    workdays: Mapped[list[Any]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(String(120), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
