"""Following a phone's cookie: what a phone holds moves to its new hash, or goes when the phone is forgotten."""

from sqlalchemy import delete, update

from deqing_events import database
from deqing_events.registration.models import PhoneHolding


def moved(old: str, new: str) -> None:
    """Keep what a phone holds under its new hash; part of the open transaction."""
    database.session().execute(
        update(PhoneHolding)
        .where(PhoneHolding.phone_hash == old)
        .values(phone_hash=new)
        .execution_options(synchronize_session=False)
    )


def forgotten(phone_hash: str) -> None:
    """Let a phone hold nothing any more; part of the open transaction."""
    database.session().execute(
        delete(PhoneHolding).where(PhoneHolding.phone_hash == phone_hash).execution_options(synchronize_session=False)
    )
