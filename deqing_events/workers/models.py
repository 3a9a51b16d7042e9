"""Which phone has proved which mobile, and the one-time codes on their way.

A *phone* is a browser, known by the hash of its long-lived random cookie. A phone *owns* a mobile from the moment its
code came back until it signs out, is ended from another phone, or proves another mobile.
"""

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once
from deqing_events.domain.one_time_codes import TRIES


class PhoneOwner(Base):
    """This phone proved this mobile at ``verified_at``. One row at a time counts; ``seen_at`` moves once a day."""

    __tablename__ = "phone_owner"
    __table_args__ = (
        once("phone_hash", sentence="这部手机已经登录了，请刷新再看。", where="ended_at IS NULL"),
        Index(None, "mobile"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str] = mapped_column(String(64))
    mobile: Mapped[str] = mapped_column(String(11))
    verified_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    address: Mapped[str] = mapped_column(String(64))


class SignInCode(Base):
    """A code sent to a mobile for one phone: only its keyed hash. ``ended_at`` is set when a newer one took its place.

    ``sealed_mobile`` is the number under the identity cipher, so that the page for the code knows where it went; it is
    emptied when the code is used or ended.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        Index(None, "phone_hash"),
        Index(None, "mobile_key", "created_at"),
        Index(None, "created_at"),
        check(f"tries >= 0 AND tries <= {TRIES}", "tries", sentence="这个验证码试的次数用完了，请重发一个。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str] = mapped_column(String(64))
    mobile_key: Mapped[str] = mapped_column(String(64))
    sealed_mobile: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
