"""Do an event's bounds fit together? Lines for the list before publication and for the page of the bounds."""

from collections.abc import Sequence

from deqing_events import database
from deqing_events.domain.place_checks import contradictions
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.questions.catalogue import TRADE
from deqing_events.events.hooks import Check
from deqing_events.events.models import Event
from deqing_events.registration import rules
from deqing_events.registration.bounds import queries
from deqing_events.registration.questions import queries as questions


def warnings(event: Event) -> list[str]:
    """Return what does not fit together, a sentence each."""
    bounds = queries.live(event)
    found = contradictions(event.capacity, bounds)
    by_trade = any(bound.counter.dimension is Dimension.TRADE for bound in bounds)
    if by_trade and not any(question.field == TRADE for question in questions.current(event.id)):
        found.append("按工种分了名额，报名时还没有问工种，谁也报不上")
    closes = rules.closes_at(event)
    reserves = [line for line in queries.lines(event) if line.counter.kind is Kind.RESERVE and line.released_at is None]
    found += [
        f"{each.name}的预留在报名截止以后才放回，放回后没人能报"
        for each in reserves
        if closes is not None and each.release_at is not None and each.release_at >= closes
    ]
    found += [
        f"{each.name}的预留没有定放回时间，没用完的会一直留着；要给大家，请填放回时间"
        for each in reserves
        if each.release_at is None
    ]
    return found


def checks(event_id: int) -> Sequence[Check]:
    """Return the lines of the list before publication."""
    event = database.session().get_one(Event, event_id)
    href = f"/desk/events/{event_id}/sign-up/places"
    return [Check("warn", sentence, href, "去改名额分配") for sentence in warnings(event)]
