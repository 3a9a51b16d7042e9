"""Quick ways to registrations for tests of this feature and of those above it."""

import itertools
from typing import Any

from flask import current_app

from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import actions, passes
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.settings import Keys
from tests.conftest import NOW

_people = itertools.count(1)
PHONE = "phone-cookie-of-ai"
PHONE_ACTOR = Actor("phone", "", "127.0.0.1")


def keys() -> Keys:
    """The keys of the app under test."""
    found: Keys = current_app.config["SETTINGS"].keys
    return found


def details(name: str = "", **fields: Any) -> Details:
    """Details of somebody new: another name and mobile at each call."""
    number = next(_people)
    values = {"mobile": f"1990001{number:04}", "unit_text": "德清示例精工有限公司", **fields}
    return Details(name=name or f"示例{number}号", **values)


def try_to_register(event: Event, who: Details | None = None, *, phone: str = PHONE, **fields: Any) -> actions.Outcome:
    """Register somebody (new unless given) and return the outcome."""
    return actions.register(event.id, who or details(**fields), phone=phone, keys=keys(), now=NOW, by=PHONE_ACTOR)


def registration(event: Event, name: str = "", *, phone: str = PHONE, **fields: Any) -> Registration:
    """Store a registration (confirmed while there are places) with its pass."""
    outcome = try_to_register(event, details(name, **fields), phone=phone)
    assert outcome.registration is not None, outcome.sentence
    return outcome.registration


def token_of(held: Registration) -> str:
    """The token of the pass that counts now."""
    return passes.token_for(passes.current(held), keys())
