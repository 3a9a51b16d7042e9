"""Honours on the register. A wrong one is struck out with its reason, never deleted."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event


class Honour(Base):
    """One honour of a person, a team or a unit; ``event_id`` where a contest led to it."""

    __tablename__ = "honour"
    __table_args__ = (
        once(
            "kind",
            "name",
            "unit_name",
            "document_number",
            sentence="同一文号里已经登记过这一项荣誉了，请核对。",
            where="struck_at IS NULL",
        ),
        check("holder_kind IN ('person', 'team', 'unit')", "holder", sentence="荣誉发给个人、集体或单位。"),
        Index(None, "awarded_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    level: Mapped[str] = mapped_column(String(12))
    holder_kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    awarded_by: Mapped[str] = mapped_column(String(60))
    awarded_on: Mapped[dt.date]
    document_number: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(80))
    struck_at: Mapped[dt.datetime | None]
    strike_reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event | None] = relationship()
