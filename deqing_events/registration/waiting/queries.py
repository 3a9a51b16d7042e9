"""The waiting list of an event for staff: groups in their order, and which bounds each waits for."""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events import database
from deqing_events.domain.place_checks import short
from deqing_events.domain.places import Counter, Dimension
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, quota_queries
from deqing_events.registration.bounds.queries import namer
from deqing_events.registration.models import Registration
from deqing_events.registration.waiting_queries import waiting_groups

SHARED = "shared"
"""The key of what everybody waits for: places of the event that are set aside for nobody."""


@dataclass(frozen=True)
class Bound:
    """What somebody waits for: a key for addresses, and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Group:
    """One person or a whole team that waits: its place in the list, and the bounds without room (none: there is)."""

    position: int
    people: Sequence[Registration]
    bounds: Sequence[Bound]

    @property
    def first(self) -> Registration:
        """Whoever stands for the group: the captain of a team."""
        return next((held for held in self.people if held.captain), self.people[0])


def groups(event: Event) -> list[Group]:
    """Return everybody who waits for a place of an event, in the order in which places are given."""
    held = quota_queries.counters(database.session(), event.id)
    name_of = namer(event, [(each.dimension, each.target) for each in held])
    found = []
    for position, people in enumerate(waiting_groups(event.id), 1):
        lacking = short([quota_actions.claimant(each) for each in people], held)
        bounds = dict.fromkeys(Bound(_key(each), name_of(each.dimension, each.target)) for each in lacking)
        found.append(Group(position, people, list(bounds)))
    return found


def bounds(waiting: Sequence[Group]) -> list[Bound]:
    """Return the bounds that somebody waits for, in the order of the list, each once."""
    return list(dict.fromkeys(bound for group in waiting for bound in group.bounds))


def _key(counter: Counter) -> str:
    if counter.dimension in (Dimension.EVENT, Dimension.OPEN):
        return SHARED
    return f"{counter.dimension}-{counter.target}"
