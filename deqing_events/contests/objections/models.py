"""What somebody objects to during a public notice."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.notices.models import Notice
from deqing_events.database import Base, check, once


class Objection(Base):
    """One objection, by name. ``receipt`` is what the person follows it by, ``digest`` tells a form sent twice.

    ``reply`` is what the person reads, ``reason`` what stays with staff.
    """

    __tablename__ = "objection"
    __table_args__ = (
        once("receipt", sentence="请再提交一次。"),
        once("notice_id", "digest", sentence="这条异议已经收到了，不用再提交。"),
        check("state IN ('open', 'upheld', 'rejected')", "state", sentence="异议只有核实中、成立、不成立三种状态。"),
        check("state = 'open' OR (reason <> '' AND reply <> '')", "reply", sentence="处理异议要写明理由和答复。"),
        check("NOT correction_due OR state = 'upheld'", "correction", sentence="只有成立的异议才要更正成绩。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    receipt: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(40))
    mobile: Mapped[str] = mapped_column(String(20))
    grounds: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(String(40), default="")
    filed_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    correction_due: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    reply: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    changed_at: Mapped[dt.datetime]
    notice: Mapped[Notice] = relationship()
