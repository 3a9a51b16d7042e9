"""What two people type from one paper, what differs, and which papers are typed twice at all.

A *paper* is one part of the rules as one sheet: what was agreed on (``judge`` empty) or what one judge wrote. It is
typed in *rounds*: one for all, another for whoever joined the list afterwards or after a round was opened again.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once


class EntryChoice(Base):
    """Somebody chose whether a part's papers are typed twice; ``panel``: those of each judge, else what was agreed."""

    __tablename__ = "entry_choice"
    __table_args__ = (once("event_id", "part", "panel", sentence="录入方式刚被别人改过，请刷新后再改。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    part: Mapped[str] = mapped_column(String(40))
    panel: Mapped[bool]
    twice: Mapped[bool]
    why: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class EntryRound(Base):
    """One round of typing a paper. ``covered`` are the places that were compared at ``compared_at``.

    A round that was opened again counts for nothing any more: it is typed anew in the next.
    """

    __tablename__ = "entry_round"
    __table_args__ = (
        once("event_id", "part", "judge", "number", sentence="刚有别人也开始录这张表，请再点一次。"),
        check("reopened_at IS NULL OR why <> ''", "why", sentence="重新录入要写明理由。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    part: Mapped[str] = mapped_column(String(40))
    judge: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[int]
    covered: Mapped[list[Any]] = mapped_column(default=list)
    compared_at: Mapped[dt.datetime | None]
    reopened_at: Mapped[dt.datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(80), default="")
    why: Mapped[str] = mapped_column(String(200), default="")
    entries: Mapped[list["TypedEntry"]] = relationship(order_by="TypedEntry.position")


class TypedEntry(Base):
    """What one person typed in a round: ``texts`` as typed, by place; ``cells`` as read, once it is handed in.

    ``version`` counts the savings, so that an older page does not write over a newer one.
    """

    __tablename__ = "typed_entry"
    __table_args__ = (
        once("round_id", "by", sentence="这张表您已经录过一遍，第二遍要换一个人录。"),
        once("round_id", "position", sentence="刚有别人开始录这一遍，请刷新后再看。"),
        check("position IN (1, 2)", "position", sentence="一张表只由两个人各录一遍。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("entry_round.id"))
    position: Mapped[int]
    by: Mapped[str] = mapped_column(String(80))
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cells: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[dt.datetime]
    handed_at: Mapped[dt.datetime | None]


class EntryDifference(Base):
    """A cell that two people did not type alike, and how somebody else settled it. ``settled`` None: it stays blank."""

    __tablename__ = "entry_difference"
    __table_args__ = (
        once("round_id", "entrant_id", "criterion", sentence="这一格刚比对过，请刷新后再看。"),
        check("settled_at IS NULL OR why <> ''", "why", sentence="定下一格要写明理由。"),
        check(
            "settled_at IS NULL OR (settled_by <> first_by AND settled_by <> second_by)",
            "third",
            sentence="录过这张表的人不能来定不一致的格子，请换一个人。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("entry_round.id"))
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrant.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    first: Mapped[str | None] = mapped_column(String(20))
    second: Mapped[str | None] = mapped_column(String(20))
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str] = mapped_column(String(80))
    settled: Mapped[str | None] = mapped_column(String(20))
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    settled_at: Mapped[dt.datetime | None]
    why: Mapped[str] = mapped_column(String(200), default="")


class SheetPhoto(Base):
    """A photo of a paper, beside the grid and what differs. ``file_name`` is the stored file, empty once it is gone."""

    __tablename__ = "sheet_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    part: Mapped[str] = mapped_column(String(40))
    judge: Mapped[str] = mapped_column(String(20), default="")
    file_name: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
