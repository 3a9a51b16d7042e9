"""The event and the paper behind an address, or 404."""

from flask import abort

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.double_entry import queries
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event


def opened(event_id: int, key: str, permission: Permission) -> tuple[Event, Paper]:
    """Return the event and one of its papers that two people type."""
    event = event_or_404(event_id, permission)
    return event, next((paper for paper in queries.twice(event.id) if paper.key == key), None) or abort(404)
