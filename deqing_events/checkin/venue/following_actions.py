"""Following a phone's cookie: what it confirmed stays its own when the cookie is exchanged."""

from sqlalchemy import update

from deqing_events import database
from deqing_events.checkin.screens.models import VenueConfirm


def moved(old: str, new: str) -> None:
    """Keep what a phone confirmed under its new hash; part of the open transaction."""
    database.session().execute(
        update(VenueConfirm)
        .where(VenueConfirm.phone_hash == old)
        .values(phone_hash=new)
        .execution_options(synchronize_session=False)
    )


def forgotten(phone_hash: str) -> None:
    """Keep the rows of a phone that is forgotten: they show it nothing, and the desk still has to see the flag."""
    del phone_hash
