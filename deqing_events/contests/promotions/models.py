"""Versions of the rule table, and the promotions proposed by it."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.domain.promotion_rules import PromotionState
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration

_STATES_SQL = ", ".join(f"'{state.value}'" for state in PromotionState)


class PromotionTable(Base):
    """One version of the rule table: a draft until it is put in force, unchangeable afterwards.

    ``rules`` are rows of ``domain/promotion_rules``. A contest goes by the version in force on the day of its notice.
    """

    __tablename__ = "promotion_table"
    __table_args__ = (
        once("version", sentence="刚有人建了新的一版，请刷新后再看。"),
        check("valid_to IS NULL OR valid_from <= valid_to", "period", sentence="停用日期不能早于启用日期。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    approving_body: Mapped[str] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(120), default="")
    rules: Mapped[list[Any]]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(80))
    in_force_at: Mapped[dt.datetime | None]


class Promotion(Base):
    """One person's promotion by one contest. The person's name and number stay with the sign-up.

    ``person_key`` is the sign-up's at the time, and goes the way of the sign-up's.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        once(
            "person_key",
            "occupation",
            "level_after",
            sentence="其中有人在这个职业已经有同一等级的晋级记录了，请刷新后再看。",
            where="state IN ('proposed', 'submitted', 'approved')",
        ),
        check(f"state IN ({_STATES_SQL})", "state", sentence="没有这种晋级状态。"),
        check(
            "state NOT IN ('approved', 'revoked') "
            "OR (approver <> '' AND approved_on IS NOT NULL AND document_number <> '')",
            "approval",
            sentence="批准要写明批准单位、日期和文号。",
        ),
        Index(None, "event_id", "state"),
        Index(None, "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    table_id: Mapped[int] = mapped_column(ForeignKey("promotion_table.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    person_key: Mapped[str] = mapped_column(String(64))
    occupation: Mapped[str] = mapped_column(String(20))
    level_before: Mapped[str] = mapped_column(String(20), default="")
    level_after: Mapped[str] = mapped_column(String(20))
    rule: Mapped[dict[str, Any]]
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=PromotionState.PROPOSED.value)
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[dt.datetime | None]
    approver: Mapped[str] = mapped_column(String(60), default="")
    approved_on: Mapped[dt.date | None]
    document_number: Mapped[str] = mapped_column(String(60), default="")
    certificate_number: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event] = relationship()
    table: Mapped[PromotionTable] = relationship()
    registration: Mapped[Registration] = relationship()
