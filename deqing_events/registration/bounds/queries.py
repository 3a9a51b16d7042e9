"""The bounds of an event with their names and how much of each is taken."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.place_checks import WORDS, NamedBound
from deqing_events.domain.places import BY_PERSON, ORDER, Counter, Dimension, Kind
from deqing_events.events.models import Event, EventSession
from deqing_events.events.trades import TRADES
from deqing_events.organisations.models import LabourUnion, Organisation, Unit
from deqing_events.registration import quota_queries
from deqing_events.registration.models import Quota
from deqing_events.registration.quota_queries import PATTERN

NAMES = {
    Dimension.TOWNSHIP: (Organisation.id, Organisation.name),
    Dimension.UNIT: (Unit.id, Unit.name),
    Dimension.UNION: (LabourUnion.id, LabourUnion.name),
}
Namer = Callable[[Dimension, str], str]


@dataclass(frozen=True)
class Line:
    """One bound as staff see it; ``id`` is None for the event's and its sessions' own before anybody came."""

    id: int | None
    counter: Counter
    name: str
    patterned: bool = False
    release_at: dt.datetime | None = None
    released_at: dt.datetime | None = None


def namer(event: Event, bounds: Iterable[tuple[Dimension, str]]) -> Namer:
    """Return what tells the name of each of these bounds: 全场, a session, a trade, an organisation."""
    asked = list(bounds)
    names: dict[tuple[Dimension, str], str] = {}
    for dimension, (number, name) in NAMES.items():
        ids = [int(target) for each, target in asked if each is dimension and target.isdecimal()]
        query = select(number, name).where(number.in_(ids))
        names |= {(dimension, str(row[0])): row[1] for row in database.session().execute(query)} if ids else {}
    names |= {(Dimension.SESSION, str(part.id)): part.title or f"场次 {at}" for at, part in _sessions(event)}

    def name_of(dimension: Dimension, target: str) -> str:
        if dimension is Dimension.EVENT:
            return "全场"
        if dimension is Dimension.OPEN:
            return "预留以外大家共用"
        if target == PATTERN:
            return f"每个{WORDS[dimension]}"
        if dimension is Dimension.TRADE:
            return TRADES.get(target, target)
        return names.get((dimension, target), WORDS[dimension] if dimension is Dimension.SESSION else target)

    return name_of


def _sessions(event: Event) -> Iterable[tuple[int, EventSession]]:
    return enumerate(event.sessions, 1)


def lines(event: Event) -> list[Line]:
    """Return every bound of an event in the order in which they are taken, released reserves last."""
    query = select(Quota).where(Quota.event_id == event.id).execution_options(populate_existing=True)
    rows = list(database.session().scalars(query))
    name_of = namer(event, [(Dimension(row.dimension), row.target) for row in rows])
    found = [_line(row, name_of) for row in rows]
    known = {(each.counter.dimension, each.counter.target) for each in found}
    found += [each for each in _unstored(event, name_of) if (each.counter.dimension, each.counter.target) not in known]
    return sorted(found, key=_order)


def _order(line: Line) -> tuple[bool, int, bool, str]:
    counter = line.counter
    return line.released_at is not None, ORDER[counter.dimension], counter.target == PATTERN, line.name


def _line(row: Quota, name_of: Namer) -> Line:
    dimension = Dimension(row.dimension)
    counter = Counter(row.id, dimension, row.target, Kind(row.kind), row.capacity, row.taken)
    return Line(row.id, counter, name_of(dimension, row.target), row.patterned, row.release_at, row.released_at)


def _unstored(event: Event, name_of: Namer) -> Iterable[Line]:
    """Return the event's and its sessions' own limits, which have no counter before the first place is taken."""
    own = [(Dimension.EVENT, "", event.capacity)]
    own += [(Dimension.SESSION, str(part.id), part.capacity) for part in event.sessions]
    for dimension, target, capacity in own:
        if capacity is not None:
            yield Line(None, Counter(0, dimension, target, Kind.LIMIT, capacity, 0), name_of(dimension, target))


def live(event: Event) -> list[NamedBound]:
    """Return the bounds by person that hold now, for the law that compares them; those made from a pattern left out."""
    return [
        NamedBound(line.counter, line.name)
        for line in lines(event)
        if line.released_at is None and not line.patterned and line.counter.dimension in BY_PERSON
    ]


def line_of(event: Event, quota_id: int) -> Line | None:
    """Return the bound by person with this id when it is the event's, else None. A pattern is not one of them."""
    for line in lines(event):
        if line.id == quota_id and line.counter.dimension in BY_PERSON and line.counter.target != PATTERN:
            return line
    return None


def each_most(event_id: int) -> Mapping[Dimension, int]:
    """Return how many places each one of a dimension may take, where staff said so."""
    query = select(Quota.dimension, Quota.capacity).where(
        Quota.event_id == event_id, Quota.target == PATTERN, Quota.kind == Kind.LIMIT
    )
    return {Dimension(row.dimension): row.capacity for row in database.session().execute(query)}


def patterned_targets(event_id: int, dimension: Dimension) -> Sequence[str]:
    """Return whom rows made from a pattern stand for."""
    query = select(Quota.target).where(Quota.event_id == event_id, Quota.dimension == dimension, Quota.patterned)
    return list(database.session().scalars(query))


def own_bounds(event_id: int) -> Sequence[Quota]:
    """Return the single limits and reserves that staff set for people of an event, released ones left out."""
    query = select(Quota).where(
        Quota.event_id == event_id,
        Quota.dimension.in_(BY_PERSON),
        Quota.target != PATTERN,
        Quota.patterned.is_(False),
        Quota.released_at.is_(None),
    )
    return list(database.session().scalars(query.order_by(Quota.id)))


def taken(event_id: int, dimension: Dimension, target: str) -> int:
    """Return how many places somebody of this dimension and target holds now, whether bounded or not."""
    return database.session().scalar(quota_queries.places_taken(event_id, dimension, target)) or 0


def events_with_due_reserves(now: dt.datetime) -> Sequence[int]:
    """Return the events with reserves whose time to give back has come."""
    query = select(Quota.event_id).where(
        Quota.kind == Kind.RESERVE, Quota.released_at.is_(None), Quota.release_at.is_not(None), Quota.release_at <= now
    )
    return list(database.session().scalars(query.distinct().order_by(Quota.event_id)))


def union_named(text: str) -> int | None:
    """Return the id of the one union with this name, or None."""
    found = list(database.session().scalars(select(LabourUnion.id).where(LabourUnion.name == text).limit(2)))
    return found[0] if len(found) == 1 else None
