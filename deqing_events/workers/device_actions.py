"""What happens to recognised phones: they own a mobile, are seen, sign out, or are ended from another phone."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.workers.hashes import phone_hash
from deqing_events.workers.hooks import offers
from deqing_events.workers.models import PhoneOwner, SignInCode

ADDRESS_LENGTH = 64


def own(session: Session, old: str, new: str, mobile: str, *, now: dt.datetime, by: Actor) -> None:  # noqa: PLR0913 - two hashes and the circumstances
    """Make a phone own a mobile in the open transaction; whoever fixed its old cookie beforehand is left with nothing.

    What was kept under the old hash moves along to the new one.
    """
    _end(session, old, now=now)
    made = PhoneOwner(phone_hash=new, mobile=mobile, verified_at=now, seen_at=now, address=by.address[:ADDRESS_LENGTH])
    session.add(made)
    session.flush()
    offers.moved(old, new)
    record("phone.sign_in", "phone_owner", made.id, by=by, now=now)


def _end(session: Session, hashed: str, *, now: dt.datetime) -> None:
    session.execute(
        update(PhoneOwner)
        .where(PhoneOwner.phone_hash == hashed, PhoneOwner.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def sign_out(cookie: str, *, now: dt.datetime, by: Actor) -> None:
    """Forget a phone: it owns nothing, shows nothing, and the codes sent for it are void. Twice changes nothing."""
    hashed = phone_hash(cookie)
    with database.transaction() as session:
        _end(session, hashed, now=now)
        session.execute(
            update(SignInCode)
            .where(SignInCode.phone_hash == hashed, SignInCode.used_at.is_(None), SignInCode.ended_at.is_(None))
            .values(ended_at=now, sealed_mobile="")
            .execution_options(synchronize_session=False)
        )
        offers.forgotten(hashed)
        record("phone.sign_out", "phone", hashed[:12], by=by, now=now)


def end_other(owner_id: int, mobile: str, *, now: dt.datetime, by: Actor) -> bool:
    """End a phone that owns the same mobile; false when it is none of that mobile's, or ended already."""
    with database.transaction() as session:
        hashed = session.execute(
            update(PhoneOwner)
            .where(PhoneOwner.id == owner_id, PhoneOwner.mobile == mobile, PhoneOwner.ended_at.is_(None))
            .values(ended_at=now)
            .returning(PhoneOwner.phone_hash)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if hashed is None:
            return False
        offers.forgotten(hashed)
        record("phone.end", "phone_owner", owner_id, by=by, now=now)
    return True


def seen(owner_id: int, *, now: dt.datetime) -> None:
    """Note that a phone is in use. Called at most once a day, so that reading pages does not queue writers."""
    with database.transaction() as session:
        session.execute(
            update(PhoneOwner)
            .where(PhoneOwner.id == owner_id)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )
