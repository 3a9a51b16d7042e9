"""One person signs up for several items at the same moment: the rules across events hold, whatever the engine."""

import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.eligibility.rules import RuleKind
from deqing_events.events.models import Event
from deqing_events.registration import actions, entering_actions
from deqing_events.registration.eligibility import facts_queries, gate_actions
from deqing_events.registration.models import Registration
from deqing_events.registration.people import recognise
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE, PHONE_ACTOR, keys
from tests.registration.test_eligibility import ai, campaign, rule
from tests.registration.test_team_races import at_once

pytestmark = pytest.mark.usefixtures("app")
ITEMS = 6


def items(most: int) -> list[Event]:
    """Items of one campaign, each letting a person into so many of them."""
    games = campaign().id
    made = [factories.event(f"第 {number} 项", days=number, campaign_id=games) for number in range(3, 3 + ITEMS)]
    return [rule(event, RuleKind.ITEMS, number=most) for event in made]


def at_the_same_time() -> list[Event]:
    return [rule(factories.event(f"第 {number} 项"), RuleKind.CLASH) for number in range(ITEMS)]


def everywhere_at_once(app: Flask, events: Sequence[Event]) -> int:
    """Let Ai sign up for all of them at once; return how many took Ai."""
    circumstances: dict[str, Any] = {"phone": PHONE, "keys": keys(), "now": NOW, "by": PHONE_ACTOR}
    at_once(app, [partial(actions.register, event.id, ai(), **circumstances) for event in events])
    database.session().rollback()
    return len(database.session().scalars(select(Registration).where(Registration.state == "confirmed")).all())


@both_engines
def test_nobody_gets_into_more_items_than_the_rule_lets(app: Flask) -> None:
    assert everywhere_at_once(app, items(2)) == 2


@both_engines
def test_nobody_gets_into_two_items_at_the_same_time(app: Flask) -> None:
    assert everywhere_at_once(app, at_the_same_time()) == 1


@both_engines
def test_decided_before_the_transaction_the_same_race_lets_too_many_in(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, person = at_the_same_time(), recognise(ai(), keys())
    who = gate_actions.newcomers([(person, ai())], "self")
    with database.transaction() as session:
        early = {event.id: gate_actions.obstacles(session, event, who, now=NOW) for event in events}
    monkeypatch.setattr(entering_actions, "obstacles", lambda _session, event, _people, **_: early[event.id])
    assert everywhere_at_once(app, events) > 1, "the race was not seen: the tests above prove nothing"


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_without_the_lock_on_the_person_two_items_take_the_same_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, looked = threading.Barrier(2), facts_queries.facts_of

    def looks(*given: Any, **more: Any) -> Any:
        found = looked(*given, **more)
        both_looked.wait(timeout=30)
        return found

    monkeypatch.setattr(gate_actions, "_lock_people", lambda *_: None)
    monkeypatch.setattr(facts_queries, "facts_of", looks)
    assert everywhere_at_once(app, at_the_same_time()[:2]) == 2
