"""What happens to staff accounts: set-up, signing in and out, passwords, grants.

A new session id is made at every sign-in; sign-out, a password change and a change of roles end the old ones.
"""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.accounts import passwords, queries
from deqing_events.accounts.models import SetupCode, StaffAccount, StaffGrant, StaffSession
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor, Grant, Role

SETUP_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class AccountRefusedError(Exception):
    """An account could not be made or changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Lockout:
    """After ``tries`` wrong passwords an account rests for ``minutes``."""

    tries: int
    minutes: int


@dataclass(frozen=True)
class NewAccount:
    """What is typed to make an account."""

    username: str
    name: str
    password: str
    department: str = ""
    grants: tuple[Grant, ...] = ()


def issue_setup_code(*, now: dt.datetime) -> str | None:
    """Make and return a fresh one-time set-up code; None when an account exists already."""
    if queries.any_account():
        return None
    code = "-".join("".join(secrets.choice(SETUP_LETTERS) for _ in range(4)) for _ in range(3))
    with database.transaction() as session:
        session.execute(
            update(SetupCode)
            .where(SetupCode.used_at.is_(None))
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
        session.add(SetupCode(code_hash=passwords.token_hash(code), created_at=now))
    return code


def set_up(code: str, account: NewAccount, *, now: dt.datetime, by: Actor) -> StaffAccount:
    """Create the first account with the one-time code. Raises AccountRefusedError for a wrong code or input."""
    hashed = _checked_hash(account)
    with database.transaction() as session:
        stored = queries.open_setup_code()
        if queries.any_account():
            raise AccountRefusedError("已经设置过了，请直接登录。")
        given = passwords.token_hash(code.strip().upper())
        if stored is None or not secrets.compare_digest(stored.code_hash, given):
            raise AccountRefusedError("设置码对不上，请看启动程序的窗口里最后一次打印的设置码。")
        stored.used_at = now
        grants = (Grant(Role.COUNTY_STAFF), Grant(Role.SYSADMIN), Grant(Role.AUDITOR))
        created = _add(session, account, hashed, grants, now=now)
        record("account.set_up", "staff_account", created.id, by=by, now=now)
        return created


def create_account(account: NewAccount, *, now: dt.datetime, by: Actor) -> StaffAccount:
    """Create an account with its grants. Raises AccountRefusedError for a taken name or a weak password."""
    hashed = _checked_hash(account)
    try:
        with database.transaction() as session:
            created = _add(session, account, hashed, account.grants, now=now)
            record("account.create", "staff_account", created.id, by=by, now=now, grants=_plain(account.grants))
            return created
    except IntegrityError as error:
        raise AccountRefusedError(database.violated(error) or "这个账号没有建成，请再试一次。") from error


def _checked_hash(account: NewAccount) -> str:
    weak = passwords.weakness(account.password, account.username)
    if weak:
        raise AccountRefusedError(weak)
    return passwords.hash_password(account.password)


def _add(
    session: Session, account: NewAccount, hashed: str, grants: Iterable[Grant], *, now: dt.datetime
) -> StaffAccount:
    created = StaffAccount(
        username=account.username.strip().lower(),
        name=account.name.strip(),
        department=account.department.strip(),
        password_hash=hashed,
        created_at=now,
        grants=[StaffGrant(role=grant.role, scope_id=grant.scope_id or 0) for grant in dict.fromkeys(grants)],
    )
    session.add(created)
    session.flush()
    return created


def sign_in(username: str, password: str, *, now: dt.datetime, by: Actor, lockout: Lockout) -> str | None:
    """Check a password and open a session; returns its token, or None (the same for every reason)."""
    account = queries.account_by_username(username)
    resting = account is not None and account.locked_until is not None and account.locked_until > now
    right = passwords.matches(password, account.password_hash if account else None)
    if account is None:
        return None
    if resting or not right or account.disabled_at is not None:
        if not resting:
            _count_failure(account.id, now=now, by=by, lockout=lockout)
        return None
    token = passwords.new_token()
    with database.transaction() as session:
        held = session.get_one(StaffAccount, account.id)
        held.failed_tries, held.locked_until = 0, None
        session.add(
            StaffSession(
                account_id=held.id,
                token_hash=passwords.token_hash(token),
                created_at=now,
                seen_at=now,
                address=by.address,
            )
        )
        record("account.sign_in", "staff_account", held.id, by=Actor(f"staff:{held.id}", "", by.address), now=now)
    return token


def _count_failure(account_id: int, *, now: dt.datetime, by: Actor, lockout: Lockout) -> None:
    with database.transaction() as session:
        account = session.get_one(StaffAccount, account_id)
        account.failed_tries += 1
        if account.failed_tries >= lockout.tries:
            account.locked_until = now + dt.timedelta(minutes=lockout.minutes)
            account.failed_tries = 0
            record("account.lock", "staff_account", account_id, by=by, now=now, minutes=lockout.minutes)


def touch(session_id: int, *, now: dt.datetime) -> None:
    """Note that a session is in use. Called at most once a minute, so that reading pages does not queue writers."""
    with database.transaction() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.id == session_id)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def sign_out(session_id: int, *, now: dt.datetime, by: Actor) -> None:
    """End one session."""
    with database.transaction() as session:
        session.get_one(StaffSession, session_id).ended_at = now
        record("account.sign_out", "staff_session", session_id, by=by, now=now)


def change_password(account_id: int, password: str, *, now: dt.datetime, by: Actor) -> None:
    """Set a new password and end every session of the account. Raises AccountRefusedError when too weak."""
    account = queries.account_by_id(account_id)
    weak = passwords.weakness(password, account.username if account else "")
    if weak:
        raise AccountRefusedError(weak)
    hashed = passwords.hash_password(password)
    with database.transaction() as session:
        held = session.get_one(StaffAccount, account_id)
        held.password_hash, held.failed_tries, held.locked_until = hashed, 0, None
        _end_sessions(session, account_id, now=now)
        record("account.password", "staff_account", account_id, by=by, now=now)


def set_grants(account_id: int, grants: Iterable[Grant], *, now: dt.datetime, by: Actor) -> None:
    """Replace an account's grants and end its sessions."""
    wanted = tuple(dict.fromkeys(grants))
    with database.transaction() as session:
        account = session.get_one(StaffAccount, account_id)
        before = [[grant.role, grant.scope_id] for grant in account.grants]
        account.grants.clear()
        session.flush()
        account.grants.extend(StaffGrant(role=grant.role, scope_id=grant.scope_id or 0) for grant in wanted)
        _end_sessions(session, account_id, now=now)
        record("account.grants", "staff_account", account_id, by=by, now=now, before=before, after=_plain(wanted))


def set_enabled(account_id: int, *, enabled: bool, now: dt.datetime, by: Actor) -> None:
    """Disable an account (its sessions end at once) or enable it again."""
    with database.transaction() as session:
        account = session.get_one(StaffAccount, account_id)
        account.disabled_at = None if enabled else now
        if not enabled:
            _end_sessions(session, account_id, now=now)
        record("account.enable" if enabled else "account.disable", "staff_account", account_id, by=by, now=now)


def _end_sessions(session: Session, account_id: int, *, now: dt.datetime) -> None:
    open_ones = select(StaffSession).where(StaffSession.account_id == account_id, StaffSession.ended_at.is_(None))
    for open_one in session.scalars(open_ones):
        open_one.ended_at = now


def _plain(grants: Iterable[Grant]) -> list[list[object]]:
    return [[grant.role.value, grant.scope_id] for grant in grants]
