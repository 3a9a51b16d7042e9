"""Questions about rounds: what leads where, what was drawn and decided, and who stands on a list."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.rounds.models import RoundDecision, RoundDraw, RoundLink, RoundPlace
from deqing_events.domain.advancement import AdvancementRule, Condition, CountFrom, TieAtLevel
from deqing_events.domain.kinds import EventState
from deqing_events.domain.next_round import Plan, Round, round_of
from deqing_events.domain.roles import Reach
from deqing_events.events import queries as events
from deqing_events.events.models import Event

LONGEST_CHAIN = 12
"""More rounds than any contest has."""
OVER = (EventState.CANCELLED, EventState.ARCHIVED)


def link(event_id: int) -> RoundLink | None:
    """Return where an event leads to, or None."""
    query = select(RoundLink).where(RoundLink.event_id == event_id).options(selectinload(RoundLink.next_event))
    return database.session().scalars(query).one_or_none()


def feeding(event_id: int) -> list[RoundLink]:
    """Return the links that lead to an event, in the order of their events."""
    query = select(RoundLink).where(RoundLink.next_event_id == event_id).order_by(RoundLink.event_id)
    return list(database.session().scalars(query.options(selectinload(RoundLink.event))))


def plan_of(row: RoundLink) -> Plan:
    """Return a link's rule as the law reads it."""
    rule = AdvancementRule(
        Condition(row.condition), row.level, row.cap_percent, CountFrom(row.base), TieAtLevel(row.tie_at_level)
    )
    return Plan(rule, row.reserves, row.guests_consume)


def round_of_event(event_id: int) -> Round | None:
    """Return which round an event is; None for one that no link touches."""
    feeds, fed = link(event_id) is not None, bool(feeding(event_id))
    return round_of(fed=fed, feeds=feeds) if feeds or fed else None


def chain(event_id: int) -> list[Event]:
    """Return the rounds that an event belongs to, the first round first; only itself where no link touches it."""
    first = event_id
    for _ in range(LONGEST_CHAIN):
        before = feeding(first)
        if not before:
            break
        first = before[0].event_id
    found = [database.session().get_one(Event, first)]
    for _ in range(LONGEST_CHAIN):
        onward = link(found[-1].id)
        if onward is None:
            break
        found.append(onward.next_event)
    return found


def leads_to(event_id: int, wanted: int) -> bool:
    """Tell whether following the links from an event comes to another."""
    at: int | None = event_id
    for _ in range(LONGEST_CHAIN):
        row = link(at) if at is not None else None
        if row is None:
            return False
        if row.next_event_id == wanted:
            return True
        at = row.next_event_id
    return True


def candidates(event: Event, reach: Reach) -> list[Event]:
    """Return the events that may be an event's next round: of its host, for the same kind of entrants, not over."""
    query = select(Event).where(
        Event.id != event.id,
        Event.host_id.is_not_distinct_from(event.host_id),
        Event.host_unit_id.is_not_distinct_from(event.host_unit_id),
        Event.entrant_kind == event.entrant_kind,
        Event.state.not_in(OVER),
        events.inside(reach),
    )
    return list(database.session().scalars(query.order_by(Event.starts_at, Event.id)))


def has_marks(event_id: int) -> bool:
    """Tell whether anybody of an event has a mark."""
    own = select(Entrant.id).where(Entrant.event_id == event_id)
    return bool(database.session().scalar(select(exists().where(Mark.entrant_id.in_(own)))))


def draws(event_id: int) -> list[RoundDraw]:
    """Return the recorded draws, the earliest first: the first of a group holds."""
    query = select(RoundDraw).where(RoundDraw.event_id == event_id).order_by(RoundDraw.id)
    return list(database.session().scalars(query))


def standing(event_id: int) -> RoundDecision | None:
    """Return the decided list that holds, with everybody on it, or None."""
    query = select(RoundDecision).where(RoundDecision.event_id == event_id, RoundDecision.undone_at.is_(None))
    return database.session().scalars(_whole(query)).one_or_none()


def history(event_id: int) -> list[RoundDecision]:
    """Return every decided list of an event, undone ones too, the latest first."""
    query = select(RoundDecision).where(RoundDecision.event_id == event_id).order_by(RoundDecision.id.desc())
    return list(database.session().scalars(query))


def place_of(registration_id: int) -> RoundPlace | None:
    """Return where a sign-up of this round stands on the list that holds, or None."""
    query = (
        select(RoundPlace)
        .join(RoundDecision, RoundDecision.id == RoundPlace.decision_id)
        .where(RoundPlace.registration_id == registration_id, RoundDecision.undone_at.is_(None))
        .options(selectinload(RoundPlace.decision).selectinload(RoundDecision.next_event))
    )
    return database.session().scalars(query).one_or_none()


def last_change(event_id: int) -> tuple[int, dt.datetime | None]:
    """Return the id of the list that holds and when anybody on it last answered or moved up: a key for ready pages."""
    row = standing(event_id)
    if row is None:
        return 0, None
    times = [at for place in row.places for at in (place.answered_at, place.moved_up_at) if at is not None]
    return row.id, max(times, default=None)


def waiting(places: Sequence[RoundPlace]) -> list[RoundPlace]:
    """Return the reserves that have not moved up, the first to move up first."""
    return sorted((row for row in places if row.state == "reserve"), key=lambda row: row.reserve_no or 0)


def overdue(now: dt.datetime) -> list[int]:
    """Return the places, on lists that stand, of reserves who moved up and have not answered in time."""
    query = (
        select(RoundPlace.id)
        .join(RoundDecision, RoundDecision.id == RoundPlace.decision_id)
        .where(RoundPlace.state == "advanced", RoundPlace.reply_by <= now, RoundDecision.undone_at.is_(None))
    )
    return list(database.session().scalars(query.order_by(RoundPlace.id)))


def ahead_of(place: RoundPlace) -> int:
    """Return how many reserves move up before this one."""
    return sum((row.reserve_no or 0) < (place.reserve_no or 0) for row in waiting(place.decision.places))


def _whole(query: Select[RoundDecision]) -> Select[RoundDecision]:
    people = selectinload(RoundDecision.places)
    return query.options(
        people.selectinload(RoundPlace.entrant),
        people.selectinload(RoundPlace.registration),
        people.selectinload(RoundPlace.next_registration),
        selectinload(RoundDecision.next_event),
        selectinload(RoundDecision.publication),
    )
