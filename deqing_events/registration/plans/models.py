"""The plan of an event's sign-up. An event without a row is run by the defaults, which are those of ``default``."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check


class SignUpPlan(Base):
    """What staff decided about sign-up beyond window and places.

    ``review``: none, host (township or county looks at each) or unit_host (the workplace confirms first). ``claim_at``:
    the step that takes a place: submit, unit (after the workplace confirmed) or approve. ``transfer_within`` bounds who
    may take somebody's place over: nobody, unit, union, township or anyone. ``counts``: whether a place of the event is
    a person or a whole team. ``rules`` are the eligibility rules and ``team_rules`` the rules of composition, as the
    law in ``domain`` reads them. Empty deadlines fall back as ``registration.rules`` says.
    """

    __tablename__ = "sign_up_plan"
    __table_args__ = (
        check("review IN ('none', 'host', 'unit_host')", "review", sentence="请从列表里选一种审核方式。"),
        check("claim_at IN ('submit', 'unit', 'approve')", "claim_at", sentence="请从列表里选哪一步占名额。"),
        check(
            "transfer_within IN ('nobody', 'unit', 'union', 'township', 'anyone')",
            "transfer_within",
            sentence="请从列表里选谁可以替换。",
        ),
        check("counts IN ('person', 'team')", "counts", sentence="名额按人还是按队算，请选一个。"),
        check("team_min >= 1 AND team_min <= team_max", "team_size", sentence="每队人数下限不能大于上限。"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    review: Mapped[str] = mapped_column(String(10), default="none")
    claim_at: Mapped[str] = mapped_column(String(8), default="submit")
    edit_until: Mapped[dt.datetime | None]
    transfer_until: Mapped[dt.datetime | None]
    transfer_within: Mapped[str] = mapped_column(String(10), default="unit")
    waiting_until: Mapped[dt.datetime | None]
    counts: Mapped[str] = mapped_column(String(8), default="person")
    team_min: Mapped[int] = mapped_column(default=1)
    team_max: Mapped[int] = mapped_column(default=20)
    roster_lock_at: Mapped[dt.datetime | None]
    team_rules: Mapped[list[Any]] = mapped_column(default=list)
    rules: Mapped[list[Any]] = mapped_column(default=list)
    updated_at: Mapped[dt.datetime]

    @classmethod
    def default(cls, event_id: int, now: dt.datetime) -> "SignUpPlan":
        """Return the plan of an event nobody wrote one for; not stored unless somebody adds it."""
        return cls(
            event_id=event_id,
            review="none",
            claim_at="submit",
            edit_until=None,
            transfer_until=None,
            transfer_within="unit",
            waiting_until=None,
            counts="person",
            team_min=1,
            team_max=20,
            roster_lock_at=None,
            team_rules=[],
            rules=[],
            updated_at=now,
        )
