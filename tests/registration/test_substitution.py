"""Taking somebody's place over: one step, the old pass dies, the counters move along exactly."""

import datetime as dt

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.places import Dimension
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.registration import passes, queries, quota_actions, reserve_actions, substitution_actions
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.people import Details, recognise
from deqing_events.registration.reconciling import reconcile
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.substitution_actions import Handing
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys, registration, token_of

pytestmark = pytest.mark.usefixtures("app")


def hand_over(held: Registration, who: Details, *, staff: bool = False) -> Registration:
    person = recognise(who, keys())
    with database.transaction() as session:
        quota_actions.lock_event(session, held.event_id)
        fresh = session.get_one(Registration, held.id)
        return substitution_actions.substitute(session, fresh, person, Handing(keys(), NOW, SYSTEM, staff=staff))


def drifts() -> list[object]:
    database.session().rollback()
    return list(reconcile(repair=False, now=NOW, by=SYSTEM))


def taken(event: Event) -> dict[tuple[str, str], int]:
    database.session().rollback()
    rows = database.session().execute(
        select(Quota.dimension, Quota.target, Quota.kind, Quota.taken).where(Quota.event_id == event.id)
    )
    return {(f"{row.kind}:{row.dimension}", row.target): row.taken for row in rows}


@both_engines
def test_the_newcomer_has_the_place_and_the_only_live_pass() -> None:
    event = factories.event(capacity=1)
    held = registration(event)
    old = token_of(held)
    made = hand_over(held, details("沈接替"))
    gone = queries.registration_by_id(held.id)
    assert gone is not None
    assert (gone.state, gone.cancel_reason, made.state, made.replaces_id) == (
        "cancelled",
        "已换人",
        "confirmed",
        held.id,
    )
    assert made.number != held.number
    dead = queries.pass_by_token(old)
    assert dead is not None
    assert dead.revoked_at == NOW
    assert passes.current(made).revoked_at is None
    assert drifts() == []
    told = {row.template for row in database.session().scalars(select(Message))}
    assert {"substituted", "registration_confirmed"} <= told


@both_engines
def test_a_place_in_the_queue_is_handed_over_as_it_stands() -> None:
    event = factories.event(capacity=1)
    registration(event)
    waits, behind = registration(event), registration(event)
    made = hand_over(waits, details())
    assert (made.state, made.queue_no) == ("waiting", waits.queue_no)
    assert made.queue_no < behind.queue_no
    assert drifts() == []


@both_engines
def test_counters_that_cover_only_one_of_the_two_move_along() -> None:
    event = factories.event(capacity=5)
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    with database.transaction() as session:
        quota_actions.lock_event(session, event.id)
        for place in (one, two):
            quota_actions.set_row(session, event.id, Dimension.UNIT, str(place.id), 1)
    held = registration(event, unit_text="甲示例厂")
    made = hand_over(held, details(unit_text="乙示例厂"))
    assert made.unit_id == two.id
    assert taken(event)[("limit:unit", str(one.id))] == 0
    assert taken(event)[("limit:unit", str(two.id))] == 1
    assert drifts() == []
    other = registration(event, unit_text="甲示例厂")
    with pytest.raises(RegistrationRefusedError, match="你们单位的名额满了"):
        hand_over(other, details(unit_text="乙示例厂"))
    assert drifts() == []


@both_engines
def test_a_reserved_place_goes_back_when_the_newcomer_is_not_of_the_reserve() -> None:
    event = factories.event(capacity=3)
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    with database.transaction() as session:
        quota_actions.lock_event(session, event.id)
        fresh = session.get_one(Event, event.id)
        reserve_actions.set_reserve(session, fresh, Dimension.UNIT, str(one.id), 1, release_at=None, now=NOW)
    held = registration(event, unit_text=one.name)
    assert held.reserve_id is not None
    made = hand_over(held, details(unit_text=two.name))
    assert made.reserve_id is None
    assert taken(event)[("reserve:unit", str(one.id))] == 0
    assert taken(event)[("limit:open", "")] == 1
    back = hand_over(made, details(unit_text=one.name))
    assert back.reserve_id is not None
    assert drifts() == []


@both_engines
def test_a_place_is_kept_where_staff_lowered_the_capacity_below_what_is_taken() -> None:
    event = factories.event(capacity=2)
    held, _ = registration(event), registration(event)
    with database.transaction() as session:
        session.get_one(Event, event.id).capacity = 1
    made = hand_over(held, details())
    assert made.state == "confirmed"
    assert drifts() == []


@both_engines
def test_somebody_in_the_event_already_cannot_take_over() -> None:
    event = factories.event()
    who = details()
    held, _ = registration(event), registration(event, who.name, mobile=who.mobile)
    with pytest.raises(RegistrationRefusedError, match="已经报了这一场"):
        hand_over(held, who)
    assert drifts() == []


@both_engines
def test_after_check_in_only_staff_may(monkeypatch: pytest.MonkeyPatch) -> None:
    event = factories.event()
    held = registration(event)
    monkeypatch.setattr(offers, "entered_at", lambda _: NOW - dt.timedelta(minutes=5))
    with pytest.raises(RegistrationRefusedError, match="已经进场签到"):
        hand_over(held, details())
    assert hand_over(held, details(), staff=True).state == "confirmed"
