"""Whose figure an entrant is: the registration, workplace and township behind a typed or imported line.

A line that names exactly one unlinked registration of the event is that person's, so that somebody who was scanned and
then ranked counts once in the tally. What cannot be settled stays open (单位待核); nothing is guessed.
"""

from deqing_events.contests.entrants import queries
from deqing_events.contests.models import Entrant
from deqing_events.domain.kinds import EntrantKind
from deqing_events.organisations.queries import resolve_unit, township_id_by_code_or_name


def settle(entrant: Entrant, entrant_kind: str) -> None:
    """Link an entrant that has no registration yet, inside the caller's transaction."""
    if entrant.registration_id is not None:
        return
    if entrant_kind == EntrantKind.PERSON:
        held = queries.namesakes(entrant.event_id, entrant.name, entrant.unit_name)
        if len(held) == 1:
            entrant.registration_id = held[0].id
            entrant.unit_id, entrant.township_id = held[0].unit_id, held[0].township_id
            return
    named = entrant.unit_name or (entrant.name if entrant_kind == EntrantKind.UNIT else "")
    unit = resolve_unit(named, entrant.delegation)
    entrant.unit_id = unit.id if unit else None
    town = unit.township_id if unit else None
    entrant.township_id = town or township_id_by_code_or_name(entrant.delegation)
