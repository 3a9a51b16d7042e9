"""The check of a phone's position at a screen: optional, kept as near or far and a band, never as a place."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.screens import place_actions
from deqing_events.checkin.screens.models import ListPlace, VenueConfirm
from deqing_events.database import Base
from deqing_events.domain.distance import Spot
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests import factories
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests import factories_workers as workers
from tests.checkin.test_venue_pages import mobile_of, page, tap
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

HALL = Spot(30.5423, 119.9775)
THERE = {"latitude": "30.54411", "longitude": "119.97750", "doubt": "30"}
"""Two hundred metres to the north of the hall."""
ELSEWHERE = {"latitude": "30.56111", "longitude": "119.97750", "doubt": "30"}
"""Two kilometres to the north."""


@pytest.fixture
def at(app: Flask) -> CheckinList:
    del app
    row = made.checkin_list(made.today())
    place_actions.set_place(row.id, HALL, 500, now=NOW, by=SYSTEM)
    return row


def visit(client: StrictClient, at: CheckinList, name: str = "", **position: str) -> str:
    """Check somebody in at a screen of the list with a position, and return what the desk reads about it."""
    person = made.guest(database.session().get_one(Event, at.event_id), name)
    workers.recognise(client, mobile_of(person))
    hall = screens.screen(at)
    assert "请进" in tap(client, hall, page(client, hall.address()), **position)
    factories.dai(client)
    told = text_of(page(client, f"/desk/events/{at.event_id}/checkin/attendance"))
    return told[told.index(person.name) :]


def test_near_far_and_not_given_all_come_in_and_the_desk_reads_which(
    new_client: Callable[[], StrictClient], at: CheckinList
) -> None:
    assert "扫屏幕自己签：位置在现场" in visit(new_client(), at, "沈近例", **THERE)
    assert "位置不在现场，3 公里内" in visit(new_client(), at, "沈远例", **ELSEWHERE)
    assert "没有核对位置" in visit(new_client(), at, "沈无例")
    rows = database.session().scalars(sa.select(VenueConfirm).order_by(VenueConfirm.id)).all()
    assert [(row.place_asked, row.near, row.band) for row in rows] == [
        (True, True, 300),
        (True, False, 3000),
        (True, None, 0),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"latitude": "<script>", "longitude": "1", "doubt": "1"},
        {"latitude": "nan", "longitude": "nan", "doubt": "nan"},
        {"latitude": "1e999", "longitude": "0", "doubt": "0"},
        {"latitude": "30.5", "longitude": "120", "doubt": "99999"},
        {"latitude": "30.5", "longitude": "", "doubt": ""},
    ],
)
def test_an_odd_position_is_one_not_given(client: StrictClient, at: CheckinList, odd: dict[str, str]) -> None:
    assert "没有核对位置" in visit(client, at, **odd)


@both_engines
def test_where_somebody_is_is_in_no_table(app: Flask) -> None:
    row = made.checkin_list(made.today())
    place_actions.set_place(row.id, HALL, 500, now=NOW, by=SYSTEM)
    visit(StrictClient(app), row, **ELSEWHERE)
    database.session().rollback()
    stored = [
        str(tuple(found))
        for table in Base.metadata.sorted_tables
        for found in database.session().execute(sa.select(table))
    ]
    assert any("30.5423" in text for text in stored), "the hall's own place is found, so the search works"
    assert not any(digits in text for text in stored for digits in ("30.561", "30.5611"))


def test_a_list_that_does_not_ask_keeps_nothing_and_allows_nothing(client: StrictClient, at: CheckinList) -> None:
    hall = screens.screen(at)
    asked = client.get(hall.address(), follow_redirects=True)
    assert "geolocation=(self)" in asked.headers["Permissions-Policy"]
    assert "只记在不在现场，不存位置；不给也能签到" in asked.get_data(as_text=True)
    assert place_actions.clear_place(at.id, now=NOW, by=SYSTEM)
    quiet = client.get(hall.address(), follow_redirects=True)
    assert "geolocation=()" in quiet.headers["Permissions-Policy"]
    assert "place.js" not in quiet.get_data(as_text=True)
    told = visit(client, at, **THERE)
    assert "位置" not in told.partition("扫屏幕自己签")[2][:20]
    assert [row.place_asked for row in database.session().scalars(sa.select(VenueConfirm))] == [False]


def test_staff_set_and_clear_it(client: StrictClient, at: CheckinList) -> None:
    place_actions.clear_place(at.id, now=NOW, by=SYSTEM)
    factories.dai(client)
    address = f"/desk/events/{at.event_id}/checkin/lists/{at.id}/place"
    refused = client.submit(address, {"latitude": "200", "longitude": "119.97", "radius": "10"})
    assert refused.status_code == 422
    assert 'value="119.97"' in refused.get_data(as_text=True)
    assert "德清在 30.5 上下" in refused.get_data(as_text=True)
    wanted = {"latitude": "30.5423", "longitude": "119.9775", "radius": "300"}
    told = client.submit(address, wanted, follow_redirects=True).get_data(as_text=True)
    assert "问一次位置，只记在不在现场" in told
    row = database.session().get_one(ListPlace, at.id)
    assert (row.latitude, row.longitude, row.radius) == (30.5423, 119.9775, 300)
    told = client.submit(address, {"stop": "1"}, follow_redirects=True).get_data(as_text=True)
    assert "不问位置" in told
    actions = {row.action for row in database.session().scalars(sa.select(AuditEntry))}
    assert {"list_place.set", "list_place.clear"} <= actions


def test_a_list_of_another_event_is_not_found(client: StrictClient, at: CheckinList) -> None:
    other = factories.event("别的比武")
    factories.dai(client)
    assert client.get(f"/desk/events/{other.id}/checkin/lists/{at.id}/place").status_code == 404


def test_a_phone_that_signs_in_stays_the_same_phone(client: StrictClient, at: CheckinList) -> None:
    event = database.session().get_one(Event, at.event_id)
    first, second = made.guest(event), made.guest(event)
    hall = screens.screen(at)
    page(client, hall.address())
    data = {"mobile": mobile_of(first), "name": first.name, "nonce": "nonce-of-one"}
    assert "请进" in text_of(client.submit(f"/v/{hall.id}/who", data).get_data(as_text=True))
    workers.sign_in(client, workers.Inbox(), mobile_of(second))
    assert "请进" in tap(client, hall, page(client, hall.address()))
    hashes = {row.phone_hash for row in database.session().scalars(sa.select(VenueConfirm))}
    assert len(hashes) == 1
    assert database.session().scalar(sa.select(sa.func.count(Scan.id)).where(Scan.counts)) == 2
