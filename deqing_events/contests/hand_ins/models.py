"""What judges handed in, and their requests to correct it."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Entrant
from deqing_events.database import Base, check, once


class HandIn(Base):
    """One judge's marks of one entrant, handed in: the judge cannot change them until they are opened again."""

    __tablename__ = "hand_in"
    __table_args__ = (
        once("entrant_id", "judge", sentence="这一位刚刚已经交过了，请刷新。", where="reopened_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"))
    judge: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    reopened_at: Mapped[dt.datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(80), default="")


class FixRequest(Base):
    """A judge asks to correct marks handed in; ``state`` is open, accepted or refused, ``answer`` the chief's words."""

    __tablename__ = "fix_request"
    __table_args__ = (
        once("entrant_id", "judge", sentence="这一位的更正申请已经在等裁判长了。", where="state = 'open'"),
        check("state IN ('open', 'accepted', 'refused')", "state", sentence="更正申请只有：等答复、同意、不同意。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"))
    judge: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8), default="open")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[dt.datetime | None]
    entrant: Mapped[Entrant] = relationship()
