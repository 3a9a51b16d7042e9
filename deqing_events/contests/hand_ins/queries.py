"""Questions about what was handed in."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from deqing_events import database
from deqing_events.contests.hand_ins.models import FixRequest, HandIn
from deqing_events.contests.models import Entrant


def standing(event_id: int, judge: str) -> dict[int, HandIn]:
    """Return what a judge handed in and nobody opened again, by entrant."""
    query = select(HandIn).join(Entrant, Entrant.id == HandIn.entrant_id)
    query = query.where(Entrant.event_id == event_id, HandIn.judge == judge, HandIn.reopened_at.is_(None))
    return {row.entrant_id: row for row in database.session().scalars(query)}


def counts(event_id: int) -> dict[str, int]:
    """Return how many entrants each judge has handed in."""
    query = select(HandIn.judge, func.count().label("many")).join(Entrant, Entrant.id == HandIn.entrant_id)
    query = query.where(Entrant.event_id == event_id, HandIn.reopened_at.is_(None)).group_by(HandIn.judge)
    return {row.judge: row.many for row in database.session().execute(query)}


def requests(event_id: int, judge: str | None = None) -> list[FixRequest]:
    """Return the requests for correction of an event, or of one of its judges, the latest first."""
    query = select(FixRequest).join(FixRequest.entrant).options(contains_eager(FixRequest.entrant))
    query = query.where(Entrant.event_id == event_id)
    if judge is not None:
        query = query.where(FixRequest.judge == judge)
    return list(database.session().scalars(query.order_by(FixRequest.id.desc())))


def open_count(event_id: int) -> int:
    """Return how many requests wait for the chief judge."""
    return sum(row.state == "open" for row in requests(event_id))


def locked_request(event_id: int, request_id: int) -> FixRequest | None:
    """Return a request of this event, locked until the open transaction ends, or None."""
    query = select(FixRequest).join(FixRequest.entrant).options(contains_eager(FixRequest.entrant))
    query = query.where(Entrant.event_id == event_id, FixRequest.id == request_id)
    return database.session().scalars(query.with_for_update(of=FixRequest)).one_or_none()
