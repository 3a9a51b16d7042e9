"""What arbiters said about appeals."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class AppealVote(Base):
    """An arbiter's word on an appeal, with the reason; it may be changed until the ruling."""

    __tablename__ = "appeal_vote"
    __table_args__ = (
        once("appeal_id", "account_id", sentence="你刚在别处表过态，请刷新后再看。"),
        check(
            "vote IN ('upheld', 'rejected', 'recused')", "vote", sentence="表态只有申诉成立、申诉不成立、自己回避三种。"
        ),
        check("reason <> ''", "reason", sentence="表态要写明理由。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    vote: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
