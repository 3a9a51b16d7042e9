"""Asking for a one-time code and giving it back.

Asking does the same for every number: nothing is looked up, so nothing in the answer tells whether a mobile is known.
Every try is counted by one conditional update before the code is compared, so that no number of processes can try more
often than allowed.
"""

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.accounts.throttling import Limit, count_within
from deqing_events.audit.actions import record
from deqing_events.domain.one_time_codes import DIGITS, LIFETIME, SPACING, TRIES, tries_left
from deqing_events.domain.roles import Actor
from deqing_events.messages.actions import Note, queue
from deqing_events.organisations import identity_vault
from deqing_events.settings import Keys
from deqing_events.workers import device_actions, queries
from deqing_events.workers.hashes import code_hash, mobile_key, phone_hash
from deqing_events.workers.models import SignInCode

HOUR_LIMIT = Limit("code-mobile-hour", most=5, seconds=3600)
DAY_LIMIT = Limit("code-mobile-day", most=10, seconds=86400)
KEPT = dt.timedelta(days=2)
"""How long a code's row stays after it was made."""


class TooSoonError(Exception):
    """No code was made: ``limit`` (spacing, hour, day, address) holds until ``until``. Nothing was counted."""

    def __init__(self, limit: str, until: dt.datetime) -> None:
        super().__init__(limit)
        self.limit = limit
        self.until = until


@dataclass(frozen=True)
class Attempt:
    """A code as it comes back: for which asking, from which phone (its cookie), and the cookie it will get."""

    code_id: int
    code: str = field(repr=False)
    phone: str = field(repr=False)
    new_phone: str = field(repr=False)


@dataclass(frozen=True)
class Verdict:
    """What came of an attempt: right, wrong (``left`` tries more), or why the code was not even compared.

    That is spent (no tries left), expired, used or unknown (of another phone, or replaced by a newer one).
    """

    kind: str
    left: int = 0


def ask(mobile: str, *, phone: str, keys: Keys, address_limit: Limit, now: dt.datetime, by: Actor) -> int | None:  # noqa: PLR0913 - who asks where, and the circumstances
    """Queue a code for ``mobile`` (normalised), good on the phone with this cookie only; returns the message's id.

    Raises TooSoonError.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    hashed, key = phone_hash(phone), mobile_key(mobile, keys)
    made = SignInCode(
        phone_hash=hashed,
        mobile_key=key,
        sealed_mobile=identity_vault.seal(mobile, keys),
        code_hash=code_hash(code, hashed, key, keys),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    for last in (False, False, True):
        try:
            with database.transaction() as session:
                _count(session, key, address_limit, now=now, by=by)
                _end_older(session, made, now=now)
                session.add(made)
                session.flush()
                record("sign_in.ask", "sign_in_code", made.id, by=by, now=now)
                return queue(_note(mobile, code, made), now=now, by=by)
        except IntegrityError:
            if last:
                raise  # a counter's row was made by somebody else each time
    return None


def _note(mobile: str, code: str, made: SignInCode) -> Note:
    values = {"code": code, "minutes": LIFETIME // dt.timedelta(minutes=1)}
    about = ("sign_in_code", made.id)
    once_key = f"sign_in_code:{made.id}:{made.code_hash[:16]}"  # ids come again after old codes went
    return Note("sign_in_code", mobile, values, about, once_key, expires_at=made.expires_at)


def _count(session: Session, key: str, address_limit: Limit, *, now: dt.datetime, by: Actor) -> None:
    """Count one asking against every limit. Raises TooSoonError, which takes back what was counted."""
    if not count_within(session, HOUR_LIMIT, key, now=now):
        raise TooSoonError("hour", HOUR_LIMIT.ends(now))
    last = queries.last_code_at(key)  # exact: the counter above is locked
    if last is not None and now < last + SPACING:
        raise TooSoonError("spacing", last + SPACING)
    if not count_within(session, DAY_LIMIT, key, now=now):
        raise TooSoonError("day", DAY_LIMIT.ends(now))
    if not count_within(session, address_limit, by.address, now=now):
        raise TooSoonError("address", address_limit.ends(now))


def _end_older(session: Session, made: SignInCode, *, now: dt.datetime) -> None:
    session.execute(
        update(SignInCode)
        .where(
            SignInCode.phone_hash == made.phone_hash,
            SignInCode.mobile_key == made.mobile_key,
            SignInCode.used_at.is_(None),
            SignInCode.ended_at.is_(None),
        )
        .values(ended_at=now, sealed_mobile="")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(SignInCode).where(SignInCode.created_at < now - KEPT).execution_options(synchronize_session=False)
    )


def give_back(attempt: Attempt, *, keys: Keys, now: dt.datetime, by: Actor) -> Verdict:
    """Try a code; the right one makes the phone own the mobile, under its new cookie, and is used up."""
    hashed = phone_hash(attempt.phone)
    with database.transaction() as session:
        tried = session.execute(
            update(SignInCode)
            .where(
                SignInCode.id == attempt.code_id,
                SignInCode.phone_hash == hashed,
                SignInCode.used_at.is_(None),
                SignInCode.ended_at.is_(None),
                SignInCode.expires_at > now,
                SignInCode.tries < TRIES,
            )
            .values(tries=SignInCode.tries + 1)
            .returning(SignInCode.code_hash, SignInCode.mobile_key, SignInCode.sealed_mobile, SignInCode.tries)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if tried is None:
            return _why_not(attempt.code_id, hashed, now)
        if not hmac.compare_digest(tried.code_hash, code_hash(attempt.code, hashed, tried.mobile_key, keys)):
            record("sign_in.wrong", "sign_in_code", attempt.code_id, by=by, now=now)
            return Verdict("wrong", tries_left(tried.tries))
        session.execute(
            update(SignInCode)
            .where(SignInCode.id == attempt.code_id)
            .values(used_at=now, sealed_mobile="")
            .execution_options(synchronize_session=False)
        )
        mobile = identity_vault.unseal(tried.sealed_mobile, keys)
        device_actions.own(session, hashed, phone_hash(attempt.new_phone), mobile, now=now, by=by)
    return Verdict("right")


def _why_not(code_id: int, hashed: str, now: dt.datetime) -> Verdict:
    held = queries.code_of(code_id, hashed)
    if held is None or held.ended_at is not None:
        return Verdict("unknown")
    if held.used_at is not None:
        return Verdict("used")
    return Verdict("expired" if held.expires_at <= now else "spent")
