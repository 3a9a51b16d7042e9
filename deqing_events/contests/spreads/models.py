"""What the chief judge did about marks that are far apart. Rows are appended; an answer is written on a request."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class SpreadAcceptance(Base):
    """Marks that stand although they are far apart. It holds for just these marks: ``given`` is judge to exact value.

    ``key`` is that of domain.spreads.Spread.
    """

    __tablename__ = "spread_acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    given: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class LookAgain(Base):
    """A judge asked to look at one entrant again. ``answered_at`` is when the judge said that it was done."""

    __tablename__ = "look_again"
    __table_args__ = (
        once(
            "entrant_id",
            "judge",
            "key",
            sentence="已经请这位裁判再看了，请刷新。",
            where="answered_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"))
    judge: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
