"""What was decided about sign-ups, step by step, and the batches by which staff decided: what undoing needs."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check
from deqing_events.registration.models import Registration


class ReviewBatch(Base):
    """One act of one account on one or many sign-ups. ``event_id`` is empty for a clerk, who sees several events."""

    __tablename__ = "review_batch"
    __table_args__ = (
        Index(None, "done_by", "at"),
        check("count >= undone_count AND undone_count >= 0", "counts", sentence="撤销的人数不能多于处理的人数。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    act: Mapped[str] = mapped_column(String(14))
    done_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    count: Mapped[int]
    undone_at: Mapped[dt.datetime | None]
    undone_count: Mapped[int] = mapped_column(default=0)


class ReviewStep(Base):
    """One act on one sign-up, with how it stood before and after. Rows are only added.

    ``note_before``, ``queue_before`` and ``confirmed_before`` are columns of the registration that undoing restores.
    """

    __tablename__ = "review_step"
    __table_args__ = (Index(None, "registration_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("review_batch.id"), index=True)
    at: Mapped[dt.datetime]
    done_by: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(14))
    reason: Mapped[str] = mapped_column(String(200), default="")
    state_before: Mapped[str] = mapped_column(String(10))
    review_before: Mapped[str] = mapped_column(String(14))
    note_before: Mapped[str] = mapped_column(String(200), default="")
    queue_before: Mapped[int] = mapped_column(default=0)
    confirmed_before: Mapped[dt.datetime | None]
    state_after: Mapped[str] = mapped_column(String(10))
    review_after: Mapped[str] = mapped_column(String(14))
    registration: Mapped[Registration] = relationship()
