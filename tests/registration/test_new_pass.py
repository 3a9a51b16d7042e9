"""A worker exchanges the own pass: asked first, old code dead at once, only on the phone that holds it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events.registration import passes, queries
from deqing_events.registration.models import Registration
from deqing_events.workers import phone
from tests import factories
from tests.conftest import Clock
from tests.factories_registration import PHONE, registration, token_of
from tests.reading import StrictClient


@pytest.fixture
def ai(client: StrictClient) -> StrictClient:
    client.set_cookie(phone.COOKIE, PHONE)
    return client


def page_of(held: Registration) -> str:
    return f"/my/registrations/{held.number}/new-pass"


def fresh(held: Registration) -> Registration:
    found = queries.by_number(held.number)
    assert found is not None
    return found


def test_it_asks_and_then_the_old_code_is_dead(ai: StrictClient) -> None:
    held = registration(factories.event(), "沈示例")
    old = token_of(held)
    assert page_of(held) in ai.get(f"/my/registrations/{held.number}").get_data(as_text=True)
    assert "旧码马上停用" in ai.get(page_of(held)).get_data(as_text=True)
    assert token_of(fresh(held)) == old, "asking changes nothing"
    answer = ai.submit(page_of(held))
    new = token_of(fresh(held))
    assert (answer.status_code, answer.location, new == old) == (303, f"/p/{new}", False)
    assert "新码已换好" in ai.get(f"/p/{new}").get_data(as_text=True)
    assert "已经换了新码" in ai.get(f"/p/{old}").get_data(as_text=True)
    assert [row.revoked_at is None for row in fresh(held).passes] == [False, True]
    assert passes.current(fresh(held)).serial == 2


def test_nobody_elses_phone_and_nobody_without_a_place(app: Flask, ai: StrictClient) -> None:
    event = factories.event(capacity=1)
    held, waiting = registration(event), registration(event)
    before = token_of(waiting)
    assert FlaskClient(app).get(page_of(held)).status_code == 404
    own = f"/my/registrations/{waiting.number}"
    assert ai.get(page_of(waiting)).location == own
    assert ai.submit(page_of(waiting), page=page_of(held)).location == own
    assert "new-pass" not in ai.get(own).get_data(as_text=True)
    assert token_of(fresh(waiting)) == before


def test_it_is_bounded(ai: StrictClient, clock: Clock) -> None:
    held = registration(factories.event())
    for _ in range(5):
        ai.submit(page_of(held))
    assert len(fresh(held).passes) == 6
    answer = ai.submit(page_of(held))
    assert (answer.location, len(fresh(held).passes)) == (f"/my/registrations/{held.number}", 6)
    clock.forward(hours=1)
    ai.submit(page_of(held))
    assert len(fresh(held).passes) == 7
