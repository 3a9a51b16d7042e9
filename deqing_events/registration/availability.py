"""Is there a point in opening the form? What a page says before anybody fills it in; the action decides for real."""

import datetime as dt

from deqing_events.domain.windows import RegistrationWindow, WindowAnswer, WindowState, registration_answer, why
from deqing_events.events.models import Event
from deqing_events.registration import queries, rules


def shut(event: Event, now: dt.datetime) -> str | None:
    """Say why nobody can register now, full events without a waiting list included; None when the form makes sense."""
    closed = rules.why_closed(event, now)
    if closed is not None:
        return closed
    answer = _answer(event, now)
    return why(answer, rules.ZONE) if answer.state is WindowState.FULL else None


def waiting_note(event: Event, now: dt.datetime) -> str:
    """Say that a registration goes to the waiting list, and how many are ahead; empty while there are places."""
    answer = _answer(event, now)
    return why(answer, rules.ZONE) if answer.state is WindowState.WAITING_LIST else ""


def _answer(event: Event, now: dt.datetime) -> WindowAnswer:
    counts = queries.counts([event.id])[event.id]
    window = RegistrationWindow(
        event.registration_opens_at,
        rules.closes_at(event),
        event.capacity,
        queries.places_held([event.id]).get(event.id, 0),
        counts.get("waiting", 0),
        event.waiting_list,
    )
    return registration_answer(window, now)
