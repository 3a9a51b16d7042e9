"""Check-in lists, gate links, the devices that opened them, and every scan attempt.

Counts are derived from scan rows, but for the number called out at the door (``CheckinList.entered``). ``slot`` makes
"once" a unique index: empty for mode ``once``, the day for ``once_per_day``, the session for ``once_per_session``, the
nonce for modes that admit repeatedly.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event


class CheckinList(Base):
    """Who may come in where and when: one list per purpose (arrival, call room, meal, prize desk).

    ``sessions``, ``groups`` and ``gates`` narrow it, None is everybody or any; ``group_by`` says what the ids in
    ``groups`` are: townships (代表队) or teams. ``questions`` are asked at the door (``domain.door_questions``).
    ``entered`` is how many entries count, moved with every scan that changes it (``settling_actions.entered``), so that
    telling somebody as which one they came in costs the same however many came before.
    """

    __tablename__ = "checkin_list"
    __table_args__ = (
        once("event_id", "name", sentence="这一场已经有同名的签到名单了，请换个名称。"),
        check(
            "mode IN ('once', 'once_per_day', 'once_per_session', 'many', 'reentry')",
            "mode",
            sentence="签到方式不在可用的几种里。",
        ),
        check(
            "purpose IN ('arrival', 'call_room', 'meal', 'prize', 'other')",
            "purpose",
            sentence="名单的用途不在可用的几种里。",
        ),
        check("group_by IN ('', 'township', 'team')", "group_by", sentence="名单只能按代表队或队伍来限定。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(10), default="arrival")
    mode: Mapped[str] = mapped_column(String(20), default="once")
    sessions: Mapped[list[Any] | None]
    group_by: Mapped[str] = mapped_column(String(10), default="")
    groups: Mapped[list[Any] | None]
    gates: Mapped[list[Any] | None]
    opens_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    accept_unconfirmed: Mapped[bool] = mapped_column(default=False)
    questions: Mapped[list[Any] | None]
    entered: Mapped[int] = mapped_column(default=0)
    event: Mapped[Event] = relationship()


class GateLink(Base):
    """A time-boxed, revocable link for a volunteer at one gate. ``role`` is gate or supervisor."""

    __tablename__ = "gate_link"
    __table_args__ = (
        once("token_hash", sentence="这个岗位链接已经有了，请再试一次。"),
        check("valid_from < valid_until", "period", sentence="岗位链接的截止时间要晚于开始时间。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"), index=True)
    gate: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(12), default="gate")
    serial: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[dt.datetime]
    valid_until: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    list: Mapped[CheckinList] = relationship()


class GateDevice(Base):
    """A phone that opened a gate link and gave its volunteer's name; holds a bearer token for /api/v1.

    ``waiting`` scans and ``skew`` (how many seconds its clock is ahead of ours) are what it last said of itself.
    """

    __tablename__ = "gate_device"
    __table_args__ = (once("token_hash", sentence="请重新打开岗位链接。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("gate_link.id"), index=True)
    volunteer: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    waiting: Mapped[int | None]
    skew: Mapped[int | None]
    revoked_at: Mapped[dt.datetime | None]
    link: Mapped[GateLink] = relationship()


class Scan(Base):
    """One attempt at a gate, refused ones and unknown codes included. Rows stay; an undo marks them annulled.

    ``told`` is what a device without a line told its volunteer: ok or the reason why not. A refused scan that was told
    ok is a *conflict*: somebody was let in who should not have been, or twice.
    """

    __tablename__ = "scan"
    __table_args__ = (
        once("nonce", sentence="这次扫码已经记下了。"),
        once(
            "list_id",
            "registration_id",
            "slot",
            sentence="已经签到过了。",
            where="counts AND direction = 'entry' AND annulled_at IS NULL",
        ),
        Index(None, "list_id", "counts", "direction", "annulled_at"),
        Index(None, "registration_id", "list_id", "counts", "annulled_at"),
        Index(None, "device_id", "id"),
        Index(
            "ix_scan_guesses",
            "device_id",
            "received_at",
            sqlite_where=text("reason = 'invalid'"),
            postgresql_where=text("reason = 'invalid'"),
        ),
        check("direction IN ('entry', 'exit')", "direction", sentence="扫码只分进场和出场。"),
        check(
            "recorded IN ('success', 'failure', 'forced')",
            "recorded",
            sentence="签到记录的结果不在可用的几种里。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    slot: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(5), default="entry")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    scanned_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("gate_device.id"))
    gate: Mapped[str] = mapped_column(String(40), default="")
    volunteer: Mapped[str] = mapped_column(String(40), default="")
    lane: Mapped[str] = mapped_column(String(10), default="camera")
    offline: Mapped[bool] = mapped_column(default=False)
    force: Mapped[bool] = mapped_column(default=False)
    recorded: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(20))
    counts: Mapped[bool]
    answers: Mapped[dict[str, Any] | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    told: Mapped[str] = mapped_column(String(20), default="")
    annulled_at: Mapped[dt.datetime | None]
    annulled_by: Mapped[str] = mapped_column(String(80), default="")
