"""Putting results up for public notice."""

from dataclasses import dataclass

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.models import Publication
from deqing_events.contests.notices import queries
from deqing_events.contests.notices.models import Notice
from deqing_events.domain.public_notice import DEFAULT_DAYS


@dataclass(frozen=True)
class Terms:
    """What a notice announces: for how many working days, and whom to ask."""

    days: int = DEFAULT_DAYS
    contact: str = ""
    phone: str = ""


def put_up(publication: Publication, terms: Terms, change: Change) -> Notice:
    """Store the notice of a publication inside the caller's open transaction; it begins the same day.

    ValueError for days that no notice can have.
    """
    session = database.session()
    held = queries.planned(queries.day_of(change.now), terms.days)
    event = publication.event
    made = Notice(
        event_id=event.id,
        publication_id=publication.id,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        days=held.days,
        uncertain=bool(held.missing_years),
        contact=terms.contact or event.contact,
        phone=terms.phone or event.contact_phone,
    )
    session.add(made)
    session.flush()
    record(
        "notice.put_up",
        "event",
        event.id,
        by=change.by,
        now=change.now,
        version=publication.version,
        from_day=held.starts_on.isoformat(),
        to_day=held.ends_on.isoformat(),
        days=held.days,
    )
    return made
