"""The outbox: messages to workers, and what happened each time one was tried.

Vocabulary: a message is *queued* (waits for its time or a sender), *sending* (a sender holds it until its lease runs
out), *sent* (a provider took it), *kept* (the installation sends nothing: it stays here to be read), *failed* (given
up, staff may send it again) or *dropped* (its time was over before it went out).
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once

STATES = ("queued", "sending", "sent", "kept", "failed", "dropped")
_STATES_SQL = ", ".join(f"'{state}'" for state in STATES)


class Message(Base):
    """One message to one mobile. ``once_key`` names the occasion, without personal data: one message per occasion.

    ``next_try_at`` is when a sender may take it; ``claimed_by`` and ``claimed_until`` are the lease of the sender that
    holds it. ``placeholders`` and ``text`` of a secret template are emptied once the message went out or expired.
    """

    __tablename__ = "message"
    __table_args__ = (
        once("once_key", sentence="这条消息已经排过队了，不会重复发。"),
        check(f"state IN ({_STATES_SQL})", "state", sentence="没有这种消息状态。"),
        check("tries >= 0", "tries", sentence="次数不能小于 0。"),
        check(
            "state <> 'sending' OR claimed_until IS NOT NULL", "claimed", sentence="正在发送的消息要写明由谁发到几时。"
        ),
        Index(None, "state", "next_try_at"),
        Index(None, "about_kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(40), index=True)
    mobile: Mapped[str] = mapped_column(String(11), index=True)
    placeholders: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Text)
    about_kind: Mapped[str] = mapped_column(String(20), default="")
    about_id: Mapped[int | None]
    once_key: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime]
    not_before: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    provider_id: Mapped[str] = mapped_column(String(80), default="")
    claimed_by: Mapped[str] = mapped_column(String(40), default="")
    claimed_until: Mapped[dt.datetime | None]
    queued_by: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    sent_at: Mapped[dt.datetime | None]


class MessageTry(Base):
    """What happened to a message at one moment: ``outcome`` is sent, kept, later, refused, dropped or again."""

    __tablename__ = "message_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    done_by: Mapped[str] = mapped_column(String(80), default="")
