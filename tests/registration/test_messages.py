"""What people are told about their registrations: each occasion once, inside the change it tells of."""

import datetime as dt

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.steps import actions as steps
from deqing_events.messages.models import Message
from deqing_events.registration import actions, message_actions
from deqing_events.registration.plans.models import SignUpPlan
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys, registration, try_to_register

pytestmark = pytest.mark.usefixtures("app")
STAFF = Actor("staff:1")


def told(template: str = "") -> list[tuple[str, int | None]]:
    database.session().rollback()
    query = select(Message.template, Message.about_id).order_by(Message.id)
    if template:
        query = query.where(Message.template == template)
    return [(row[0], row[1]) for row in database.session().execute(query)]


@both_engines
def test_confirmed_waiting_and_moved_up_people_are_told() -> None:
    event = factories.event(capacity=1)
    first, second = registration(event), registration(event)
    assert told() == [("registration_confirmed", first.id), ("waiting_listed", second.id)]
    actions.cancel(first.id, reason="有事", by=SYSTEM, now=NOW)
    assert told()[2:] == [("place_gained", second.id)]
    actions.cancel(second.id, reason="场地不够", by=STAFF, now=NOW, staff=True)
    assert told()[3:] == [("cancelled_by_staff", second.id)]


def test_whoever_is_under_review_hears_that_it_was_received() -> None:
    event = factories.event()
    with database.transaction() as session:
        plan = SignUpPlan.default(event.id, NOW)
        plan.review = "host"
        session.add(plan)
    held = registration(event)
    assert (held.state, held.review, held.confirmed_at) == ("confirmed", "submitted", None)
    assert told() == [("registration_received", held.id)]


def test_a_refused_sign_up_tells_nobody_and_a_walk_in_needs_no_message() -> None:
    event = factories.event(capacity=1, waiting_list=False)
    registration(event)
    assert try_to_register(event).kind == "refused"
    assert len(told()) == 1
    other = factories.event()
    assert actions.walk_in(other.id, details(), keys=keys(), now=NOW, by=SYSTEM).kind == "confirmed"
    assert len(told()) == 1


@both_engines
def test_reminders_go_out_once_from_nine_on_the_day_before() -> None:
    event = factories.event(days=1, registration_closes_at=None)
    held, waiting = registration(event), registration(factories.event(days=2))
    early = NOW.replace(hour=0)
    assert message_actions.remind(early) == 0
    assert message_actions.remind(NOW) == 1
    assert message_actions.remind(NOW + dt.timedelta(minutes=1)) == 0
    assert told("reminder") == [("reminder", held.id)]
    assert message_actions.remind(NOW + dt.timedelta(days=1)) == 1
    assert told("reminder")[1:] == [("reminder", waiting.id)]
    database.session().rollback()
    text = database.session().scalar(
        select(Message.text).where(Message.about_id == held.id, Message.template == "reminder")
    )
    assert text is not None
    assert "县职业技能实训中心" in text


@both_engines
def test_more_people_than_one_batch_are_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_actions, "BATCH", 2)
    event = factories.event(days=1, registration_closes_at=None)
    people = [registration(event).id for _ in range(5)]
    assert message_actions.remind(NOW) == 5
    assert [each for _, each in told("reminder")] == people


def test_a_postponed_or_cancelled_event_is_news_for_everybody_in_it() -> None:
    event = factories.event()
    held = registration(event)
    steps.postpone(event.id, "台风", now=NOW, by=STAFF)
    assert message_actions.tell_changes(NOW) == 1
    assert message_actions.tell_changes(NOW) == 0
    steps.cancel(event.id, "台风不走", now=NOW, by=STAFF)
    assert message_actions.tell_changes(NOW) == 1
    assert told("event_changed") == [("event_changed", held.id)] * 2
    assert message_actions.tell_changes(NOW + dt.timedelta(days=9)) == 0
