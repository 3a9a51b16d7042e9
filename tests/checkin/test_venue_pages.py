"""A worker checks in at a screen or poster on the own phone: what opens, who is known, what each answer says."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.screens import actions
from deqing_events.checkin.screens.models import ScreenLink, VenueConfirm
from deqing_events.checkin.venue import queries, tickets
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from deqing_events.registration.models import Registration
from tests import factories
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests import factories_workers as workers
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, csrf_token, text_of


@dataclass
class Door:
    """An event of today with its list and a venue screen."""

    event: Event
    at: CheckinList
    hall: screens.Hall


@pytest.fixture
def door(app: Flask) -> Door:
    del app
    event = made.today()
    at = made.checkin_list(event)
    return Door(event, at, screens.screen(at))


def mobile_of(person: made.Guest) -> str:
    return database.session().get_one(Registration, person.id).mobile


def known(client: StrictClient, person: made.Guest) -> StrictClient:
    workers.recognise(client, mobile_of(person))
    return client


def page(client: StrictClient, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def tap(client: StrictClient, hall: screens.Hall, text: str, **changes: str) -> str:
    """Tap 签到 on a page that was opened: post its first form."""
    fields = dict(re.findall(r'<input type="hidden" name="(person|nonce)" value="([^"]*)">', text))
    data = {"csrf_token": csrf_token(text), **fields, **changes}
    answer = client.post(f"/v/{hall.id}/", data=data)
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def typed(client: StrictClient, hall: screens.Hall, mobile: str, name: str) -> Any:
    return client.submit(f"/v/{hall.id}/who", {"mobile": mobile, "name": name, "nonce": f"{mobile}-{name}"})


def rows() -> list[Scan]:
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def test_a_known_worker_checks_in_with_one_tap(client: StrictClient, door: Door) -> None:
    person = made.guest(door.event, "沈示例")
    shown = page(known(client, person), door.hall.address())
    assert door.event.title in shown
    assert "沈*例" in shown
    assert "沈示例" not in shown
    assert rows() == [], "looking checks nobody in"
    told = tap(client, door.hall, shown)
    assert "请进" in told
    assert "第 1 位" in told
    (scan,) = rows()
    assert (scan.lane, scan.gate, scan.volunteer, scan.registration_id) == ("venue", "大厅", "本人", person.id)
    assert scan.counts


def test_the_second_tap_of_a_page_is_the_first_one_again(client: StrictClient, door: Door) -> None:
    person = made.guest(door.event)
    shown = page(known(client, person), door.hall.address())
    assert "第 1 位" in tap(client, door.hall, shown)
    assert "第 1 位" in tap(client, door.hall, shown)
    assert len(rows()) == 1
    assert database.session().scalar(sa.select(sa.func.count(VenueConfirm.id))) == 1


def test_whoever_opens_the_code_again_is_in_already(client: StrictClient, door: Door) -> None:
    person = made.guest(door.event)
    known(client, person)
    tap(client, door.hall, page(client, door.hall.address()))
    told = tap(client, door.hall, page(client, door.hall.address()))
    assert "已进过场" in told
    assert "在 大厅 签到" in told
    assert [row.reason for row in rows()] == [None, "already_in"]


@pytest.mark.parametrize(("later", "good"), [(0, True), (30, True), (90, False), (-90, False)])
def test_an_old_code_asks_for_another_scan(
    client: StrictClient, door: Door, clock: Clock, later: int, *, good: bool
) -> None:
    address = door.hall.address(clock.now)
    clock.forward(seconds=later)
    answer = client.get(address)
    assert (answer.status_code == 303) == good
    if not good:
        assert answer.status_code == 410
        assert "请再扫一次屏幕上的码" in text_of(answer.get_data(as_text=True))
        assert client.get_cookie(tickets.COOKIE) is None


def test_the_page_needs_a_code_that_was_just_read(client: StrictClient, door: Door, clock: Clock) -> None:
    assert client.get(f"/v/{door.hall.id}/").status_code == 410
    page(client, door.hall.address())
    clock.forward(minutes=9)
    assert client.get(f"/v/{door.hall.id}/").status_code == 200
    clock.forward(minutes=2)
    assert client.get(f"/v/{door.hall.id}/who").status_code == 410


def test_a_ticket_opens_its_own_screen_only(client: StrictClient, door: Door) -> None:
    other = screens.screen(door.at, place="南门")
    page(client, door.hall.address())
    assert client.get(f"/v/{other.id}/").status_code == 410
    held = client.get_cookie(tickets.COOKIE)
    assert held is not None
    client.set_cookie(tickets.COOKIE, f"{int(NOW.timestamp()) + 1}.{held.value.partition('.')[2]}")
    assert client.get(f"/v/{door.hall.id}/").status_code == 410


def test_a_revoked_screen_checks_nobody_in(client: StrictClient, door: Door) -> None:
    shown = page(known(client, made.guest(door.event)), door.hall.address())
    actions.revoke(door.hall.id, now=NOW, by=SYSTEM)
    answer = client.post(f"/v/{door.hall.id}/", data={"csrf_token": csrf_token(shown)})
    assert answer.status_code == 410
    assert "停用" in answer.get_data(as_text=True)
    assert client.get(door.hall.address()).status_code == 410
    assert rows() == []


def test_nobody_can_tap_for_somebody_the_phone_does_not_know(client: StrictClient, door: Door) -> None:
    stranger = made.guest(door.event)
    shown = page(known(client, made.guest(door.event)), door.hall.address())
    data = {"csrf_token": csrf_token(shown), "person": str(stranger.id), "nonce": "x" * 12}
    assert client.post(f"/v/{door.hall.id}/", data=data).status_code == 404
    assert rows() == []


def test_an_unknown_phone_types_mobile_and_name(client: StrictClient, door: Door) -> None:
    person = made.guest(door.event, "沈示例")
    assert "手机号" in page(client, door.hall.address())
    told = text_of(typed(client, door.hall, mobile_of(person), "沈 示例").get_data(as_text=True))
    assert "请进" in told
    assert "示例精工" not in told, "the workplace is not for whoever knows a number and a name"
    (scan,) = rows()
    assert (scan.note, scan.counts) == ("手机号和姓名现填", True)


def test_unknown_people_and_refused_ones_read_the_same(
    app: Flask, new_client: Callable[[], StrictClient], door: Door
) -> None:
    del app
    blocked = made.guest(door.event, "陈示例", blocked=True)
    waiting = made.guest(door.event, "吴示例", state="waiting")
    gone = made.guest(door.event, "姚示例", state="cancelled")
    tries = [(mobile_of(person), person.name) for person in (blocked, waiting, gone)]
    tries += [(mobile_of(blocked), "错示例"), ("19900009999", "陈示例")]
    told = set()
    for mobile, name in tries:
        client = new_client()
        page(client, door.hall.address())
        answer = typed(client, door.hall, mobile, name)
        told.add((answer.status_code, re.sub(r"\d\d:\d\d:\d\d", "", text_of(answer.get_data(as_text=True)))))
    assert len(told) == 1
    assert "没有对上这一场的名单" in told.pop()[1]
    assert [row.reason for row in rows()] == ["blocked", "unconfirmed", "cancelled", "invalid", "invalid"]


def test_a_known_phone_is_told_why(client: StrictClient, door: Door) -> None:
    person = made.guest(door.event, blocked=True)
    told = tap(client, door.hall, page(known(client, person), door.hall.address()))
    assert "还不能进" in told
    assert "服务台" in told


def test_guessing_is_stopped(client: StrictClient, door: Door) -> None:
    page(client, door.hall.address())
    codes = [typed(client, door.hall, "19900009999", f"示例{number}").status_code for number in range(8)]
    assert codes == [200] * 6 + [429] * 2
    assert len(rows()) == 6


@pytest.mark.parametrize(("mobile", "name"), [("1990000", "沈示例"), ("19900000017", ""), ("", ""), ("一二三", "沈")])
def test_what_was_typed_is_kept_when_something_is_missing(
    client: StrictClient, door: Door, mobile: str, name: str
) -> None:
    page(client, door.hall.address())
    answer = typed(client, door.hall, mobile, name)
    assert answer.status_code == 422
    assert f'value="{mobile}"' in answer.get_data(as_text=True)
    assert rows() == []


def test_several_people_on_one_phone_are_let_in_and_flagged(client: StrictClient, door: Door) -> None:
    mobile = "19900007001"
    first, second = (made.guest(door.event, name, mobile=mobile, mobile_tail="7001") for name in ("沈示例", "沈小示例"))
    alone = made.guest(door.event)
    workers.recognise(client, mobile)
    shown = page(client, door.hall.address())
    assert "给谁签到" in shown
    assert queries.shared_phones(door.event.id) == {}
    for person in (first, second):
        assert "请进" in tap(client, door.hall, shown, person=str(person.id))
    assert queries.shared_phones(door.event.id) == {first.id: 2, second.id: 2}
    assert alone.id not in queries.shared_phones(door.event.id)


def test_one_page_never_speaks_for_two_people(client: StrictClient, door: Door) -> None:
    mobile = "19900007001"
    people = [made.guest(door.event, name, mobile=mobile, mobile_tail="7001") for name in ("沈示例", "沈小示例")]
    workers.recognise(client, mobile)
    shown = page(client, door.hall.address())
    for number, person in enumerate(people, 1):
        assert f"第 {number} 位" in tap(client, door.hall, shown, person=str(person.id), nonce="the-same-nonce")


def test_a_screen_of_a_session_takes_its_people_only(client: StrictClient, door: Door) -> None:
    later = EventSession(event_id=door.event.id, venue="南厅", starts_at=NOW, ends_at=NOW + dt.timedelta(hours=2))
    with database.transaction() as session:
        session.add(later)
    hall = screens.screen(door.at, place="南厅", session_id=later.id)
    other = made.guest(door.event, session_id=door.event.sessions[0].id)
    assert "不是这一场" in tap(client, hall, page(known(client, other), hall.address()))
    mine = made.guest(door.event, session_id=later.id)
    assert "请进" in tap(client, hall, page(known(client, mine), hall.address()))
    assert [row.session_id for row in rows()] == [later.id, later.id]


def test_a_poster_is_good_in_its_session_only_and_marked(client: StrictClient, door: Door, clock: Clock) -> None:
    part = door.event.sessions[0]
    early = {"valid_from": NOW - dt.timedelta(days=9), "valid_until": NOW + dt.timedelta(days=9)}
    poster = screens.screen(door.at, "poster", "南门", session_id=part.id, **early)
    address = poster.address()
    clock.now = part.starts_at - dt.timedelta(hours=3)
    assert client.get(address).status_code == 403
    clock.now = part.starts_at
    person = made.guest(door.event)
    assert "请进" in tap(client, poster, page(known(client, person), address))
    assert [row.lane for row in rows()] == ["static"]
    clock.now = part.ends_at
    assert client.get(address).status_code == 410


def test_a_wall_and_a_made_up_number_check_nobody_in(client: StrictClient, door: Door) -> None:
    wall = screens.screen(door.at, "wall")
    assert client.get(wall.address()).status_code == 404
    assert client.get("/V/999999/AAAAAAAAAAAAAAAA").status_code == 404


def test_a_moved_session_moves_its_poster(client: StrictClient, door: Door) -> None:
    part = door.event.sessions[0]
    poster = screens.screen(door.at, "poster", "南门", session_id=part.id)
    assert client.get(poster.address()).status_code == 303
    made.change(EventSession, part.id, starts_at=NOW + dt.timedelta(days=2), ends_at=NOW + dt.timedelta(days=3))
    made.change(ScreenLink, poster.id, valid_until=NOW + dt.timedelta(days=9))
    assert client.get(poster.address()).status_code == 403


def test_the_desk_sees_the_flag_and_the_way(app: Flask, client: StrictClient, door: Door) -> None:
    people = [made.guest(door.event, name, mobile="19900007001", mobile_tail="7001") for name in ("沈示例", "沈小示例")]
    phone = StrictClient(app)
    workers.recognise(phone, "19900007001")
    shown = page(phone, door.hall.address())
    for person in people:
        tap(phone, door.hall, shown, person=str(person.id))
    factories.dai(client)
    told = text_of(page(client, f"/desk/events/{door.event.id}/checkin/attendance"))
    assert told.count("扫屏幕自己签：同一部手机签了 2 人") == 2


@pytest.mark.parametrize("proven", [True, False])
def test_the_lists_questions_are_answered_on_the_own_phone(client: StrictClient, door: Door, *, proven: bool) -> None:
    asked = [{"key": "meal", "text": "中午在这里用餐吗", "choices": ["是", "否"]}]
    made.change(CheckinList, door.at.id, questions=asked)
    person = made.guest(door.event, "沈示例")
    if proven:
        workers.recognise(client, mobile_of(person))
    shown = page(client, door.hall.address())
    address = f"/v/{door.hall.id}/" if proven else f"/v/{door.hall.id}/who"
    who = {"person": str(person.id)} if proven else {"mobile": mobile_of(person), "name": person.name}
    data = {"csrf_token": csrf_token(shown), "nonce": "nonce-of-page", **who}
    told = client.post(address, data=data).get_data(as_text=True)
    assert "还有 1 项要回答" in text_of(told)
    assert "中午在这里用餐吗" in told
    found = re.search(r'id="outcome-form" action="([^"]+)">(.*?)</form>', told, re.DOTALL)
    assert found is not None
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[2]))
    assert again["nonce"] != "nonce-of-page"
    told = client.post(found[1], data={**again, "answer-meal": "否"}).get_data(as_text=True)
    assert "请进" in text_of(told)
    assert [(row.reason, row.answers) for row in rows()] == [("questions", None), (None, {"meal": "否"})]
