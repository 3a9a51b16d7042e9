"""The wall of the hall: who just came, how many, from where, and nothing about anybody who did not agree."""

import re

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.checkin import scan_actions
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


@pytest.fixture
def at(app: Flask) -> CheckinList:
    del app
    return made.checkin_list(made.today())


def event_of(at: CheckinList) -> Event:
    return database.session().get_one(Event, at.event_id)


def shown(client: StrictClient, hall: screens.Hall) -> str:
    answer = client.get(f"/screen/{hall.token}/")
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def test_an_empty_hall_says_so(client: StrictClient, at: CheckinList) -> None:
    page = shown(client, screens.screen(at, "wall"))
    assert "还没有人到" in page
    assert "0 人已到 应到 0 人" in page


@both_engines
def test_who_came_last_stands_first_and_names_are_whole_by_consent_only(app: Flask) -> None:
    client = StrictClient(app)
    at = made.checkin_list(made.today())
    event = event_of(at)
    gate = made.phone(at, gate="东门")
    open_name, masked = made.guest(event, "沈示例", publish_name=True), made.guest(event, "陈样本")
    made.scan(gate.post, open_name)
    made.scan(gate.post, masked)
    page = shown(client, screens.screen(at, "wall"))
    assert "陈*本" in page
    assert "陈样本" not in page
    assert page.index("陈*本") < page.index("沈示例")
    assert "2 人已到 应到 2 人" in page
    assert "东门 2 人" in page
    made.change(Registration, open_name.id, publish_name=False)
    assert "沈示例" not in shown(client, screens.screen(at, "wall"))


def test_delegations_are_counted_and_the_smallest_put_together(client: StrictClient, at: CheckinList) -> None:
    event, gate = event_of(at), made.phone(at)
    towns = [factories.township(f"示例{number}镇") for number in range(9)]
    for number, town in enumerate(towns):
        people = [made.guest(event, township_id=town.id) for _ in range(9 - number)]
        made.scan(gate.post, people[0])
    page = shown(client, screens.screen(at, "wall"))
    assert "示例0镇1 / 9" in page.replace(" ", "").replace("1/9", "1 / 9")
    assert "其他 2 队" in page
    assert "示例8镇" not in re.split("刚刚到的人", page)[0]


def test_refused_undone_and_left_people_do_not_stand_there(client: StrictClient, at: CheckinList) -> None:
    event, gate = event_of(at), made.phone(at)
    undone, refused = made.guest(event, "陈样本"), made.guest(event, "吴样本", blocked=True)
    made.scan(gate.post, undone, nonce="nonce-undone")
    made.scan(gate.post, refused)
    scan_actions.annul("nonce-undone", gate.post, now=NOW, by=SYSTEM)
    page = shown(client, screens.screen(at, "wall"))
    assert "还没有人到" in page
    assert "吴*本" not in page


def test_a_wall_has_no_code_and_no_numbers_of_people(client: StrictClient, at: CheckinList) -> None:
    hall = screens.screen(at, "wall")
    person = made.guest(event_of(at))
    made.scan(made.phone(at).post, person)
    page = client.get(f"/screen/{hall.token}/").get_data(as_text=True)
    assert person.mobile_tail not in page
    assert person.number not in page
    assert client.get(f"/screen/{hall.token}/qr.png").status_code == 404


def test_staff_make_a_wall(client: StrictClient, at: CheckinList) -> None:
    factories.dai(client)
    wanted = {"kind": "wall", "place": "主席台", "session_id": "0", "list_id": str(at.id)}
    times = {"valid_from": "2026-11-23T08:00", "valid_until": "2026-11-23T20:00"}
    answer = client.submit(f"/desk/events/{at.event_id}/checkin/screens", {**wanted, **times})
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert "到场墙：主席台" in page
    found = re.search(r"(/screen/[A-Z2-7]{26}/)", page)
    assert found is not None
    assert client.get(found[1]).status_code == 200
