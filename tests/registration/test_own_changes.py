"""Changing one's own sign-up, handing the place over by a link, and what staff correct."""

import datetime as dt
import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.database import db
from deqing_events.domain.eligibility.rules import Rule, RuleKind
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.reviewing import Act
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import queries, quota_actions
from deqing_events.registration.bounds import actions as bounds
from deqing_events.registration.bounds.actions import Bound
from deqing_events.registration.changes import tokens, transfer_actions
from deqing_events.registration.changes.transfer_actions import Newcomer
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.reconciling import reconcile
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams.queries import people
from deqing_events.workers.phone import COOKIE
from tests import factories
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.factories_registration import PHONE, PHONE_ACTOR, details, keys, registration, token_of
from tests.factories_review import decide, fresh, reviewed_event
from tests.factories_teams import entered
from tests.factories_teams import event as team_event
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import NUMBER, ask, own, values

pytestmark = pytest.mark.usefixtures("app")
Clients = Callable[[], StrictClient]


def on_phone(client: StrictClient, cookie: str = PHONE) -> StrictClient:
    client.set_cookie(COOKIE, cookie)
    return client


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def planned(event: Event, **fields: Any) -> Event:
    with database.transaction() as session:
        plan = SignUpPlan.default(event.id, NOW)
        for name, value in fields.items():
            setattr(plan, name, value)
        session.add(plan)
    return event


def numbers_agreed(held: Registration) -> list[bool]:
    """What a sign-up said to the use of the identity number, in order."""
    database.session().rollback()
    query = select(Consent).where(Consent.registration_id == held.id, Consent.purpose == "identity")
    return [row.given for row in database.session().scalars(query.order_by(Consent.id))]


def link_of(page: str) -> str:
    found = re.search(r"/takeover/([A-Z0-9]+)", page)
    assert found is not None
    return f"/takeover/{found[1]}"


def exact() -> None:
    database.session().rollback()
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


@both_engines
def test_the_place_goes_to_the_one_who_opens_the_link_and_agrees(client: StrictClient, new_client: Clients) -> None:
    unit = factories.unit()
    event = planned(factories.event(capacity=1), transfer_within="unit")
    held = registration(event, "沈示例", unit_text=unit.name)
    old, ai, bo = token_of(held), on_phone(client), new_client()
    mine = f"/my/registrations/{held.number}"
    assert "换给同一个单位的人" in words(ai, mine)
    asked = words(ai, f"{mine}/transfer")
    assert "可以换给：同一个单位的人" in asked
    assert "你的通行码马上作废" in asked
    assert ai.submit(f"{mine}/transfer").status_code == 303
    link = link_of(ai.get(f"{mine}/transfer").get_data(as_text=True))
    assert ai.get(f"{link}/qr.png").mimetype == "image/png"
    offered = words(bo, link)
    assert "沈*例" in offered
    assert "沈示例" not in offered
    filled = {"name": "王测试", "mobile": "19900000044", "unit_text": unit.name}
    unasked = bo.submit(link, filled)
    assert unasked.status_code == 422
    assert "要勾选这一项" in unasked.get_data(as_text=True)
    taken = bo.submit(link, {**filled, "agree": "y"})
    assert taken.status_code == 303
    assert "报名成功" in words(bo, taken.location)
    made = queries.by_number(taken.location.rpartition("/")[2])
    assert made is not None
    assert (made.name, made.state, made.replaces_id, made.publish_name) == ("王测试", "confirmed", held.id, False)
    given = database.session().scalars(select(Consent).where(Consent.registration_id == made.id).order_by(Consent.id))
    assert [(row.purpose, row.given) for row in given] == [
        ("taking_part", True),
        ("publication", False),
        ("photos", False),
    ]
    gone, dead = fresh(held), queries.pass_by_token(old)
    assert (gone.state, gone.cancel_reason) == ("cancelled", "已换人")
    assert dead is not None
    assert dead.revoked_at == NOW
    assert "报名已取消" in words(ai, mine)
    used = new_client().get(link)
    assert used.status_code == 404
    assert "已经用过或收回了" in used.get_data(as_text=True)
    exact()


@pytest.mark.parametrize(
    ("within", "unit", "sentence"),
    [
        ("unit", "乙示例厂", "你的单位对不上"),
        ("unit", "无此单位", "请从列表里选你的单位"),
        ("union", "乙示例厂", ""),
        ("township", "丙示例厂", ""),
        ("union", "丙示例厂", "只能换给同一个工会的人"),
        ("anyone", "无此单位", ""),
    ],
)
def test_only_those_may_take_over_who_share_what_the_event_asks(within: str, unit: str, sentence: str) -> None:
    union, town = factories.union(), factories.township()
    factories.unit("甲示例厂", union_id=union.id, township=town)
    factories.unit("乙示例厂", union_id=union.id, township=town)
    factories.unit("丙示例厂", township=town)
    event = planned(factories.event(), transfer_within=within)
    held = registration(event, unit_text="甲示例厂")
    token = tokens.offer_token(transfer_actions.offer(held.id, keys=keys(), now=NOW, by=PHONE_ACTOR), keys())
    newcomer = Newcomer(details(unit_text=unit), "bo", keys(), NOW, PHONE_ACTOR)
    if not sentence:
        assert transfer_actions.take_over(token, newcomer).state == "confirmed"
        return
    with pytest.raises(RegistrationRefusedError, match=sentence):
        transfer_actions.take_over(token, newcomer)
    assert fresh(held).state == "confirmed"


def test_the_roster_does_not_answer_for_a_stranger_who_names_no_workplace() -> None:
    unit = factories.unit()
    factories.member("王测试", "19900000044", unit_id=unit.id)
    event = planned(factories.event(), transfer_within="unit")
    held = registration(event, unit_text=unit.name)
    token = tokens.offer_token(transfer_actions.offer(held.id, keys=keys(), now=NOW, by=PHONE_ACTOR), keys())
    said = []
    for who in (details("王测试", mobile="19900000044", unit_text="无"), details("无名氏", unit_text="无")):
        with pytest.raises(RegistrationRefusedError) as refusal:
            transfer_actions.take_over(token, Newcomer(who, "bo", keys(), NOW, PHONE_ACTOR))
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_when_nobody_can_take_over_the_page_says_why(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    unit, ai = factories.unit(), on_phone(client)
    never = registration(planned(factories.event(), transfer_within="nobody"), unit_text=unit.name)
    unknown = registration(planned(factories.event(), transfer_within="unit"), unit_text="无此单位")
    until = NOW + dt.timedelta(hours=1)
    closed = registration(planned(factories.event(), transfer_until=until), unit_text=unit.name)
    came = registration(planned(factories.event()), unit_text=unit.name)
    captain = queries.search(entered(team_event(), 2).event_id, "示例")[0]
    assert "换人" not in words(ai, f"/my/registrations/{never.number}")
    monkeypatch.setattr(offers, "entered_at", lambda number: NOW if number == came.id else None)
    clock.now = until
    for held, sentence in (
        (never, "这一场不能换人"),
        (unknown, "你的单位没有对上登记的名册"),
        (closed, "换人的时间过了"),
        (came, "已经进场签到"),
    ):
        answer = ai.get(f"/my/registrations/{held.number}/transfer", follow_redirects=True)
        assert sentence in answer.get_data(as_text=True)
    with pytest.raises(RegistrationRefusedError, match="由队长"):
        transfer_actions.offer(captain.id, keys=keys(), now=NOW, by=PHONE_ACTOR)


def test_a_link_taken_back_is_dead_and_the_next_one_is_another(client: StrictClient, new_client: Clients) -> None:
    unit, ai = factories.unit(), on_phone(client)
    held = registration(planned(factories.event()), unit_text=unit.name)
    address = f"/my/registrations/{held.number}/transfer"
    ai.submit(address)
    first = link_of(ai.get(address).get_data(as_text=True))
    ai.submit(address)
    assert link_of(ai.get(address).get_data(as_text=True)) == first
    back = ai.submit(f"{address}/back", page=address, follow_redirects=True)
    assert "链接已收回" in back.get_data(as_text=True)
    assert new_client().get(first).status_code == 404
    assert new_client().get(f"{first}/qr.png").status_code == 404
    ai.submit(address)
    assert link_of(ai.get(address).get_data(as_text=True)) != first
    assert fresh(held).state == "confirmed"


def test_under_review_the_newcomer_is_looked_at_anew(client: StrictClient) -> None:
    unit, event = factories.unit(), reviewed_event(claim_at="submit")
    held = registration(event, unit_text=unit.name)
    decide(Act.APPROVE, held)
    token = tokens.offer_token(transfer_actions.offer(held.id, keys=keys(), now=NOW, by=PHONE_ACTOR), keys())
    assert "还要审核" in words(client, f"/takeover/{token}")
    newcomer = Newcomer(details(unit_text=unit.name), "bo", keys(), NOW, PHONE_ACTOR)
    made = transfer_actions.take_over(token, newcomer)
    assert (made.state, made.review) == ("confirmed", "submitted")


@both_engines
def test_two_who_open_one_link_at_once_get_one_place(app: Flask) -> None:
    unit = factories.unit()
    held = registration(planned(factories.event(capacity=1)), unit_text=unit.name)
    token = tokens.offer_token(transfer_actions.offer(held.id, keys=keys(), now=NOW, by=PHONE_ACTOR), keys())
    people = [details(unit_text=unit.name) for _ in range(4)]
    said, start, used = list[str](), threading.Barrier(len(people)), keys()

    def run(who: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                said.append(transfer_actions.take_over(token, Newcomer(who, "bo", used, NOW, PHONE_ACTOR)).state)
            except RegistrationRefusedError as refusal:
                said.append(str(refusal)[:9])
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(said) == {"confirmed": 1, "这个换人链接已经用": 3}
    database.session().rollback()
    live = select(Registration).where(Registration.event_id == held.event_id, Registration.state == "confirmed")
    assert len(list(database.session().scalars(live))) == 1
    exact()


@both_engines
def test_looking_before_the_lock_alone_gives_one_place_to_two(app: Flask) -> None:
    """The negative control: whoever looks at the offered place first and locks the event afterwards."""
    held = registration(planned(factories.event(capacity=1)))
    both_looked = threading.Barrier(2)
    held_id, event_id = held.id, held.event_id

    def careless(number: int) -> None:
        with app.app_context():
            state = database.session().get_one(Registration, held_id).state
            database.session().rollback()
            both_looked.wait()
            with database.transaction() as session:
                quota_actions.lock_event(session, event_id)
                session.get_one(Registration, held_id).state = "cancelled"
                values = {"number": f"X-{number}", "event_id": event_id, "state": state, "person_key": f"x{number}"}
                person = {"name": "王测试", "mobile": f"1990000004{number}", "mobile_tail": f"004{number}"}
                session.add(Registration(**values, **person, created_at=NOW))
            db.session.remove()

    threads = [threading.Thread(target=careless, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    live = select(Registration).where(Registration.event_id == event_id, Registration.state == "confirmed")
    assert len(list(database.session().scalars(live))) == 2
    assert reconcile(repair=False, now=NOW, by=SYSTEM) != []


@both_engines
def test_the_worker_changes_workplace_and_session_and_the_counters_move_along(client: StrictClient) -> None:
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    event, ai = factories.event(capacity=5), on_phone(client)
    limits = [Bound(Kind.LIMIT, Dimension.UNIT, str(each.id), 1) for each in (one, two)]
    bounds.save(event.id, limits, now=NOW, by=SYSTEM)
    held = registration(event, unit_text=one.name)
    waits = registration(event, unit_text=one.name, phone="other")
    address = f"/my/registrations/{held.number}/edit"
    page = words(ai, address)
    assert "可以改到 11月27日" in page
    assert "换人参加请点“换人”" in page
    assert ai.submit(address, {"unit_text": two.name}).status_code == 303
    assert (fresh(held).unit_id, fresh(held).state, fresh(waits).state) == (two.id, "confirmed", "confirmed")
    full = ai.submit(address, {"unit_text": one.name})
    assert full.status_code == 422
    assert "你们单位的名额满了" in full.get_data(as_text=True)
    assert fresh(held).unit_id == two.id
    hidden = ai.submit(address, {"unit_text": "无此单位", "unit_choice": "own"})
    assert "请从列表里选" in hidden.get_data(as_text=True)
    assert "没有改动" in ai.submit(address, {"unit_text": two.name}, follow_redirects=True).get_data(as_text=True)
    exact()


def test_what_was_looked_at_is_looked_at_anew_after_a_change(client: StrictClient) -> None:
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    event, ai = reviewed_event(claim_at="submit"), on_phone(client)
    held = registration(event, unit_text=one.name)
    decide(Act.APPROVE, held)
    address = f"/my/registrations/{held.number}/edit"
    assert "改了要重新审核" in words(ai, address)
    done = ai.submit(address, {"unit_text": two.name}, follow_redirects=True)
    assert "要重新审核" in done.get_data(as_text=True)
    assert (fresh(held).state, fresh(held).review, fresh(held).confirmed_at) == ("confirmed", "submitted", None)


def test_answers_change_until_the_deadline_and_not_after_check_in(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    unit, ai = factories.unit(), on_phone(client)
    event = planned(factories.event(), edit_until=NOW + dt.timedelta(hours=1))
    (asked,) = ask(event, own("自带工具"))
    held = registration(event, unit_text=unit.name, answers={asked.key: "万用表"})
    address = f"/my/registrations/{held.number}/edit"
    assert "万用表" in ai.get(address).get_data(as_text=True)
    assert (
        ai.submit(address, {"unit_text": unit.name, "shown": asked.key, f"a_{asked.key}": "电烙铁"}).status_code == 303
    )
    assert values(held.id) == {asked.key: "电烙铁"}
    monkeypatch.setattr(offers, "entered_at", lambda _: NOW)
    shut = ai.get(address, follow_redirects=True)
    assert "已经进场签到" in shut.get_data(as_text=True)
    monkeypatch.setattr(offers, "entered_at", lambda _: None)
    clock.forward(hours=1)
    assert "自己改的时间过了" in ai.get(address, follow_redirects=True).get_data(as_text=True)


def test_a_number_given_afterwards_needs_its_own_consent_and_keeps_it(client: StrictClient) -> None:
    unit, ai = factories.unit(), on_phone(client)
    event = planned(factories.event(), edit_until=NOW + dt.timedelta(hours=1))
    held = registration(event, unit_text=unit.name)
    ask(event, "identity")
    address = f"/my/registrations/{held.number}/edit"
    fields = {"unit_text": unit.name, "shown": "identity", "a_identity": NUMBER}
    refused = ai.submit(address, fields)
    assert (refused.status_code, numbers_agreed(held)) == (422, [])
    assert "填了身份证号，要勾选这一项。" in text_of(refused.get_data(as_text=True))
    assert ai.submit(address, {**fields, "agree_number": "y"}).status_code == 303
    assert (values(held.id), numbers_agreed(held)) == ({"identity": NUMBER}, [True])
    again = ai.get(address).get_data(as_text=True)
    assert 'name="agree_number"' not in again, "what is held is not asked again"
    assert ai.submit(address, fields).status_code == 303
    assert numbers_agreed(held) == [True]


def test_a_number_given_with_what_was_returned_needs_its_own_consent(client: StrictClient) -> None:
    unit, ai = factories.unit(), on_phone(client)
    event = reviewed_event()
    held = registration(event, unit_text=unit.name)
    ask(event, "identity")
    decide(Act.RETURN, held, reason="请补身份证号。")
    fix = f"/my/registrations/{held.number}/fix"
    fields = {"unit_text": unit.name, "shown": "identity", "a_identity": NUMBER}
    assert ai.submit(fix, fields).status_code == 422
    checked = ai.submit(fix, {**fields, "agree_number": "y"}).get_data(as_text=True)
    assert '<input type="hidden" name="agree_number" value="y">' in checked
    data = {**fields, "unit_id": str(unit.id)}
    assert ai.submit(f"{fix}/submit", data, page=fix).status_code == 422
    assert ai.submit(f"{fix}/submit", {**data, "agree_number": "y"}, page=fix).status_code == 303
    assert (values(held.id), numbers_agreed(held)) == ({"identity": NUMBER}, [True])


def test_the_rules_of_the_event_hold_for_changes_and_for_whoever_takes_over(client: StrictClient) -> None:
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    event, ai = planned(factories.event(), transfer_within="anyone"), on_phone(client)
    rule_actions.save(event.id, Rule(RuleKind.UNIT, ids=(one.id,)), now=NOW, by=SYSTEM)
    held = registration(event, unit_text=one.name)
    address = f"/my/registrations/{held.number}/edit"
    refused = ai.submit(address, {"unit_text": two.name})
    assert refused.status_code == 422
    assert fresh(held).unit_id == one.id
    token = tokens.offer_token(transfer_actions.offer(held.id, keys=keys(), now=NOW, by=PHONE_ACTOR), keys())
    with pytest.raises(IneligibleError):
        transfer_actions.take_over(token, Newcomer(details(unit_text=two.name), "bo", keys(), NOW, PHONE_ACTOR))
    assert fresh(held).state == "confirmed"
    newcomer = Newcomer(details(unit_text=one.name), "bo", keys(), NOW, PHONE_ACTOR)
    assert transfer_actions.take_over(token, newcomer).state == "confirmed"


def test_nobody_else_sees_or_changes_a_sign_up(client: StrictClient) -> None:
    held = registration(factories.event())
    for tail in ("edit", "transfer"):
        assert client.get(f"/my/registrations/{held.number}/{tail}").status_code == 404


@both_engines
def test_staff_correct_whom_a_sign_up_names_at_any_time_with_a_reason(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, event = factories.unit(), factories.event()
    held, other = registration(event, "沈示列", unit_text="无此单位"), registration(event, "王测试")
    factories.dai(client)
    monkeypatch.setattr(offers, "entered_at", lambda _: NOW)
    address = f"/desk/events/{event.id}/registrations/{held.id}/details"
    unexplained = client.submit(address, {"name": "沈示例", "unit_text": unit.name})
    assert unexplained.status_code == 422
    assert "沈示例" in unexplained.get_data(as_text=True)
    filled = {"name": "沈示例", "mobile": "199 0000 0055", "unit_text": unit.name, "reason": "本人来电更正"}
    assert client.submit(address, filled).status_code == 303
    now = fresh(held)
    assert (now.name, now.mobile, now.mobile_tail, now.unit_id) == ("沈示例", "19900000055", "0055", unit.id)
    twice = client.submit(address, {**filled, "name": other.name, "mobile": other.mobile})
    assert twice.status_code == 422
    assert "已经报过这一场了" in twice.get_data(as_text=True)
    exact()


def test_staff_put_somebody_else_in_a_place_at_any_time_with_a_reason(
    client: StrictClient, new_client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, ai = factories.unit(), on_phone(new_client())
    event = planned(factories.event(capacity=1), transfer_within="nobody")
    held, waiting = registration(event, unit_text=unit.name), registration(event, "王测试", unit_text=unit.name)
    old = token_of(held)
    factories.dai(client)
    monkeypatch.setattr(offers, "entered_at", lambda _: NOW)
    address = f"/desk/events/{event.id}/registrations/{held.id}/exchange"
    filled = {"name": "李演练", "mobile": "19900000066", "unit_text": unit.name}
    unexplained = client.submit(address, filled)
    assert (unexplained.status_code, "李演练" in unexplained.get_data(as_text=True)) == (422, True)
    filled |= {"reason": "本人生病", "agree": "y"}
    taken = client.submit(address, {**filled, "name": waiting.name, "mobile": waiting.mobile})
    assert (taken.status_code, "已经报了这一场" in taken.get_data(as_text=True)) == (422, True)
    done = client.submit(address, filled, follow_redirects=True)
    assert f"{held.name}已换成李演练，旧通行码不能再用。" in text_of(done.get_data(as_text=True))
    made = database.session().scalars(select(Registration).where(Registration.replaces_id == held.id)).one()
    assert (made.name, made.state, fresh(held).state, fresh(waiting).state) == (
        "李演练", "confirmed", "cancelled", "waiting",
    )  # fmt: skip
    gone = words(ai, f"/p/{old}")
    assert "已换人，这张码在门口不能用。" in gone
    assert "看新的通行码" not in gone
    assert "已经取消过了" in text_of(client.submit(address, filled).get_data(as_text=True))
    exact()


def test_a_waiting_position_is_handed_on_by_staff_and_a_team_member_on_the_page_of_the_team(
    client: StrictClient,
) -> None:
    unit = factories.unit()
    event = factories.event(capacity=1)
    registration(event, unit_text=unit.name)
    second, third = (registration(event, name, unit_text=unit.name) for name in ("王测试", "郑示例"))
    factories.dai(client)
    filled = {"name": "李演练", "mobile": "19900000066", "unit_text": unit.name, "reason": "本人来电", "agree": "y"}
    assert client.submit(f"/desk/events/{event.id}/registrations/{second.id}/exchange", filled).status_code == 303
    made = database.session().scalars(select(Registration).where(Registration.replaces_id == second.id)).one()
    assert (made.state, made.queue_no < fresh(third).queue_no) == ("waiting", True)
    team = entered(team_event(), 3)
    member = people(team.id)[1]
    refused = client.submit(f"/desk/events/{team.event_id}/registrations/{member.id}/exchange", filled)
    assert "这位是队员，请到队伍页面换人。" in text_of(refused.get_data(as_text=True))
    exact()
