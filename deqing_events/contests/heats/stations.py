"""Which station somebody of a heat gets: by chance, from the system's secure source, and only a free one."""

import secrets

from deqing_events import database
from deqing_events.contests.heats import queries
from deqing_events.contests.heats.models import Heat
from deqing_events.domain.heats import spread

_CHANCE = secrets.SystemRandom()


def free(heat: Heat, stations: list[str]) -> list[str]:
    """Return the stations of a heat that nobody has, in order."""
    taken = {place.station for place in heat.places}
    return [station for station in stations if station not in taken]


def pick(heat: Heat, stations: list[str]) -> str | None:
    """Return a free station of a heat by chance; None when it is full."""
    found = free(heat, stations)
    return _CHANCE.choice(found) if found else None


def shuffle_all(event_id: int) -> None:
    """Give everybody of every heat another station by chance, inside the caller's transaction.

    Called when the codes are sealed: whoever saw the stations before knows nothing any more.
    """
    rule = queries.rule(event_id)
    session = database.session()
    for heat in queries.for_event(event_id) if rule else ():
        held = {str(place.id): place for place in heat.places}
        names = list(rule.stations) if rule else []
        names += [place.station for place in heat.places if place.station not in names]
        wanted = spread(list(held), names, _CHANCE.shuffle)
        for key, place in held.items():
            place.station = f"~{key}"
        session.flush()
        for key, station in wanted.items():
            held[key].station = station
        session.flush()
