"""Who is at the door of these pages, and for which event: 404 for what may not be seen."""

from flask import abort

from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import published
from deqing_events.registration import desk_queries, rules
from deqing_events.registration.desk_queries import Filters, Line
from deqing_events.registration.entries.actions import Circumstances
from deqing_events.registration.entries.reading import Enterer
from deqing_events.web import access, clock, installation

ENTER = Permission.PEOPLE_ENTER


def event_or_404(slug: str) -> Event:
    """Return a published event that people sign up for one by one."""
    event = published(slug)
    if event is None or not event.needs_registration or event.entrant_kind == EntrantKind.TEAM:
        abort(404)
    return event


def enterer(event: Event) -> Enterer:
    """Return for whom this account may enter people, and as what."""
    manages = access.reach(Permission.REGISTRATIONS_EDIT).covers_event(event.id, event.township_id)
    return Enterer(access.reach(ENTER), access.reach(Permission.UNIT_CONFIRM).units, manages)


def circumstances(who: Enterer) -> Circumstances:
    """Return with which keys, when, by whom and as what people are entered now."""
    return Circumstances(installation.keys(), clock.now(), access.acting(), who.source)


def why_shut(event: Event, who: Enterer) -> str | None:
    """Say why nobody can be entered now; None when they can."""
    return rules.why_closed_to(who.source, event, clock.now())


def person_or_404(event: Event, registration_id: int) -> Line:
    """Return somebody of the own workplaces who is signed up for the event."""
    filters = Filters(inside=access.reach(ENTER))
    return desk_queries.of_event(event.id, registration_id, filters) or abort(404)
