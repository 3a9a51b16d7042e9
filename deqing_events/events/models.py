"""Campaigns, events, their sessions and the history of their states.

An event is one countable contest item or activity; a campaign gathers several (第六届职工技能运动会). A session is a
dated occurrence with a place. Whether sign-up is open is worked out from the window and the clock, never stored.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.organisations.models import Organisation, Unit


class Campaign(Base):
    """Several events under one name and edition; ``state`` is planned, open, running or closed.

    ``league`` is the team table its contests start from, and how the table over all of them ranks; {} for the usual.
    """

    __tablename__ = "campaign"
    __table_args__ = (once("name", sentence="已经有同名的竞赛活动了，请换个名称或加上届次。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    edition: Mapped[int | None]
    year: Mapped[int]
    level: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="planned")
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    league: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]


class Event(Base):
    """What people sign up for. ``code`` (DQ26-0012) prefixes registration numbers; ``slug`` is the public address.

    ``township_id`` is empty for the county's own events and bounds what a township admin sees. ``starts_at`` and
    ``ends_at`` span the sessions and are kept by the actions that change sessions.
    """

    __tablename__ = "event"
    __table_args__ = (
        once("slug", sentence="这个网址已经用了，请换一个。"),
        once("code", sentence="这个赛事编号已经用了，请再保存一次。"),
        check(
            "registration_closes_at IS NULL OR registration_opens_at IS NULL "
            "OR registration_opens_at < registration_closes_at",
            "registration_window",
            sentence="报名截止要晚于报名开始。",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(80))
    family: Mapped[str] = mapped_column(String(10), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    organiser_level: Mapped[str] = mapped_column(String(12))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    host_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    trade: Mapped[str] = mapped_column(String(20), default="")
    contest_class: Mapped[str] = mapped_column(String(2), default="")
    entrant_kind: Mapped[str] = mapped_column(String(8), default="person")
    state: Mapped[str] = mapped_column(String(16), index=True)
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(String(300), default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    who_may: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    needs_registration: Mapped[bool] = mapped_column(default=True)
    registration_opens_at: Mapped[dt.datetime | None]
    registration_closes_at: Mapped[dt.datetime | None]
    cancel_until: Mapped[dt.datetime | None]
    capacity: Mapped[int | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    is_preliminary: Mapped[bool] = mapped_column(default=False)
    is_test: Mapped[bool] = mapped_column(default=False)
    rotating_pass: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    host: Mapped[Organisation | None] = relationship(foreign_keys=[host_id])
    host_unit: Mapped[Unit | None] = relationship(foreign_keys=[host_unit_id])
    township: Mapped[Organisation | None] = relationship(foreign_keys=[township_id])
    campaign: Mapped[Campaign | None] = relationship()
    sessions: Mapped[list["EventSession"]] = relationship(
        back_populates="event", order_by="EventSession.starts_at", cascade="all, delete-orphan"
    )


class EventSession(Base):
    """One dated occurrence of an event at a place; ``capacity`` empty means only the event's own limit holds."""

    __tablename__ = "event_session"
    __table_args__ = (check("starts_at < ends_at", "period", sentence="场次的结束时间要晚于开始时间。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
    venue: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(120), default="")
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    capacity: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(120), default="")
    event: Mapped[Event] = relationship(back_populates="sessions")


class EventStep(Base):
    """One change of an event's state: who, when, why. Rows are appended, never changed."""

    __tablename__ = "event_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
