"""The event behind a desk address: inside what the caller may do, or 404."""

from flask import abort

from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access


def event_or_404(event_id: int, permission: Permission = Permission.CONTESTS_EDIT) -> Event:
    """Return the event when the current account holds ``permission`` over it; a stranger gets 404."""
    return events.within(event_id, access.reach(permission)) or abort(404)


def may(event: Event, permission: Permission) -> bool:
    """Tell whether the current account holds ``permission`` over this event."""
    return access.reach(permission).covers_event(event.id, event.township_id)


def knows_names(event: Event) -> bool:
    """Tell whether the current account may see who the entrants of this event are."""
    return any(may(event, one) for one in (Permission.CONTESTS_EDIT, Permission.CALL_ROOM))
