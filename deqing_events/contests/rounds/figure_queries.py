"""How many came into each round, competed, and went on: a line per round of a contest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.contests.models import Entrant
from deqing_events.contests.rounds import queries
from deqing_events.domain.entrants import ATTENDED
from deqing_events.domain.next_round import ROUND_WORDS
from deqing_events.events.models import Event


@dataclass(frozen=True)
class RoundFigures:
    """One round: entrants, those who competed, those who go on, and how many of these came in as reserves."""

    event: Event
    word: str
    entered: int
    attended: int
    decided: bool
    advanced: int
    reserves_used: int


def figures(event_id: int) -> Sequence[RoundFigures]:
    """Return the numbers of every round that an event belongs to, the first round first."""
    return [_of(event) for event in queries.chain(event_id)]


def _of(event: Event) -> RoundFigures:
    attended = func.count().filter(Entrant.status.in_([status.value for status in ATTENDED]))
    query = select(func.count(), attended).where(Entrant.event_id == event.id)
    entered, came = database.session().execute(query).one()
    held, this = queries.standing(event.id), queries.round_of_event(event.id)
    going = [place for place in held.places if place.state in {"advanced", "accepted"}] if held else []
    used = sum(place.reserve_no is not None for place in going)
    return RoundFigures(event, ROUND_WORDS[this] if this else "", entered, came, held is not None, len(going), used)
