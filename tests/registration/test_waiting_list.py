"""The waiting list: order and what each waits for at the desk, going first for a reason, and the worker's own page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.registration import actions as registrations
from deqing_events.registration.bounds import actions as bounds
from deqing_events.registration.bounds.actions import Bound
from deqing_events.registration.models import Registration
from deqing_events.registration.waiting import actions, queries
from deqing_events.workers.phone import COOKIE
from tests import factories, factories_teams
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.factories import dai
from tests.factories_registration import PHONE, registration
from tests.factories_teams import entered
from tests.reading import StrictClient, text_of

pytestmark = pytest.mark.usefixtures("app")
Clients = Callable[[], StrictClient]


def signed_in(client: StrictClient) -> StrictClient:
    dai(client)
    return client


def page(event: Any) -> str:
    return f"/desk/events/{event.id}/waiting"


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def order(event: Any) -> list[str]:
    database.session().rollback()
    return [group.first.name for group in queries.groups(event)]


def phone(client: StrictClient) -> StrictClient:
    client.set_cookie(COOKIE, PHONE)
    return client


@both_engines
def test_whoever_goes_first_for_a_reason_gets_the_next_place_and_that_can_be_taken_back(client: StrictClient) -> None:
    event, staff = factories.event(capacity=1), signed_in(client)
    first, second, third = registration(event), registration(event, "沈示例"), registration(event, "王测试")
    assert order(event) == ["沈示例", "王测试"]
    told = words(staff, page(event))
    assert "在等 2" in told
    assert "全场的名额" in told
    address = f"{page(event)}/{third.id}/first"
    assert staff.submit(address, {"reason": ""}).status_code == 422
    done = staff.submit(address, {"reason": "代表队的替补选手"}, follow_redirects=True)
    assert "已排到最前" in done.get_data(as_text=True)
    assert "代表队的替补选手" in words(staff, page(event))
    assert order(event) == ["王测试", "沈示例"]
    assert staff.submit(f"{page(event)}/{third.id}/in-turn", page=page(event)).status_code == 303
    assert order(event) == ["沈示例", "王测试"]
    entries = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "registration.priority"))
    assert [entry.detail for entry in entries] == [
        {"first": True, "reason": "代表队的替补选手"},
        {"first": False, "reason": ""},
    ]
    actions.go_first(third.id, reason="替补选手", now=NOW, by=SYSTEM)
    registrations.cancel(first.id, reason="有事", by=SYSTEM, now=NOW, staff=True)
    database.session().rollback()
    states = [database.session().get_one(Registration, each.id).state for each in (second, third)]
    assert states == ["waiting", "confirmed"]
    late = staff.submit(f"{page(event)}/{third.id}/first", {"reason": "替补选手"}, follow_redirects=True)
    assert "现在不在候补里" in late.get_data(as_text=True)


@both_engines
def test_a_team_goes_first_as_a_whole() -> None:
    event = factories_teams.event(capacity=2)
    entered(event, 2)
    waits, team = entered(event, 2), entered(event, 2)
    database.session().rollback()
    people = database.session().scalars(select(Registration).where(Registration.team_id == team.id)).all()
    actions.go_first(people[1].id, reason="去年的冠军队", now=NOW, by=SYSTEM)
    database.session().rollback()
    found = queries.groups(event)
    assert [group.first.team_id for group in found] == [team.id, waits.id]
    assert [held.priority_reason for held in found[0].people] == ["去年的冠军队"] * 2


def test_the_list_can_be_narrowed_to_one_bound(client: StrictClient) -> None:
    event, staff, one, two = factories.event(capacity=2), signed_in(client), factories.unit(), factories.unit()
    bounds.save(event.id, [Bound(Kind.LIMIT, Dimension.UNIT, str(one.id), 1)], now=NOW, by=SYSTEM)
    registration(event, unit_text=one.name)
    registration(event, "沈示例", unit_text=one.name)
    registration(event, unit_text=two.name)
    registration(event, "王测试", unit_text=two.name)
    whole = words(staff, page(event))
    assert "沈示例" in whole
    assert "王测试" in whole
    assert "等全场的名额" in whole
    narrowed = words(staff, f"{page(event)}?bound=unit-{one.id}")
    assert "沈示例" in narrowed
    assert "王测试" not in narrowed
    assert "的名额" in narrowed
    assert "王测试" in words(staff, f"{page(event)}?bound=nonsense")


def test_an_empty_list_and_an_ended_one_say_so(client: StrictClient, clock: Clock) -> None:
    event, staff = factories.event(capacity=1), signed_in(client)
    assert "没有人在候补" in words(staff, page(event))
    registration(event)
    registration(event)
    clock.forward(days=6)
    factories.sign_in(staff, factories.account(Grant(Role.COUNTY_STAFF), name="戴示例"), now=clock.now)
    assert "候补递补的时间过了" in words(staff, page(event))


def test_the_worker_sees_the_right_position_after_each_change(client: StrictClient, new_client: Clients) -> None:
    event, staff = factories.event(capacity=1), signed_in(new_client())
    registration(event)
    before, mine = registration(event, phone="another"), registration(event)
    address = f"/my/registrations/{mine.number}"
    ai = phone(client)
    assert "第2位" in words(ai, address)
    assert ai.get(f"{address}/standing").json == {"standing": "waiting:none:1"}
    staff.submit(f"{page(event)}/{mine.id}/first", {"reason": "替补选手"})
    assert "第1位" in words(ai, address)
    staff.submit(f"{page(event)}/{mine.id}/in-turn", page=page(event))
    registrations.cancel(before.id, reason="有事", by=SYSTEM, now=NOW, staff=True)
    assert ai.get(f"{address}/standing").json == {"standing": "waiting:none:0"}
    assert "你前面还有 0 人" in words(ai, address)
    assert new_client().get(f"{address}/standing").status_code == 404


def test_the_worker_is_told_until_when_places_are_given(client: StrictClient, clock: Clock) -> None:
    event = factories.event(capacity=1)
    registration(event)
    mine, until = registration(event), NOW + dt.timedelta(days=1)
    staff_plan = {"review": "none", "claim_at": "submit", "counts": "person", "team_min": "1", "team_max": "20"}
    filled = {**staff_plan, "transfer_within": "unit", "waiting_until": "2026-11-24T10:00"}
    signed_in(client).submit(f"/desk/events/{event.id}/sign-up/plan", filled)
    ai = phone(client)
    assert "候补到 11月24日" in words(ai, f"/my/registrations/{mine.number}")
    clock.now = until
    told = words(ai, f"/my/registrations/{mine.number}")
    assert "候补已经结束" in told
    assert "第1位" not in told
