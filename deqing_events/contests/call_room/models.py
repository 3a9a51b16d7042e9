"""Entrants ticked in by hand in the call room; scans of a check-in list for the call room count as well."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class CallTick(Base):
    """Somebody the call officer saw; taking it back deletes the row, the log keeps both acts."""

    __tablename__ = "call_tick"
    __table_args__ = (once("entrant_id", sentence="这位已经记过到了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
