"""Screens of the hall and their desk pages: making, showing, taking back."""

import datetime as dt
import re

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.screens import actions
from deqing_events.checkin.screens.models import ScreenLink
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from tests import factories
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


@pytest.fixture
def at(app: Flask) -> CheckinList:
    del app
    return made.checkin_list(made.today())


def wanted(**changes: str) -> dict[str, str]:
    """What somebody at the desk fills in."""
    return {
        "kind": "venue",
        "place": "大厅",
        "session_id": "0",
        "valid_from": "2026-11-23T08:00",
        "valid_until": "2026-11-23T20:00",
        **changes,
    }


def links() -> list[ScreenLink]:
    return list(database.session().query(ScreenLink).order_by(ScreenLink.id))


def test_staff_make_a_screen_that_opens_without_an_account(app: Flask, client: StrictClient, at: CheckinList) -> None:
    factories.dai(client)
    desk = f"/desk/events/{at.event_id}/checkin/screens"
    assert "还没有大屏和海报" in client.get(desk).get_data(as_text=True)
    answer = client.submit(desk, wanted(list_id=str(at.id)))
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    found = re.search(r"https?://[^/]+(/screen/[A-Z2-7]{26}/)", page)
    assert found is not None
    shown = StrictClient(app).get(found[1]).get_data(as_text=True)
    assert "微信扫一扫，自己签到" in text_of(shown)
    assert "0 人已签到" in text_of(shown)
    assert [row.place for row in links()] == ["大厅"]
    assert database.session().query(AuditEntry).filter_by(action="screen_link.make").count() == 1


def test_the_screen_counts_who_is_in(client: StrictClient, at: CheckinList) -> None:
    event = database.session().get_one(Event, at.event_id)
    hall = screens.screen(at)
    gate = made.phone(at)
    people = [made.guest(event) for _ in range(3)]
    made.scan(gate.post, people[0])
    parts = client.get(f"/screen/{hall.token}/")
    assert "1</b> 人已签到" in parts.get_data(as_text=True)
    assert "应到 3 人" in parts.get_data(as_text=True)


def test_the_code_changes_with_the_step_and_the_seconds_come_from_the_server(
    client: StrictClient, at: CheckinList, clock: Clock
) -> None:
    hall = screens.screen(at)
    clock.now = NOW + dt.timedelta(seconds=8)
    first = client.get(f"/screen/{hall.token}/").get_data(as_text=True)
    assert 'data-seconds="22"' in first
    before = client.get(f"/screen/{hall.token}/qr.png").data
    assert client.get(f"/screen/{hall.token}/qr.png").data == before
    clock.forward(seconds=30)
    assert client.get(f"/screen/{hall.token}/qr.png").data != before
    assert re.findall(r"data-key=\"(\d+)\"", first) != re.findall(
        r"data-key=\"(\d+)\"", client.get(f"/screen/{hall.token}/").get_data(as_text=True)
    )


def test_without_a_script_the_page_comes_again_by_itself(client: StrictClient, at: CheckinList) -> None:
    page = client.get(f"/screen/{screens.screen(at).token}/").get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page


@pytest.mark.parametrize(
    ("when", "status"),
    [(dt.timedelta(hours=-3), 403), (dt.timedelta(0), 200), (dt.timedelta(hours=11), 410)],
)
def test_a_screen_has_its_time(
    client: StrictClient, at: CheckinList, clock: Clock, when: dt.timedelta, status: int
) -> None:
    hall = screens.screen(at)
    clock.now = NOW + when
    for part in ("", "qr.png"):
        assert client.get(f"/screen/{hall.token}/{part}").status_code == status


def test_a_screen_taken_back_is_dark_at_once(app: Flask, client: StrictClient, at: CheckinList) -> None:
    hall, desk = screens.screen(at), factories.dai(StrictClient(app))
    assert client.get(f"/screen/{hall.token}/").status_code == 200
    address = f"/desk/events/{at.event_id}/checkin/screens/{hall.id}/revoke"
    assert isinstance(desk, StrictClient)
    assert "收回签到屏“大厅”吗" in text_of(desk.get(address).get_data(as_text=True))
    assert desk.submit(address).status_code == 303
    assert client.get(f"/screen/{hall.token}/").status_code == 410
    assert client.get(f"/screen/{hall.token}/").status_code == 410
    assert "之前已经收回" in desk.submit(address, follow_redirects=True).get_data(as_text=True)


def test_a_cancelled_event_closes_its_screens(client: StrictClient, at: CheckinList) -> None:
    hall = screens.screen(at)
    made.change(Event, at.event_id, state=EventState.CANCELLED)
    assert client.get(f"/screen/{hall.token}/").status_code == 410
    assert client.get(hall.address()).status_code == 410


def test_the_code_on_the_screen_does_not_open_the_screen(client: StrictClient, at: CheckinList) -> None:
    hall = screens.screen(at)
    assert client.get(f"/screen/{hall.address().rpartition('/')[2]}/").status_code == 404
    assert client.get("/screen/AAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    poster = screens.screen(at, "poster", session_id=database.session().get_one(Event, at.event_id).sessions[0].id)
    assert client.get(f"/screen/{poster.token}/").status_code == 404


def test_a_poster_needs_a_session_and_prints(client: StrictClient, at: CheckinList) -> None:
    factories.dai(client)
    desk = f"/desk/events/{at.event_id}/checkin/screens"
    refused = client.submit(desk, wanted(list_id=str(at.id), kind="poster", place="南门"))
    assert refused.status_code == 422
    assert "海报要选一个场次" in refused.get_data(as_text=True)
    assert 'value="南门"' in refused.get_data(as_text=True)
    part = database.session().get_one(Event, at.event_id).sessions[0].id
    made_it = client.submit(desk, wanted(list_id=str(at.id), kind="poster", place="南门", session_id=str(part)))
    paper = client.get(f"{made_it.location}/poster")
    assert "扫码签到" in text_of(paper.get_data(as_text=True))
    assert client.get(f"{made_it.location}/qr.png").mimetype == "image/png"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": ""}, "请填写位置"),
        ({"kind": "mural"}, ""),
        ({"valid_until": "2026-11-23T07:00"}, "截止时间要晚于开始时间"),
        ({"valid_from": "明天"}, "请填写开始时间"),
        ({"session_id": "999999"}, ""),
        ({"list_id": "999999"}, ""),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    client: StrictClient, at: CheckinList, changes: dict[str, str], sentence: str
) -> None:
    factories.dai(client)
    desk = f"/desk/events/{at.event_id}/checkin/screens"
    answer = client.submit(desk, wanted(**{"list_id": str(at.id), **changes}))
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert links() == []


def test_where_the_list_names_its_gates_the_place_is_one_of_them(client: StrictClient, at: CheckinList) -> None:
    made.change(CheckinList, at.id, gates=["1 号门", "2 号门"])
    factories.dai(client)
    desk = f"/desk/events/{at.event_id}/checkin/screens"
    refused = client.submit(desk, wanted(list_id=str(at.id)))
    assert refused.status_code == 422
    assert "1 号门、2 号门" in refused.get_data(as_text=True)
    assert client.submit(desk, wanted(list_id=str(at.id), place="2 号门")).status_code == 303


@both_engines
def test_asked_twice_it_is_one_screen(app: Flask) -> None:
    del app
    at = made.checkin_list(made.today())
    first, second = screens.screen(at), screens.screen(at)
    assert first.id == second.id
    actions.revoke(first.id, now=NOW, by=SYSTEM)
    assert screens.screen(at).id != first.id


def test_another_organiser_sees_nothing(client: StrictClient, at: CheckinList) -> None:
    other = factories.event("别的比武")
    hall = screens.screen(at)
    factories.dai(client)
    for tail in ("", "/qr.png", "/poster", "/revoke"):
        assert client.get(f"/desk/events/{other.id}/checkin/screens/{hall.id}{tail}").status_code == 404


@both_engines
def test_a_screen_of_one_session_counts_that_session(app: Flask) -> None:
    event = made.today()
    at = made.checkin_list(event)
    first = event.sessions[0]
    later = EventSession(event_id=event.id, title="下午场", venue="南厅", starts_at=NOW, ends_at=first.ends_at)
    with database.transaction() as session:
        session.add(later)
    mine, other = made.guest(event, session_id=later.id), made.guest(event, session_id=first.id)
    made.guest(event, session_id=later.id)
    gate = made.phone(at)
    for person in (mine, other):
        made.scan(gate.post, person)
    client = StrictClient(app)
    half = client.get(f"/screen/{screens.screen(at, session_id=later.id).token}/").get_data(as_text=True)
    assert "1 人已签到应到 2 人" in text_of(half)
    assert "下午场 10:00" in text_of(half)
    whole = client.get(f"/screen/{screens.screen(at, place='北门').token}/").get_data(as_text=True)
    assert "2 人已签到应到 3 人" in text_of(whole)
