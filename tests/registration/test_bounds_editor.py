"""The event editor's part 名额分配: limits, each at most, reserves, a pasted table, and what does not fit together."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration.bounds import actions, queries
from deqing_events.registration.bounds.actions import Bound
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.reconciling import reconcile
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories import dai
from tests.factories_registration import registration, try_to_register
from tests.reading import StrictClient, text_of


def signed_in(client: StrictClient) -> StrictClient:
    dai(client)
    return client


def page(event: Any) -> str:
    return f"/desk/events/{event.id}/sign-up/places"


def words(staff: StrictClient, address: str) -> str:
    return text_of(staff.get(address).get_data(as_text=True))


def rows(event: Event) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Capacity and taken of each bound by kind, dimension and target."""
    database.session().rollback()
    found = database.session().scalars(select(Quota).where(Quota.event_id == event.id))
    return {(each.kind, each.dimension, each.target): (each.capacity, each.taken) for each in found}


def states(event: Event) -> list[str]:
    database.session().rollback()
    query = select(Registration.state).where(Registration.event_id == event.id).order_by(Registration.id)
    return list(database.session().scalars(query))


def exact() -> None:
    database.session().rollback()
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


@both_engines
def test_a_limit_on_one_delegation_is_set_lowered_raised_and_removed(client: StrictClient) -> None:
    event, staff, town = factories.event(capacity=9), signed_in(client), factories.township("武康街道")
    unit = factories.unit(township=town)
    assert "名额分配" in words(staff, f"/desk/events/{event.id}/edit/basic")
    people = [registration(event, unit_text=unit.name) for _ in range(2)]
    set_to = staff.submit(f"{page(event)}/limit/township", {"target": str(town.id), "places": "1"})
    assert set_to.status_code == 303
    told = words(staff, page(event))
    assert "现在已占 2，比 1 多：停止新增，不会取消已报的人" in told
    assert "停止新增，多 1" in told
    third = registration(event, unit_text=unit.name)
    assert (people[0].state, people[1].state, third.state) == ("confirmed", "confirmed", "waiting")
    quota_id = next(line.id for line in queries.lines(event) if line.counter.dimension is Dimension.TOWNSHIP)
    change = f"{page(event)}/{quota_id}"
    assert "现在已占 2" in words(staff, change)
    raised = staff.submit(change, {"places": "3"}, follow_redirects=True)
    assert "1 位候补转入" in raised.get_data(as_text=True)
    assert registration(event, unit_text=unit.name).state == "waiting"
    assert "只受总名额" in words(staff, f"{change}/remove")
    removed = staff.submit(f"{change}/remove", follow_redirects=True)
    assert "上限已去掉，1 位候补转入" in removed.get_data(as_text=True)
    assert staff.get(change).status_code == 404
    assert states(event) == ["confirmed"] * 4
    exact()


@both_engines
def test_each_workplace_takes_so_many_and_raising_it_lets_the_waiting_in(client: StrictClient) -> None:
    event, staff, unit = factories.event(capacity=9), signed_in(client), factories.unit()
    assert staff.submit(page(event), {"unit": "1"}).status_code == 303
    for _ in range(3):
        registration(event, unit_text=unit.name)
    assert states(event) == ["confirmed", "waiting", "waiting"]
    assert try_to_register(event, unit_text="无此单位").sentence.startswith("这一场按单位分名额")
    raised = staff.submit(page(event), {"unit": "2"}, follow_redirects=True)
    assert "1 位候补转入" in raised.get_data(as_text=True)
    own = next(line for line in queries.lines(event) if line.patterned)
    assert staff.submit(f"{page(event)}/{own.id}", {"places": "1"}).status_code == 303
    assert staff.submit(page(event), {"unit": "3"}).status_code == 303
    assert rows(event)[("limit", "unit", str(unit.id))] == (1, 2)
    assert "按每个单位最多 3 个算" in words(staff, f"{page(event)}/{own.id}/remove")
    assert staff.submit(f"{page(event)}/{own.id}/remove").status_code == 303
    assert rows(event)[("limit", "unit", str(unit.id))] == (3, 3)
    assert staff.submit(page(event), {}).status_code == 303
    assert [key for key in rows(event) if key[1] == "unit"] == []
    exact()


@both_engines
def test_bounds_by_workplace_do_not_tell_who_is_on_the_roster(client: StrictClient) -> None:
    event, free, staff, unit = factories.event(capacity=9), factories.event(), signed_in(client), factories.unit()
    factories.member("沈示例", "19900000017", unit_id=unit.id)
    assert staff.submit(page(event), {"unit": "3"}).status_code == 303
    known = try_to_register(event, name="沈示例", mobile="19900000017", unit_text="无此单位")
    stranger = try_to_register(event, name="无名氏", mobile="19900000018", unit_text="无此单位")
    assert (known.kind, known.sentence) == (stranger.kind, stranger.sentence)
    assert known.sentence.startswith("这一场按单位分名额")
    assert registration(free, name="沈示例", mobile="19900000017", unit_text="无此单位").unit_id == unit.id
    held = registration(event, name="沈示例", mobile="19900000017", unit_text=unit.name)
    assert (held.state, held.unit_id) == ("confirmed", unit.id)


@both_engines
def test_places_are_set_aside_used_and_given_back_by_hand(client: StrictClient) -> None:
    event, staff, union = factories.event(capacity=2), signed_in(client), factories.union("示例机械工会")
    unit, other = factories.unit(union_id=union.id), factories.unit()
    filled = {"named": "示例机械工会", "places": "1", "release_at": "2026-11-25T18:00"}
    assert staff.submit(f"{page(event)}/reserve/union", filled).status_code == 303
    registration(event, unit_text=other.name)
    registration(event, unit_text=other.name)
    assert states(event) == ["confirmed", "waiting"]
    told = words(staff, page(event))
    assert "示例机械工会" in told
    assert "11-25 18:00" in told
    line = next(line for line in queries.lines(event) if line.counter.kind is Kind.RESERVE)
    assert "没用完的 1 个马上给大家报" in words(staff, f"{page(event)}/{line.id}/release")
    done = staff.submit(f"{page(event)}/{line.id}/release", follow_redirects=True)
    assert "已放回，1 位候补转入" in done.get_data(as_text=True)
    assert staff.get(f"{page(event)}/{line.id}/release").status_code == 404
    assert actions.release(event.id, line.id or 0, now=NOW, by=SYSTEM) == []
    assert states(event) == ["confirmed", "confirmed"]
    assert registration(event, unit_text=unit.name).state == "waiting"
    again = staff.submit(f"{page(event)}/{line.id}", {"places": "1", "release_at": ""})
    assert again.status_code == 303
    assert rows(event)[("reserve", "union", str(union.id))] == (1, 0)
    exact()


def test_one_workplace_is_found_by_its_name_or_chosen_from_what_is_near(client: StrictClient) -> None:
    event, staff = factories.event(capacity=9), signed_in(client)
    unit, _ = factories.unit("德清甲示例厂"), factories.unit("德清甲示例二厂")
    address = f"{page(event)}/limit/unit"
    unknown = staff.submit(address, {"unit_text": "不存在的厂", "places": "2"})
    assert unknown.status_code == 422
    assert "没有这个单位" in unknown.get_data(as_text=True)
    asked = staff.submit(address, {"unit_text": "甲示例", "places": "2"})
    assert "请选一个" in asked.get_data(as_text=True)
    assert 'value="2"' in asked.get_data(as_text=True)
    chosen = staff.submit(address, {"unit_text": "甲示例", "unit_choice": str(unit.id), "places": "2"})
    assert chosen.status_code == 303
    assert rows(event)[("limit", "unit", str(unit.id))] == (2, 0)


def test_a_table_of_delegations_is_taken_as_a_whole_or_not_at_all(client: StrictClient) -> None:
    event, staff = factories.event(capacity=30), signed_in(client)
    one, two = factories.township("武康街道"), factories.township("新市镇", kind="town")
    address = f"{page(event)}/paste"
    bad = staff.submit(address, {"kind": "limit", "table": "武康街道\t16\n新市\t十\n没有镇\t3\n武康\t4"})
    told = text_of(bad.get_data(as_text=True))
    assert bad.status_code == 422
    assert "有 3 处要改" in told
    assert "第 2 行：新市镇的名额“十”" in told
    assert "第 3 行：没有“没有镇”这个代表队" in told
    assert "第 4 行：武康街道在第 1 行写过了" in told
    assert "新市\t十" in bad.get_data(as_text=True)
    assert rows(event) == {}
    good = staff.submit(
        address, {"kind": "limit", "table": "代表队\t名额\n武康街道\t16\n\n新市 ２０\n合计\t36"}, follow_redirects=True
    )
    told = text_of(good.get_data(as_text=True))
    assert "已设 2 个代表队，合计 36" in told
    assert "各代表队上限合计 36，比总名额 30 多 6" in told
    assert rows(event)[("limit", "township", str(one.id))] == (16, 0)
    again = {"kind": "reserve", "table": "新市镇 5", "release_at": "2026-11-25T18:00"}
    assert staff.submit(address, again).status_code == 303
    assert rows(event)[("reserve", "township", str(two.id))] == (5, 0)


@pytest.mark.parametrize(
    ("tail", "filled", "sentence"),
    [
        ("/limit/township", {"target": "", "places": "3"}, "请选一个"),
        ("/limit/township", {"target": "999", "places": "3"}, "请从列表里选一个"),
        ("/limit/trade", {"target": "welder", "places": "几个"}, "请填整数"),
        ("/limit/trade", {"target": "welder", "places": ""}, "请填名额"),
        ("/limit/trade", {"target": "welder", "places": "100001"}, "名额填 0 到 100000"),
        ("/reserve/trade", {"target": "welder", "places": "0"}, "预留填 1 到 100000"),
        ("/reserve/trade", {"target": "welder", "places": "3", "release_at": "明天"}, "请按 2026-11-28 08:30"),
        ("/limit/union", {"named": "没有的工会", "places": "3"}, "没有这个工会"),
        ("/paste", {"kind": "limit", "table": ""}, "请把表贴进来"),
        ("/paste", {"kind": "limit", "table": "代表队 名额"}, "一行也没有读到"),
        ("", {"unit": "-3"}, "请填整数"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(
    client: StrictClient, tail: str, filled: dict[str, str], sentence: str
) -> None:
    event, staff = factories.event(), signed_in(client)
    answer = staff.submit(page(event) + tail, filled)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert rows(event) == {}


def test_what_does_not_fit_together_is_said_before_publication_and_blocks_nothing(client: StrictClient) -> None:
    event, staff, town = factories.event(capacity=3, state="draft"), signed_in(client), factories.township("武康街道")
    bounds = [
        Bound(Kind.RESERVE, Dimension.TOWNSHIP, str(town.id), 4, NOW + dt.timedelta(days=30)),
        Bound(Kind.LIMIT, Dimension.TOWNSHIP, str(town.id), 2),
        Bound(Kind.LIMIT, Dimension.TRADE, "welder", 9),
    ]
    for bound in bounds:
        actions.save(event.id, [bound], now=NOW, by=SYSTEM)
    for address in (f"/desk/events/{event.id}/edit/basic", page(event)):
        told = words(staff, address)
        assert "预留合计 4，比总名额 3 多 1" in told
        assert "武康街道预留 4，它的上限只有 2" in told
        assert "焊工上限 9，比总名额 3 还多" in told
        assert "还没有问工种" in told
        assert "武康街道的预留在报名截止以后才放回" in told
    assert "项要改" not in words(staff, page(event)).replace("1 项要改", "")


def test_a_copy_takes_the_bounds_over_without_dates(client: StrictClient) -> None:
    event, staff, town = factories.event(capacity=9), signed_in(client), factories.township()
    until = NOW + dt.timedelta(days=1)
    actions.save(event.id, [Bound(Kind.RESERVE, Dimension.TOWNSHIP, str(town.id), 4, until)], now=NOW, by=SYSTEM)
    actions.save(event.id, [Bound(Kind.LIMIT, Dimension.TRADE, "welder", 5)], now=NOW, by=SYSTEM)
    actions.save_each(event.id, {Dimension.UNIT: 2}, now=NOW, by=SYSTEM)
    answer = staff.submit(f"/desk/events/{event.id}/copy", page=f"/desk/events/{event.id}")
    made = database.session().get_one(Event, int(answer.location.split("/events/")[1].split("/")[0]))
    copied = {key: value for key, value in rows(made).items() if key[1] not in {"event", "open"}}
    assert copied == {
        ("reserve", "township", str(town.id)): (4, 0),
        ("limit", "trade", "welder"): (5, 0),
        ("limit", "unit", "*"): (2, 0),
    }
    assert [each.release_at for each in queries.own_bounds(made.id)] == [None, None]
    assert "武康街道的预留没有定放回时间" in words(staff, page(made)), "who copies is told to set it"
    assert "没有定放回时间" not in words(staff, page(event))
