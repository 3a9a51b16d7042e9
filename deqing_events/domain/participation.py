"""Who took part in what: from plain rows to the participants of counted events (indicators.md §1 and §3).

Vocabulary: a *sign-up* is one registration row, a *score* one entrant with at least one mark, a *participant* one
person in one event (人次), a *competitor* a team or workplace that has a score. Attributes are the row's snapshot.

Decisions where the text leaves room: a score makes a person only where persons compete (of teams and workplaces it
makes the event held and the workplace a participating one); a person entered without a registration cannot be known
again in another event and is a person of their own; a walk-in is no registration (报名人次), it has its own column.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.participation_rows import (
    BY_DEFAULT,
    Entered,
    EventRow,
    Participant,
    Policy,
    Score,
    SignUp,
    is_counted,
)

ABSENT = "absent"


class Dimension(StrEnum):
    """By what a figure is broken down."""

    FAMILY = "family"
    TOWNSHIP = "township"
    MONTH = "month"
    LEVEL = "level"


Row = EventRow | SignUp | Entered | Score
R = TypeVar("R", bound=Row)
Key = str | int | None
"""A line of a breakdown: family, level, ``2026-09``, or the id of a township (None: the county's own, or unknown)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that counts. ``events`` are the 场次; ``known`` also holds events that only people came from."""

    events: tuple[EventRow, ...]
    sign_ups: tuple[SignUp, ...]
    participants: tuple[Participant, ...]
    competitors: tuple[Score, ...]
    known: Mapping[int, EventRow]

    def of_events(self, wanted: Callable[[EventRow], bool]) -> "Facts":
        """Return the facts of the events that are wanted."""
        ids = {event.id for event in self.known.values() if wanted(event)}
        return Facts(
            tuple(event for event in self.events if event.id in ids),
            tuple(row for row in self.sign_ups if row.event_id in ids),
            tuple(row for row in self.participants if row.event_id in ids),
            tuple(row for row in self.competitors if row.event_id in ids),
            self.known,
        )

    def of_townships(self, townships: Collection[int | None]) -> "Facts":
        """Return what belongs to some townships: the events they host, and their own people wherever they went."""
        return Facts(
            tuple(event for event in self.events if event.township_id in townships),
            tuple(row for row in self.sign_ups if row.township_id in townships),
            tuple(row for row in self.participants if row.township_id in townships),
            tuple(row for row in self.competitors if row.township_id in townships),
            self.known,
        )

    def split(self, by: Dimension) -> dict[Key, "Facts"]:
        """Return the facts of each line of a breakdown; people go to their own township, events to their host's."""
        place: Callable[[Row], Key]
        if by is Dimension.TOWNSHIP:
            place = _township
        else:
            keys = {event.id: _key(event, by) for event in self.known.values()}

            def place(row: Row) -> Key:
                return keys[row.id if isinstance(row, EventRow) else row.event_id]

        events, sign_ups = _grouped(self.events, place), _grouped(self.sign_ups, place)
        people, competitors = _grouped(self.participants, place), _grouped(self.competitors, place)
        lines = events.keys() | sign_ups.keys() | people.keys() | competitors.keys()
        return {
            key: Facts(events[key], sign_ups[key], people[key], competitors[key], self.known)
            for key in sorted(lines, key=str)
        }


def gather(
    events: Iterable[EventRow], sign_ups: Iterable[SignUp], scores: Iterable[Score], policy: Policy = BY_DEFAULT
) -> Facts:
    """Return the counted events of some rows with everybody who took part in them."""
    sign_ups = tuple(sign_ups)
    scored = [row for row in scores if row.status != ABSENT]
    held = {row.event_id for row in sign_ups if row.checked_in} | {row.event_id for row in scored}
    counted = tuple(event for event in events if is_counted(event, held=event.id in held, policy=policy))
    known = {event.id: event for event in counted}
    of_people = {event.id for event in counted if event.entrant_kind == EntrantKind.PERSON}
    kept = tuple(row for row in sign_ups if row.event_id in known)
    persons = [row for row in scored if row.event_id in of_people]
    return Facts(
        counted,
        kept,
        _participants(kept, persons),
        tuple(row for row in scored if row.event_id in known and row.event_id not in of_people),
        known,
    )


def _participants(sign_ups: Iterable[SignUp], persons: Iterable[Score]) -> tuple[Participant, ...]:
    """One row per person and event; of several registrations that took part the last one's snapshot holds."""
    with_score = {row.registration_id for row in persons}
    found = {(row.event_id, row.person_key): row for row in sign_ups if row.checked_in or row.id in with_score}
    alone = (row for row in persons if row.registration_id is None)
    return (
        *found.values(),
        *(
            Entered(row.id, row.event_id, f"entrant:{row.id}", row.township_id, row.unit_id, row.union_id)
            for row in alone
        ),
    )


def _township(row: Row) -> Key:
    return row.township_id


def _key(event: EventRow, by: Dimension) -> Key:
    if by is Dimension.MONTH:
        return f"{event.day:%Y-%m}"
    return event.family if by is Dimension.FAMILY else event.level


def _grouped(rows: Iterable[R], place: Callable[[R], Key]) -> defaultdict[Key, tuple[R, ...]]:
    found: defaultdict[Key, list[R]] = defaultdict(list)
    for row in rows:
        found[place(row)].append(row)
    return defaultdict(tuple, {key: tuple(kept) for key, kept in found.items()})
