"""Registrations, the counters that bound them, consents, passes, and which phone holds which pass.

A *quota* is one counter row; ``taken`` never passes ``ceiling``. Staff may lower ``capacity`` below ``taken``: new
claims are refused, nobody is dropped, and ``ceiling`` remembers the bound that held before. A pass token is derived
from its row and a key outside the database; the table keeps only its hash.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Unit


class Quota(Base):
    """How many places an event (``session_id`` 0) or one of its sessions has, and how many are taken."""

    __tablename__ = "quota"
    __table_args__ = (
        once("event_id", "session_id", sentence="这个名额已经设过了。"),
        check("taken >= 0 AND taken <= ceiling", "bounds", sentence="名额满了，可以候补。"),
        check("capacity >= 0", "capacity", sentence="名额不能小于 0。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int]
    ceiling: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class RegistrationCounter(Base):
    """The last registration number and the last waiting-list number of an event; locking its row queues the event."""

    __tablename__ = "registration_counter"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    numbers: Mapped[int] = mapped_column(default=0)
    queue: Mapped[int] = mapped_column(default=0)


class Registration(Base):
    """One person's (or team's, or unit's) sign-up for one event.

    ``state`` is confirmed, waiting, cancelled or rejected. ``person_key`` is the keyed hash that makes one person one
    row per event while active. Unit, township, union, gender and migrant status are the snapshot that statistics use.
    """

    __tablename__ = "registration"
    __table_args__ = (
        once("number", sentence="报名编号重复，请再提交一次。"),
        once(
            "event_id",
            "person_key",
            sentence="你已经报过这一场了，不用重复报名。",
            where="state IN ('confirmed', 'waiting')",
        ),
        Index(None, "event_id", "state", "queue_no"),
        check(
            "state IN ('confirmed', 'waiting', 'cancelled', 'rejected')",
            "state",
            sentence="报名状态不在可用的几种里。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    state: Mapped[str] = mapped_column(String(10))
    queue_no: Mapped[int] = mapped_column(default=0)
    blocked: Mapped[bool] = mapped_column(default=False)
    walk_in: Mapped[bool] = mapped_column(default=False)
    person_key: Mapped[str] = mapped_column(String(64), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin_key: Mapped[str] = mapped_column(String(200), default="")
    initials: Mapped[str] = mapped_column(String(60), default="")
    mobile: Mapped[str] = mapped_column(String(11))
    mobile_tail: Mapped[str] = mapped_column(String(4), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_text: Mapped[str] = mapped_column(String(120), default="")
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    union_id: Mapped[int | None] = mapped_column(ForeignKey("labour_union.id"))
    gender: Mapped[str] = mapped_column(String(6), default="")
    migrant: Mapped[str] = mapped_column(String(3), default="")
    publish_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    promoted_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[str] = mapped_column(String(80), default="")
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event] = relationship()
    session: Mapped[EventSession | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    passes: Mapped[list["Pass"]] = relationship(back_populates="registration", order_by="Pass.serial")


class Consent(Base):
    """What somebody agreed to, or took back: one row per purpose and moment, never changed."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    version: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    at: Mapped[dt.datetime]
    address: Mapped[str] = mapped_column(String(64))


class Pass(Base):
    """The code somebody shows at the door. A re-issue adds a row with the next serial and revokes the one before."""

    __tablename__ = "pass"
    __table_args__ = (
        once("token_hash", sentence="通行码重复，请再试一次。"),
        once("short_code", sentence="短码重复，请再试一次。"),
        once("registration_id", "serial", sentence="这张通行码已经发过了。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    serial: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    short_code: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    revoke_reason: Mapped[str] = mapped_column(String(60), default="")
    registration: Mapped[Registration] = relationship(back_populates="passes")


class PhoneHolding(Base):
    """A phone (the hash of its long-lived cookie) that may show the pass of a registration."""

    __tablename__ = "phone_holding"
    __table_args__ = (once("phone_hash", "registration_id", sentence="这部手机已经能看这张通行码了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    since: Mapped[dt.datetime]
    registration: Mapped[Registration] = relationship()
