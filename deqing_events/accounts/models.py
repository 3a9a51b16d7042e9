"""Staff accounts, their grants, their sessions, and counters that limit guessing.

A session's token exists only in the browser's cookie; the table keeps its hash.
"""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, once


class StaffAccount(Base):
    """A person who signs in to the desk. ``username`` is stored lower-case."""

    __tablename__ = "staff_account"
    __table_args__ = (once("username", sentence="这个用户名已经有人用了，请换一个。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    department: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    grants: Mapped[list["StaffGrant"]] = relationship(back_populates="account", cascade="all, delete-orphan")


class StaffGrant(Base):
    """One role of an account with its bound; ``scope_id`` 0 stands for the county."""

    __tablename__ = "staff_grant"
    __table_args__ = (once("account_id", "role", "scope_id", sentence="这个账号已经有这项权限了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[int] = mapped_column(default=0)
    account: Mapped[StaffAccount] = relationship(back_populates="grants")


class StaffSession(Base):
    """One signed-in browser. Dead once ``ended_at`` is set, idle too long, or older than the longest session."""

    __tablename__ = "staff_session"
    __table_args__ = (once("token_hash", sentence="请重新登录。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    address: Mapped[str] = mapped_column(String(64))


class RateCount(Base):
    """Tries of one key (an account, a phone, an address) in one time window; held across processes."""

    __tablename__ = "rate_count"
    __table_args__ = (once("key", "window", sentence="试得太快了，请过一会儿再来。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    window: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)


class SetupCode(Base):
    """The hash of the one-time code printed in the terminal while there is no account."""

    __tablename__ = "setup_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
