"""Signatures under results. A row is never changed; it stands while the digest it was given for is the present one."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once


class Signature(Base):
    """Who stood for which digest, as what. ``judge`` names the sheet of a judge, empty above judges."""

    __tablename__ = "signature"
    __table_args__ = (
        once("event_id", "role", "judge", "digest", sentence="这一处刚有人签认过了，请刷新后再看。"),
        once("event_id", "digest", "by", sentence="每处签认要用不同的账号，这个账号已经签过别处了。"),
        check(
            "role IN ('judge', 'group_leader', 'chief_judge', 'supervisor')",
            "role",
            sentence="签认只有裁判、裁判组长、裁判长、监督四种。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    role: Mapped[str] = mapped_column(String(14))
    judge: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
