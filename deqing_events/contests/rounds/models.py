"""How one event leads to the next round, the draws at its cut, the lists that were decided, and everybody on them."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Entrant, Publication
from deqing_events.database import Base, check, once
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration


class RoundLink(Base):
    """Where the entrants of an event go on to, and by which rule (``domain/advancement``, ``domain/next_round``).

    ``level`` is a place or a whole percent, ``cap_percent`` of the base is never passed. A reserve who moves up has
    ``reply_hours`` to answer.
    """

    __tablename__ = "round_link"
    __table_args__ = (
        once("event_id", sentence="刚有人设过下一轮，请刷新后再看。"),
        check("event_id <> next_event_id", "forward", sentence="下一轮要选另外一场比赛。"),
        check("condition IN ('ranking', 'percent')", "condition", sentence="晋级按名次或按比例，请选一种。"),
        check("base IN ('registered', 'present')", "base", sentence="比例按参赛名单或按有成绩的人算，请选一种。"),
        check(
            "tie_at_level IN ('include', 'exclude', 'draw')", "tie", sentence="并列在晋级线上怎么办，请在三种里选一种。"
        ),
        check("level > 0 AND cap_percent BETWEEN 1 AND 100", "level", sentence="晋级名次或比例要大于 0。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    next_event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    condition: Mapped[str] = mapped_column(String(8))
    level: Mapped[int]
    cap_percent: Mapped[int] = mapped_column(default=100)
    base: Mapped[str] = mapped_column(String(10))
    tie_at_level: Mapped[str] = mapped_column(String(8))
    reserves: Mapped[int] = mapped_column(default=0)
    guests_consume: Mapped[bool] = mapped_column(default=False)
    reply_hours: Mapped[int] = mapped_column(default=24)
    set_at: Mapped[dt.datetime]
    set_by: Mapped[str] = mapped_column(String(80))
    event: Mapped[Event] = relationship(foreign_keys=[event_id])
    next_event: Mapped[Event] = relationship(foreign_keys=[next_event_id])


class RoundDraw(Base):
    """A recorded draw that orders a tied group for the next round only: entrant ids in drawn order; places stay."""

    __tablename__ = "round_draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    order: Mapped[list[Any]] = mapped_column("drawn_order")
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class RoundDecision(Base):
    """Who goes on, confirmed in one act from one publication; at most one stands. ``reason`` where it departs."""

    __tablename__ = "round_decision"
    __table_args__ = (
        once("event_id", sentence="刚有人确认过晋级名单，请刷新后再看。", where="undone_at IS NULL"),
        check("undone_at IS NULL OR undo_reason <> ''", "undone", sentence="撤销晋级名单要写明理由。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    next_event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    confirmed_at: Mapped[dt.datetime]
    confirmed_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200), default="")
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str] = mapped_column(String(80), default="")
    undo_reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event] = relationship(foreign_keys=[event_id])
    next_event: Mapped[Event] = relationship(foreign_keys=[next_event_id])
    publication: Mapped[Publication] = relationship()
    places: Mapped[list["RoundPlace"]] = relationship(back_populates="decision", order_by="RoundPlace.line")


class RoundPlace(Base):
    """One entrant on a decided list, in its order (``line``).

    ``state``: advanced (has a place, has not answered), accepted, declined, reserve, or aside (proposed, left out with
    the decision's reason). Who came in as a reserve keeps ``reserve_no`` and names the place taken over in
    ``replaces_id``: one place is taken over once. ``registration_id`` is the sign-up of this round,
    ``next_registration_id`` that of the next, which the list made itself where ``entered``.
    """

    __tablename__ = "round_place"
    __table_args__ = (
        once("decision_id", "entrant_id", sentence="这位已经在晋级名单里了。"),
        once("replaces_id", sentence="这个名额刚有人递补了，请刷新后再看。", where="replaces_id IS NOT NULL"),
        once("decision_id", "reserve_no", sentence="候补的次序重复了，请刷新后再看。", where="reserve_no IS NOT NULL"),
        check(
            "state IN ('advanced', 'accepted', 'declined', 'reserve', 'aside')",
            "state",
            sentence="晋级名单里没有这种状态。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("round_decision.id"))
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    next_registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    entered: Mapped[bool] = mapped_column(default=False)
    line: Mapped[int]
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    reserve_no: Mapped[int | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("round_place.id"))
    moved_up_at: Mapped[dt.datetime | None]
    reply_by: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    decision: Mapped[RoundDecision] = relationship(back_populates="places")
    entrant: Mapped[Entrant] = relationship()
    registration: Mapped[Registration | None] = relationship(foreign_keys=[registration_id])
    next_registration: Mapped[Registration | None] = relationship(foreign_keys=[next_registration_id])
