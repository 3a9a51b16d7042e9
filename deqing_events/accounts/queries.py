"""Questions about staff accounts and their sessions."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.accounts.models import RateCount, SetupCode, StaffAccount, StaffSession
from deqing_events.domain.roles import Grant, Principal, Role


@dataclass(frozen=True)
class SignedIn:
    """A live session: its id, whom it acts for, and when it was last seen."""

    session_id: int
    principal: Principal
    seen_at: dt.datetime


def signed_in(token_hash: str, *, now: dt.datetime, idle: dt.timedelta, longest: dt.timedelta) -> SignedIn | None:
    """Return the live session behind a token hash, or None when ended, idle too long, too old or disabled."""
    row = (
        database.session()
        .execute(
            select(StaffSession, StaffAccount)
            .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
            .options(selectinload(StaffAccount.grants))
            .where(StaffSession.token_hash == token_hash)
        )
        .one_or_none()
    )
    if row is None:
        return None
    session, account = row
    if session.ended_at is not None or account.disabled_at is not None:
        return None
    if now - session.seen_at > idle or now - session.created_at > longest:
        return None
    return SignedIn(session.id, principal_of(account), session.seen_at)


def principal_of(account: StaffAccount) -> Principal:
    """Return the principal that an account's grants make."""
    grants = tuple(Grant(Role(grant.role), grant.scope_id or None) for grant in account.grants)
    return Principal(account.id, account.name, grants)


def account_by_username(username: str) -> StaffAccount | None:
    """Return the account with this user name (any case), or None."""
    query = select(StaffAccount).where(StaffAccount.username == username.strip().lower())
    return database.session().scalars(query).one_or_none()


def account_by_id(account_id: int) -> StaffAccount | None:
    """Return the account, or None."""
    return database.session().get(StaffAccount, account_id)


def all_accounts() -> list[StaffAccount]:
    """Return every account, by user name, with its grants."""
    query = select(StaffAccount).options(selectinload(StaffAccount.grants)).order_by(StaffAccount.username)
    return list(database.session().scalars(query))


def any_account() -> bool:
    """Tell whether set-up is done: at least one account exists."""
    return database.session().scalar(select(StaffAccount.id).limit(1)) is not None


def open_setup_code() -> SetupCode | None:
    """Return the newest set-up code that was not used."""
    query = select(SetupCode).where(SetupCode.used_at.is_(None)).order_by(SetupCode.id.desc()).limit(1)
    return database.session().scalars(query).one_or_none()


def tries(key: str, window: int) -> int:
    """Return how often ``key`` was counted in ``window``."""
    query = select(func.coalesce(func.sum(RateCount.count), 0))
    return int(database.session().scalar(query.where(RateCount.key == key, RateCount.window == window)) or 0)
