"""The plain rows that tallies are made of, and which events count (indicators.md §1).

All attributes are the snapshot of the row: a later change of roster, unit or township changes no figure.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from deqing_events.domain.kinds import EventState

_NEVER = frozenset({EventState.DRAFT, EventState.CANCELLED, EventState.POSTPONED})
_ALWAYS = frozenset({EventState.FINAL, EventState.ARCHIVED})
_ORDER = (EventState.PUBLISHED, EventState.PUBLIC_NOTICE, EventState.FINAL, EventState.ARCHIVED)


class EventRow(NamedTuple):
    """An event: ``day`` is its last day in Deqing, ``township_id`` its host's (None: the county's own)."""

    id: int
    title: str
    family: str
    kind: str
    level: str
    township_id: int | None
    union_id: int | None
    state: str
    entrant_kind: str
    is_test: bool
    is_preliminary: bool
    day: dt.date


class SignUp(NamedTuple):
    """A registration. ``approved``: at some time, and not cancelled by the worker before closing."""

    id: int
    event_id: int
    person_key: str
    township_id: int | None
    unit_id: int | None
    union_id: int | None
    gender: str
    migrant: str
    walk_in: bool
    approved: bool
    checked_in: bool


class Score(NamedTuple):
    """An entrant with a mark; ``registration_id`` is None for one entered without."""

    id: int
    event_id: int
    registration_id: int | None
    township_id: int | None
    unit_id: int | None
    union_id: int | None
    status: str


class Entered(NamedTuple):
    """A person who competed without a registration; ``id`` is the entrant's, ``person_key`` nobody else's."""

    id: int
    event_id: int
    person_key: str
    township_id: int | None
    unit_id: int | None
    union_id: int | None
    gender: str = ""
    migrant: str = ""


Participant = SignUp | Entered
"""One person in one event, with the snapshot that holds."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings: from which state a held event counts while it waits, and whether preliminaries do."""

    count_from_state: EventState = EventState.PUBLIC_NOTICE
    count_preliminary: bool = False


BY_DEFAULT = Policy()


def is_counted(event: EventRow, *, held: bool, policy: Policy) -> bool:
    """Tell whether an event counts: final or archived, or held and waiting in ``count_from_state`` or after it."""
    if event.is_test or event.state in _NEVER or (event.is_preliminary and not policy.count_preliminary):
        return False
    if event.state in _ALWAYS:
        return True
    return held and _ORDER.index(EventState(event.state)) >= _ORDER.index(policy.count_from_state)
