"""Links of screens and posters, and which phone confirmed a check-in at one.

Vocabulary: a *venue* screen shows a code that changes every half minute, a *poster* is printed and its code stays, a
*wall* shows who came and checks nobody in.
"""

import datetime as dt

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.checkin.models import CheckinList
from deqing_events.database import Base, check, once
from deqing_events.events.models import EventSession


class ScreenLink(Base):
    """A time-boxed, revocable link that a screen opens without an account, or a poster's code.

    ``place`` is what check-ins made there are filed under, like the gate of a gate link. With a session they belong to
    that session.
    """

    __tablename__ = "screen_link"
    __table_args__ = (
        once("token_hash", sentence="这个大屏链接已经有了，请再试一次。"),
        check("valid_from < valid_until", "period", sentence="截止时间要晚于开始时间。"),
        check("kind IN ('venue', 'poster', 'wall')", "kind", sentence="请选一种：签到屏、签到海报、到场墙。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    kind: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[dt.datetime]
    valid_until: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    list: Mapped[CheckinList] = relationship()
    session: Mapped[EventSession | None] = relationship()


class ListPlace(Base):
    """Where a list's people are expected to stand when a phone's position is checked: a point and a ring in metres."""

    __tablename__ = "list_place"
    __table_args__ = (check("radius BETWEEN 50 AND 5000", "radius", sentence="范围请填 50 到 5000 米。"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"), primary_key=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    radius: Mapped[int]


class VenueConfirm(Base):
    """One tap on 签到 at a screen or poster: which phone (the hash of its cookie), and how sure the person is.

    Kept under the nonce of the scan that follows it. ``proven`` is true when the phone may show the registration, false
    when mobile and name were typed. ``near`` and ``band`` are what is kept of the phone's position where the list asks
    for it (``domain.distance``): near is None when it was not given, ``place_asked`` false when nobody asked.
    """

    __tablename__ = "venue_confirm"
    __table_args__ = (
        once("nonce", sentence="这一次签到已经记下了。"),
        Index(None, "phone_hash"),
        Index(None, "screen_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    screen_id: Mapped[int] = mapped_column(ForeignKey("screen_link.id"))
    phone_hash: Mapped[str] = mapped_column(String(64))
    proven: Mapped[bool]
    place_asked: Mapped[bool] = mapped_column(default=False)
    near: Mapped[bool | None]
    band: Mapped[int] = mapped_column(default=0)
    at: Mapped[dt.datetime]
