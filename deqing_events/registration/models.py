"""Registrations, the counters that bound them, consents, passes, and which phone holds which pass.

A *quota* is one bound with its counter; ``taken`` never passes ``ceiling``. Staff may lower ``capacity`` below
``taken``: new claims are refused, nobody is dropped, and ``ceiling`` remembers the bound that held before. A pass token
is derived from its row and a key outside the database; the table keeps only its hash.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Unit
from deqing_events.registration.teams.models import Team

DONE_REVIEWS = ("none", "approved")
"""Reviews that stand in nobody's way."""


class Quota(Base):
    """One bound on the places of an event and how many are taken from it (``domain.places`` says what it means).

    ``dimension`` and ``target`` say whom it covers: the whole event (target empty), a session, trade, township, union
    or workplace (its id or key). Target ``*`` is a pattern: each workplace (say) without a row of its own gets one with
    that capacity when its first person comes. ``release_at`` is when a reserve gives its unused places back.
    """

    __tablename__ = "quota"
    __table_args__ = (
        once("event_id", "dimension", "target", "kind", sentence="这个名额已经设过了。"),
        check("taken >= 0 AND taken <= ceiling", "bounds", sentence="名额满了，可以候补。"),
        check("capacity >= 0", "capacity", sentence="名额不能小于 0。"),
        check("kind IN ('limit', 'reserve')", "kind", sentence="名额是上限还是预留，请选一个。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    dimension: Mapped[str] = mapped_column(String(10), default="event")
    target: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(8), default="limit")
    capacity: Mapped[int]
    ceiling: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    release_at: Mapped[dt.datetime | None]
    released_at: Mapped[dt.datetime | None]
    patterned: Mapped[bool] = mapped_column(default=False)


class RegistrationCounter(Base):
    """The last registration, waiting-list and team number of an event; locking its row queues the event."""

    __tablename__ = "registration_counter"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    numbers: Mapped[int] = mapped_column(default=0)
    queue: Mapped[int] = mapped_column(default=0)
    teams: Mapped[int] = mapped_column(default=0)


class Registration(Base):
    """One person's sign-up for one event, alone or in a team.

    ``state`` says whether there is a place: draft, invited and joined (team being gathered) hold none; pending waits
    for the review step that claims one; confirmed holds one; waiting is on the list; cancelled and rejected are over.
    ``review`` says where the review stands: none needed, submitted, unit_confirmed, approved or returned. Somebody is
    in for good when confirmed with review none or approved: that instant is ``confirmed_at``.
    ``person_key`` is the keyed hash that makes one person one row per event while active. ``weight`` is how many
    places the row takes (0 for the others of a team where a place is a team), ``reserve_id`` the quota its place was
    taken from. ``priority`` (with its reason) goes before ``queue_no`` on the waiting list. ``replaces_id`` is whose
    place was taken over. ``eligibility_override`` is why staff let in somebody who does not meet the event's rules.
    Unit, township, union, gender, migrant status and trade are the snapshot that statistics use.
    """

    __tablename__ = "registration"
    __table_args__ = (
        once("number", sentence="报名编号重复，请再提交一次。"),
        once(
            "event_id",
            "person_key",
            sentence="你已经报过这一场了，不用重复报名。",
            where="state IN ('joined', 'pending', 'confirmed', 'waiting')",
        ),
        Index(None, "event_id", "state", "queue_no"),
        check(
            "state IN ('draft', 'invited', 'joined', 'pending', 'confirmed', 'waiting', 'cancelled', 'rejected')",
            "state",
            sentence="报名状态不在可用的几种里。",
        ),
        check(
            "review IN ('none', 'submitted', 'unit_confirmed', 'approved', 'returned')",
            "review",
            sentence="审核状态不在可用的几种里。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    state: Mapped[str] = mapped_column(String(10))
    review: Mapped[str] = mapped_column(String(14), default="none")
    review_note: Mapped[str] = mapped_column(String(200), default="")
    queue_no: Mapped[int] = mapped_column(default=0)
    priority: Mapped[int] = mapped_column(default=0)
    priority_reason: Mapped[str] = mapped_column(String(200), default="")
    weight: Mapped[int] = mapped_column(default=1)
    reserve_id: Mapped[int | None] = mapped_column(ForeignKey("quota.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    captain: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    source: Mapped[str] = mapped_column(String(8), default="self")
    override_reason: Mapped[str] = mapped_column(String(200), default="")
    eligibility_override: Mapped[str] = mapped_column(String(200), default="")
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
    trade: Mapped[str] = mapped_column(String(20), default="")
    publish_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    joined_at: Mapped[dt.datetime | None]
    submitted_at: Mapped[dt.datetime | None]
    confirmed_at: Mapped[dt.datetime | None]
    promoted_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[str] = mapped_column(String(80), default="")
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    cleared_at: Mapped[dt.datetime | None]
    event: Mapped[Event] = relationship()
    session: Mapped[EventSession | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    team: Mapped[Team | None] = relationship()
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
