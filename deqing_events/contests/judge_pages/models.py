"""What a judge's phone has sent, so that nothing of it counts twice."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class MarkSending(Base):
    """One sending of a judge's phone; sent again after a cut line, it is known by its ``nonce`` and changes nothing."""

    __tablename__ = "mark_sending"
    __table_args__ = (once("panel_judge_id", "nonce", sentence="这一次已经记下了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_judge_id: Mapped[int] = mapped_column(ForeignKey("panel_judge.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
