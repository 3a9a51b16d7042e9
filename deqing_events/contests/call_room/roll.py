"""The roll of one heat: every entrant with how it stands, and what may be done now."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.call_room import queries
from deqing_events.contests.heats.models import Heat, HeatRule
from deqing_events.contests.models import Entrant
from deqing_events.domain.call_room import Call, CallState


@dataclass(frozen=True)
class RollRow:
    """One entrant of a heat. ``came_at`` is None for who is not in yet."""

    entrant: Entrant
    came_at: dt.datetime | None
    ticked: bool
    state: CallState
    may_mark_absent: bool
    may_take_back: bool


def call_of(heat: Heat, rule: HeatRule) -> Call:
    """Return when a heat is called and starts."""
    called = heat.starts_at - dt.timedelta(minutes=rule.call_minutes)
    return Call(called, heat.starts_at, rule.late_minutes)


def roll(event_id: int, heat: Heat, rule: HeatRule, now: dt.datetime) -> list[RollRow]:
    """Return the people of a heat by entry number."""
    entrants = sorted((place.entrant for place in heat.places), key=lambda row: row.number)
    came, call = queries.came(event_id, entrants), call_of(heat, rule)
    return [_row(row, came.get(row.id), call, now) for row in entrants]


def counted(rows: Sequence[RollRow]) -> Counter[CallState]:
    """Return how many stand how."""
    return Counter(row.state for row in rows)


def at_hand(heats: Sequence[Heat], now: dt.datetime) -> Heat | None:
    """Return the heat that is called next or running: the first that has not started, else the last."""
    return next((heat for heat in heats if heat.starts_at > now), heats[-1] if heats else None)


def _row(entrant: Entrant, came_at: dt.datetime | None, call: Call, now: dt.datetime) -> RollRow:
    return RollRow(
        entrant,
        came_at,
        queries.tick_of(entrant.id) is not None if came_at else False,
        call.state(entrant.status, came_at, now),
        call.may_mark_absent(entrant.status, came_at, now),
        call.may_take_back(entrant.status, now),
    )
