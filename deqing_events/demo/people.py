"""The people of the demonstration: members of the sample roster, and the entrants of the sample contest workbook.

Nobody else is ever signed up, whatever else is stored: members of a real roster are not among them.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.contests.workbook.reading import read_book
from deqing_events.demo.story import Story
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.roster.reading import RosterReading
from deqing_events.organisations import queries as organisations
from deqing_events.registration.people import Details

POOL = 420
"""How many members sign up for the county's and townships' events: few enough that they meet again."""

_MOBILES = 19900009800


@dataclass(frozen=True)
class Place:
    """A workplace of the sample: id, full name, township."""

    id: int
    name: str
    township: str


@dataclass(frozen=True)
class Worker:
    """A member who can be signed up."""

    name: str
    mobile: str
    place: Place

    def details(self, *, publish_name: bool) -> Details:
        """Return what the worker types."""
        return Details(self.name, self.mobile, self.place.name, self.place.id, publish_name=publish_name)


class Cast:
    """Who may be signed up, drawn with a fixed seed, so that every loading tells the same."""

    def __init__(self, reading: RosterReading, places: Mapping[str, Place]) -> None:
        self.places = places
        known = [record.person for record in reading.records if record.person.mobile]
        often = Counter((person.name, person.mobile) for person in known)
        workers = [
            Worker(person.name, person.mobile or "", places[code])
            for person in known
            if (code := person.unit_code or "") in places and often[person.name, person.mobile] == 1
        ]
        self.everybody = workers
        self.pool = dice("pool").sample(workers, min(POOL, len(workers)))

    def of(self, story: Story) -> list[Details]:
        """Return the people of a story in the order in which they sign up."""
        throw = dice(story.title)
        wanted = story.crowd.sign_ups + story.crowd.walk_in
        if story.unit:
            near = [worker for worker in self.everybody if worker.place == self.places[story.unit]]
        else:
            near = [worker for worker in self.pool if worker.place.township == story.town]
        chosen = throw.sample(near, min(len(near), wanted))
        others = [worker for worker in self.pool if worker not in chosen]
        chosen += throw.sample(others, wanted - len(chosen))
        throw.shuffle(chosen)
        return [worker.details(publish_name=throw.random() < 0.6) for worker in chosen]  # noqa: PLR2004 - most do


def dice(*words: object) -> random.Random:
    """Return a generator whose throws depend on ``words`` alone."""
    return random.Random("/".join(map(str, words)))  # noqa: S311 - a story, not a secret


def of_workbook(content: bytes) -> tuple[list[Details], list[bool]]:
    """Return the entrants of a contest workbook in its order, and whether each one came."""
    book, _ = read_book(read_sheets(content), "")
    people, came = [], []
    for index, entrant in enumerate(book.entrants):
        unit = organisations.resolve_unit(entrant.unit, entrant.delegation)
        text = unit.name if unit else entrant.unit
        mobile = str(_MOBILES + index)
        people.append(Details(entrant.name, mobile, text, unit.id if unit else None, publish_name=True))
        came.append(entrant.status is not EntrantStatus.ABSENT)
    return people, came


def moments(first: dt.datetime, last: dt.datetime, count: int, seed: object) -> Sequence[dt.datetime]:
    """Return ``count`` instants from ``first`` to ``last`` in order: many at the beginning, as when sign-up opens."""
    span = (last - first).total_seconds()
    throw = dice(seed, "moments")
    return sorted(first + dt.timedelta(seconds=span * throw.random() ** 2) for _ in range(count))
