"""Setting heats up, placing people by the drawn order, and moving one by hand."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.heats import checking, queries, stations
from deqing_events.contests.heats.models import Heat, HeatPlace, HeatRule
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.domain.heats import planned
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event

GONE = "批次刚被别人改过，请刷新后再看。"
MOST = 60


class HeatsRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


@dataclass(frozen=True)
class Setup:
    """How the heats of an event are made: ``count`` of them, ``minutes`` long, ``between`` minutes apart."""

    stations: Sequence[str]
    venue: str
    starts_at: dt.datetime
    count: int
    minutes: int
    between: int
    rest_minutes: int
    late_minutes: int
    call_minutes: int = 30


@dataclass(frozen=True)
class Seat:
    """Where somebody is put: a heat (None takes them out of theirs) and a station, empty for any free one."""

    heat_id: int | None
    station: str = ""


@contextmanager
def _held(event_id: int) -> Iterator[Event]:
    """Open the transaction with the event locked, and turn a broken constraint into its sentence."""
    try:
        with database.transaction() as session:
            yield session.get_one(Event, event_id, with_for_update=True)
    except IntegrityError as error:
        raise HeatsRefusedError(database.violated(error) or GONE) from error


def set_up(event_id: int, setup: Setup, *, replace: bool, by: Actor, now: dt.datetime) -> int:
    """Store the stations and make the heats anew; returns how many.

    Raises HeatsRefusedError when somebody is placed already and ``replace`` does not say to give that up.
    """
    with _held(event_id) as event:
        session = database.session()
        old = queries.for_event(event.id)
        if any(heat.places for heat in old) and not replace:
            raise HeatsRefusedError("已经排了人。要重新生成批次，请勾选“放弃现在的安排”。")
        for heat in old:
            session.delete(heat)
        session.flush()
        rule = queries.rule(event.id) or HeatRule(event_id=event.id)
        rule.venue, rule.stations = setup.venue, list(setup.stations)
        rule.rest_minutes, rule.late_minutes = setup.rest_minutes, setup.late_minutes
        rule.call_minutes = setup.call_minutes
        session.add(rule)
        length, pause = dt.timedelta(minutes=setup.minutes), dt.timedelta(minutes=setup.between)
        for index in range(setup.count):
            start = setup.starts_at + index * (length + pause)
            session.add(Heat(event_id=event.id, number=index + 1, starts_at=start, ends_at=start + length))
        record("heats.set_up", "event", event.id, by=by, now=now, count=setup.count, size=len(rule.stations))
    return setup.count


def place_all(event_id: int, *, anew: bool, by: Actor, now: dt.datetime) -> tuple[int, int]:
    """Place everybody who competes by the drawn order (by entry number without a draw); returns placed and left out.

    ``anew`` gives up the present places, else only who has none is placed. A heat in which a judge or a station is
    taken by another event stays empty. Raises HeatsRefusedError before heats are set up.
    """
    with _held(event_id) as event:
        rule, heats = queries.rule(event.id), queries.for_event(event.id)
        if rule is None or not heats:
            raise HeatsRefusedError("还没有批次。请先填工位和时间，生成批次。")
        if anew:
            for heat in heats:
                heat.places.clear()
            database.session().flush()
        waiting = unplaced(event.id, heats)
        found = checking.around(event, heats, waiting)
        closed = checking.blocked(event, heats, found)
        open_heats = [heat for heat in heats if heat.id not in closed]
        plan = planned(
            [str(row.id) for row in waiting],
            [(str(heat.id), checking.span(heat)) for heat in open_heats],
            {str(heat.id): len(stations.free(heat, rule.stations)) for heat in open_heats},
            checking.busy(found, waiting),
            rule.rest_minutes * checking.MINUTE,
        )
        by_id = {str(heat.id): heat for heat in heats}
        for entrant_id, heat_id in plan.heats.items():
            _put(by_id[heat_id], int(entrant_id), stations.pick(by_id[heat_id], rule.stations) or "")
        database.session().flush()
        record("heats.place", "event", event.id, by=by, now=now, count=len(plan.heats), left=len(plan.left))
    return len(plan.heats), len(plan.left)


def move(event_id: int, entrant_id: int, seat: Seat, *, by: Actor, now: dt.datetime) -> None:
    """Put somebody into a heat by hand, or take them out of theirs.

    Without a station, and always while the codes are sealed, chance picks a free one. Raises HeatsRefusedError when the
    heat is gone or full, or the station is taken.
    """
    with _held(event_id) as event:
        rule = queries.rule(event.id)
        heat = queries.one(event.id, seat.heat_id) if seat.heat_id is not None else None
        entrant = database.session().get(Entrant, entrant_id)
        if (
            rule is None
            or entrant is None
            or entrant.event_id != event.id
            or (seat.heat_id is not None and heat is None)
        ):
            raise HeatsRefusedError(GONE)
        present = queries.place_of(entrant.id)
        if present is not None:
            present.heat.places.remove(present)
            database.session().flush()
        if heat is not None:
            wanted = "" if custody.sealed(event.id) else seat.station
            chosen = wanted or stations.pick(heat, rule.stations)
            if chosen is None:
                raise HeatsRefusedError(f"第 {heat.number} 批的 {len(rule.stations)} 个工位都有人了，请换一批。")
            if chosen not in rule.stations:
                raise HeatsRefusedError("没有这个工位，请从列表里选。")
            _put(heat, entrant.id, chosen)
            database.session().flush()
        target = heat.number if heat else 0
        record("heats.move", "entrant", entrant.id, by=by, now=now, event=event.id, number=entrant.number, heat=target)


def retime(event_id: int, heat_id: int, times: tuple[dt.datetime, dt.datetime], *, by: Actor, now: dt.datetime) -> None:
    """Change when a heat takes place. Raises HeatsRefusedError when it is gone or would end before it starts."""
    with _held(event_id) as event:
        heat = queries.one(event.id, heat_id)
        if heat is None:
            raise HeatsRefusedError(GONE)
        heat.starts_at, heat.ends_at = times
        record("heats.retime", "event", event.id, by=by, now=now, heat=heat.number)


def add(event_id: int, start: dt.datetime, end: dt.datetime, *, by: Actor, now: dt.datetime) -> int:
    """Add one heat; returns its number. Raises HeatsRefusedError when there are too many."""
    with _held(event_id) as event:
        number = max((heat.number for heat in queries.for_event(event.id)), default=0) + 1
        if number > MOST:
            raise HeatsRefusedError(f"一场最多 {MOST} 批。")
        database.session().add(Heat(event_id=event.id, number=number, starts_at=start, ends_at=end))
        record("heats.add", "event", event.id, by=by, now=now, heat=number)
    return number


def remove(event_id: int, heat_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Take an empty heat away. Raises HeatsRefusedError while somebody is in it."""
    with _held(event_id) as event:
        heat = queries.one(event.id, heat_id)
        if heat is None:
            return
        if heat.places:
            raise HeatsRefusedError(f"第 {heat.number} 批还有 {len(heat.places)} 人，请先移到别的批次。")
        database.session().delete(heat)
        record("heats.remove", "event", event.id, by=by, now=now, heat=heat.number)


def unplaced(event_id: int, heats: Sequence[Heat]) -> list[Entrant]:
    """Return who competes and is in none of ``heats``, by lot and then by entry number."""
    placed = {place.entrant_id for heat in heats for place in heat.places}
    lots = {row.entrant_id: row.lot for row in start_draws.lots(start_draws.standing(event_id))}
    rows = [row for row in start_draws.competing(event_id) if row.id not in placed]
    return sorted(rows, key=lambda row: (lots.get(row.id, len(lots) + 1), row.number))


def _put(heat: Heat, entrant_id: int, station: str) -> None:
    heat.places.append(HeatPlace(entrant_id=entrant_id, station=station))
