"""Batches of people entered from paper; the scans of a batch carry its token in their nonces."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.checkin.models import CheckinList
from deqing_events.database import Base, check, once


class PaperBatch(Base):
    """One act of entering people from a paper sheet: on which list, for which moment, why and by whom.

    ``operator`` is the name shown in the attendance, ``done_by`` the account. A batch is taken back once, as a whole.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        once("token", sentence="这一批已经补签过了。"),
        check("count >= undone_count AND undone_count >= 0", "counts", sentence="撤销的人数不能多于补签的人数。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"), index=True)
    token: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200))
    signed_at: Mapped[dt.datetime]
    operator: Mapped[str] = mapped_column(String(40))
    done_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[dt.datetime | None]
    undone_count: Mapped[int] = mapped_column(default=0)
    list: Mapped[CheckinList] = relationship()
