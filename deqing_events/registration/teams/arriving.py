"""What a phone sends by a link, from the form to the workplace: tries are counted, files before they are read."""

from flask import request

from deqing_events.accounts import throttling
from deqing_events.registration.forms import RegistrationForm
from deqing_events.registration.teams import filled
from deqing_events.registration.workplaces import Workplace
from deqing_events.web import access, clock

TOO_FAST = "试得太快了，请过 10 分钟再来。"


def received(form: RegistrationForm, limit: throttling.Limit) -> tuple[Workplace | None, str, int]:
    """Return the workplace of a form that may go on; without one the sentence and the status of the page instead.

    How often one address may try is limited: whether somebody is in the event already is an answer.
    """
    sends_files = any(file.filename for file in request.files.values())
    if sends_files and not may_try(limit):
        return None, TOO_FAST, 429
    place = filled.workplace(form)
    if place is None:
        return None, "", filled.status(form)
    return (place, "", 200) if may_try(limit) else (None, TOO_FAST, 429)


def may_try(limit: throttling.Limit) -> bool:
    """Count a try of the address that asks, and tell whether it may."""
    return throttling.count_try(limit, access.acting().address, now=clock.now())
