"""Questions about the draw of the starting order."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Lot:
    """One drawn entrant; ``number`` is the entry number (参赛号) the draw was made with, ``late`` after the draw."""

    lot: int
    entrant_id: int
    number: str
    late: bool = False


def standing(event_id: int) -> StartDraw | None:
    """Return the draw that holds, or None before any list was fixed."""
    return next(iter(history(event_id)), None)


def history(event_id: int) -> list[StartDraw]:
    """Return every version, the latest first."""
    query = select(StartDraw).where(StartDraw.event_id == event_id).options(selectinload(StartDraw.late))
    return list(database.session().scalars(query.order_by(StartDraw.version.desc())))


def locked(event_id: int) -> StartDraw | None:
    """Return the draw that holds, locked for the open transaction."""
    query = select(StartDraw).where(StartDraw.event_id == event_id).order_by(StartDraw.version.desc()).limit(1)
    return database.session().scalars(query.with_for_update()).one_or_none()


def lots(draw: StartDraw | None) -> list[Lot]:
    """Return everybody by lot, late ones at the end; [] before the seed was said."""
    if draw is None or draw.drawn_at is None:
        return []
    numbers = dict(draw.listed)
    made = [Lot(at, entrant_id, numbers[entrant_id]) for at, entrant_id in enumerate(draw.drawn_order, 1)]
    return made + [Lot(row.lot, row.entrant_id, row.number, late=True) for row in draw.late]


def contests_within(reach: Reach) -> list[Event]:
    """Return the events with entrants inside ``reach`` that are not archived, the latest first."""
    query = select(Event).where(
        Event.id.in_(select(Entrant.event_id)), Event.state.not_in([EventState.ARCHIVED, EventState.CANCELLED])
    )
    if not reach.county:
        query = query.where(or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships)))
    return list(database.session().scalars(query.order_by(Event.starts_at.desc(), Event.id)))


def competing(event_id: int) -> list[Entrant]:
    """Return the entrants whose status is 参赛, by number."""
    query = select(Entrant).where(Entrant.event_id == event_id, Entrant.status == EntrantStatus.PRESENT.value)
    return list(database.session().scalars(query.order_by(Entrant.number)))


def not_drawn(event_id: int, draw: StartDraw) -> list[Entrant]:
    """Return the competing entrants who are neither on the list of ``draw`` nor late on it."""
    known = {entrant_id for entrant_id, _ in draw.listed} | {row.entrant_id for row in draw.late}
    return [row for row in competing(event_id) if row.id not in known]


def is_listed(event_id: int, entrant_id: int) -> bool:
    """Tell whether an entrant is on the list of the draw that holds, or late on it."""
    draw = standing(event_id)
    if draw is None:
        return False
    return any(entrant_id == held for held, _ in draw.listed) or any(entrant_id == row.entrant_id for row in draw.late)
