"""Appeals of team leaders against a result."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Entrant
from deqing_events.database import Base, check, once
from deqing_events.events.models import Event


class Appeal(Base):
    """One appeal, about one entrant or, without one, about the whole contest. ``number`` counts within the event.

    ``received_at`` is when it was handed in, ``filed_by`` who handed it in (a paper: the leader; else the account).
    ``correction_due`` says that a ruling upheld it and the marks have not been corrected yet. ``document`` is the
    ruling's number, ``file_name`` the stored paper. ``bench`` names the arbiters who sat when it was decided (empty:
    staff of the host decided), ``votes_for`` and ``votes_against`` count them on a ruling.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        once("event_id", "number", sentence="刚有别人也提交了申诉，请再提交一次。"),
        check(
            "state IN ('filed', 'accepted', 'refused', 'upheld', 'rejected')",
            "state",
            sentence="申诉只有已提交、已受理、不予受理、成立、不成立五种状态。",
        ),
        check("state IN ('filed', 'accepted') OR reason <> ''", "reason", sentence="处理申诉要写明理由。"),
        check("NOT correction_due OR state = 'upheld'", "correction", sentence="只有成立的申诉才要更正成绩。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    entrant_id: Mapped[int | None] = mapped_column(ForeignKey("entrant.id"), index=True)
    item: Mapped[str] = mapped_column(String(80), default="")
    delegation: Mapped[str] = mapped_column(String(60))
    leader: Mapped[str] = mapped_column(String(40))
    grounds: Mapped[str] = mapped_column(Text)
    on_paper: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[dt.datetime]
    filed_by: Mapped[str] = mapped_column(String(80))
    filed_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(10), default="filed")
    correction_due: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(String(60), default="")
    file_name: Mapped[str] = mapped_column(String(40), default="")
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    bench: Mapped[str] = mapped_column(String(400), default="")
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime]
    event: Mapped[Event] = relationship()
    entrant: Mapped[Entrant | None] = relationship()
