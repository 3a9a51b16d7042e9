"""Whom a typed mobile and name mean, and which phones checked in several people."""

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.screens.models import ScreenLink, VenueConfirm
from deqing_events.domain.distance import Verdict
from deqing_events.domain.names import normalise_name
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import HELD


def person_named(event_id: int, mobile: str, name: str) -> int | None:
    """Return the registration of this event with a mobile and a name, one that is not over first; None without one."""
    query = select(Registration.id, Registration.name, Registration.state).where(
        Registration.event_id == event_id, Registration.mobile_tail == mobile[-4:], Registration.mobile == mobile
    )
    wanted = normalise_name(name)
    found = [row for row in database.session().execute(query) if normalise_name(row.name) == wanted]
    return max(found, key=lambda row: (row.state in HELD, row.id)).id if found else None


def positions(event_id: int) -> dict[str, Verdict]:
    """Return, by the nonce of its scan, what came of each check of a phone's position at an event."""
    query = (
        select(VenueConfirm.nonce, VenueConfirm.near, VenueConfirm.band)
        .join(ScreenLink, ScreenLink.id == VenueConfirm.screen_id)
        .join(CheckinList, CheckinList.id == ScreenLink.list_id)
        .where(CheckinList.event_id == event_id, VenueConfirm.place_asked)
    )
    return {row.nonce: Verdict(row.near, row.band) for row in database.session().execute(query)}


def shared_phones(event_id: int) -> dict[int, int]:
    """Return, by registration, how many people its phone checked in on one list; only where there were several."""
    entered = (
        select(VenueConfirm.phone_hash, Scan.list_id, Scan.registration_id)
        .join(Scan, Scan.nonce == VenueConfirm.nonce)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .where(CheckinList.event_id == event_id, Scan.counts, Scan.annulled_at.is_(None))
        .distinct()
        .subquery()
    )
    several = (
        select(entered.c.phone_hash, entered.c.list_id, func.count().label("people"))
        .group_by(entered.c.phone_hash, entered.c.list_id)
        .having(func.count() > 1)
        .subquery()
    )
    query = select(entered.c.registration_id, func.max(several.c.people)).join(
        several, (several.c.phone_hash == entered.c.phone_hash) & (several.c.list_id == entered.c.list_id)
    )
    return dict(database.session().execute(query.group_by(entered.c.registration_id)).all())
