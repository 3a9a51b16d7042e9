"""Questions about recognised phones and codes on their way."""

import datetime as dt

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.workers.models import PhoneOwner, SignInCode


def owner_of(phone_hash: str) -> PhoneOwner | None:
    """Return what a phone has proved and still owns, or None."""
    query = select(PhoneOwner).where(PhoneOwner.phone_hash == phone_hash, PhoneOwner.ended_at.is_(None))
    return database.session().scalars(query).one_or_none()


def phones_of(mobile: str) -> list[PhoneOwner]:
    """Return the phones that own a mobile, the one seen last first."""
    query = (
        select(PhoneOwner)
        .where(PhoneOwner.mobile == mobile, PhoneOwner.ended_at.is_(None))
        .order_by(PhoneOwner.seen_at.desc(), PhoneOwner.id.desc())
    )
    return list(database.session().scalars(query))


def open_code(phone_hash: str) -> SignInCode | None:
    """Return the newest code of a phone that was neither used nor replaced (it may have expired), or None."""
    query = (
        select(SignInCode)
        .where(SignInCode.phone_hash == phone_hash, SignInCode.used_at.is_(None), SignInCode.ended_at.is_(None))
        .order_by(SignInCode.id.desc())
        .limit(1)
    )
    return database.session().scalars(query).one_or_none()


def code_of(code_id: int, phone_hash: str) -> SignInCode | None:
    """Return one code of a phone, whatever became of it, or None."""
    query = select(SignInCode).where(SignInCode.id == code_id, SignInCode.phone_hash == phone_hash)
    return database.session().scalars(query).one_or_none()


def last_code_at(mobile_key: str) -> dt.datetime | None:
    """Return when the last code for a mobile was made, on whatever phone; None before the first."""
    query = select(func.max(SignInCode.created_at)).where(SignInCode.mobile_key == mobile_key)
    return database.session().scalar(query)
