"""Who waits for a place, in which order, and how many are ahead."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select, tuple_

from deqing_events import database
from deqing_events.registration.models import Registration

PAGE = 200
"""How many waiting registrations are read at once: a place that becomes free usually goes to one of the first."""


def waiting_groups(event_id: int) -> Iterator[list[Registration]]:
    """Yield those who wait for a place in their order, a team as one group; priority first, then first come."""
    group: list[Registration] = []
    for each in _rows(event_id):
        if group and each.queue_no != group[0].queue_no:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def ahead_of(registration: Registration) -> int:
    """Return how many (a team counts once) wait before this one.

    In the event, or in the session where only sessions are limited.
    """
    query = select(func.count(Registration.queue_no.distinct())).where(
        Registration.event_id == registration.event_id,
        Registration.state == "waiting",
        or_(
            Registration.priority > registration.priority,
            and_(Registration.priority == registration.priority, Registration.queue_no < registration.queue_no),
        ),
    )
    if registration.event.capacity is None and registration.session_id is not None:
        query = query.where(Registration.session_id == registration.session_id)
    return database.session().scalar(query) or 0


def _rows(event_id: int) -> Iterator[Registration]:
    position = (-Registration.priority, Registration.queue_no, Registration.id)
    after: tuple[int, int, int] | None = None
    while True:
        query = (
            select(Registration)
            .where(Registration.event_id == event_id, Registration.state == "waiting")
            .order_by(*position)
            .limit(PAGE)
        )
        if after is not None:
            query = query.where(tuple_(*position) > after)
        rows = list(database.session().scalars(query))
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1]
        after = (-last.priority, last.queue_no, last.id)
