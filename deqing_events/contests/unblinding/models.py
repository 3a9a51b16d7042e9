"""Acts of unblinding. One that nobody confirmed in time stays as it is, and a new one begins."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class Unblinding(Base):
    """Who began and who confirmed, as chief judge and as supervisor. Done once it is confirmed, for good."""

    __tablename__ = "unblinding"
    __table_args__ = (
        once("event_id", sentence="这场已经解密了，请刷新后再看。", where="confirmed_at IS NOT NULL"),
        check(
            "confirmed_at IS NULL OR (confirmed_by <> opened_by AND confirmed_role <> opened_role)",
            "two_people",
            sentence="解密要裁判长和监督两个人，各用自己的账号。",
        ),
        check(
            "opened_role IN ('chief_judge', 'supervisor') AND confirmed_role IN ('', 'chief_judge', 'supervisor')",
            "role",
            sentence="解密只能由裁判长和监督来做。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    lock_id: Mapped[int] = mapped_column(ForeignKey("marks_lock.id"))
    opened_role: Mapped[str] = mapped_column(String(14))
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[dt.datetime]
    confirmed_role: Mapped[str] = mapped_column(String(14), default="")
    confirmed_by: Mapped[str] = mapped_column(String(80), default="")
    confirmed_at: Mapped[dt.datetime | None]
