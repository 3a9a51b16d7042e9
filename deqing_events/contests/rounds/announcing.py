"""What the public reads about a next round before anybody goes on to it, and a worker about the own place in it."""

from deqing_events.contests.results import queries as results
from deqing_events.contests.rounds import queries
from deqing_events.contests.rounds.tables import state_said
from deqing_events.domain.kinds import EventState
from deqing_events.domain.next_round import said
from deqing_events.registration.hooks import OwnRound


def sentences(event_id: int) -> tuple[str, ...]:
    """Return how people go on from an event, as a line of its rules; nothing where it leads nowhere.

    An event that is a draft yet is not named.
    """
    row = queries.link(event_id)
    if row is None:
        return ()
    draft = row.next_event.state == EventState.DRAFT
    onward = "下一轮" if draft else f"“{row.next_event.title}”"
    return (f"晋级{onward}：{said(queries.plan_of(row))}。",)


def own_round(registration_id: int) -> OwnRound | None:
    """Return what was decided about a sign-up's next round; None before results stand in public or off the list."""
    place = queries.place_of(registration_id)
    if place is None or place.state == "aside" or place.registration is None:
        return None
    if results.latest(place.decision.event_id) is None:
        return None
    before = queries.ahead_of(place)
    said_state = f"候补第 {before + 1} 位" if place.state == "reserve" else state_said(place)
    words = f"{place.decision.next_event.title}：{said_state}"
    return OwnRound(words, f"/my/rounds/{place.registration.number}")
