"""Batches of corrections."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.objections.models import Objection
from deqing_events.database import Base, check, once


class Correction(Base):
    """A batch: collected as a draft, then applied as a whole or dropped. At most one draft per event.

    ``changes`` are what staff typed, ``effects`` what the ranking did by it (entrant numbers, no names). ``ruling``
    says on which paper it rests; ``appeal`` or ``objection`` is what it carries out.
    """

    __tablename__ = "correction"
    __table_args__ = (
        once("event_id", sentence="已经有一批更正在准备，请刷新后接着改。", where="state = 'draft'"),
        check("state IN ('draft', 'applied', 'dropped')", "state", sentence="更正只有准备中、已生效、已放弃三种状态。"),
        check(
            "state <> 'applied' OR (reason <> '' AND ruling <> '')",
            "ruling",
            sentence="更正成绩要写明凭哪个裁定、为什么。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    changes: Mapped[list[Any]] = mapped_column(default=list)
    effects: Mapped[list[Any]] = mapped_column(default=list)
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeal.id"))
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"))
    ruling: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[dt.datetime]
    applied_by: Mapped[str] = mapped_column(String(80), default="")
    applied_at: Mapped[dt.datetime | None]
    appeal: Mapped[Appeal | None] = relationship()
    objection: Mapped[Objection | None] = relationship()
