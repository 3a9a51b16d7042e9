"""One box for everything the desk looks for: events, workplaces, registrations; each within its own reach."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from deqing_events import database
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.organisations.queries import unit_matches
from deqing_events.registration.models import Registration

MOST = 20


@dataclass(frozen=True)
class Hits:
    """What was found, at most ``MOST`` of each kind."""

    events: list[Event]
    units: list[Unit]
    registrations: list[Registration]

    def __bool__(self) -> bool:
        return bool(self.events or self.units or self.registrations)


def events_matching(text: str, reach: Reach) -> list[Event]:
    """Return events whose title or code holds ``text``, newest first."""
    query = (
        select(Event)
        .where(or_(Event.title.icontains(text, autoescape=True), Event.code.istartswith(text, autoescape=True)))
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )
    if not reach.county:
        query = query.where(or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships)))
    return list(database.session().scalars(query.limit(MOST)))


def units_matching(text: str, reach: Reach) -> list[Unit]:
    """Return workplaces whose name, code, pinyin or initials hold ``text``."""
    query = select(Unit).where(unit_matches(text.lower())).order_by(Unit.pinyin_key, Unit.id)
    if not reach.county:
        query = query.where(or_(Unit.township_id.in_(reach.townships), Unit.id.in_(reach.units)))
    return list(database.session().scalars(query.limit(MOST)))


def registrations_matching(text: str, reach: Reach) -> list[Registration]:
    """Return registrations whose number starts with ``text``."""
    query = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.number.istartswith(text, autoescape=True))
        .order_by(Registration.number)
    )
    if not reach.county:
        query = query.where(or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships)))
    return list(database.session().scalars(query.limit(MOST)))
