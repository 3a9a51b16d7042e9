"""A team's pass at the gate: shown, some let in, the rest named as missing, on the page and over the API."""

import re
import threading
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.teams import actions as door
from deqing_events.checkin.teams import queries as at_door
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import passes
from deqing_events.registration.models import Registration
from deqing_events.registration.teams import actions, queries, tokens
from deqing_events.registration.teams.models import Team
from tests import factories_checkin as made
from tests import factories_teams
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import keys
from tests.reading import StrictClient, text_of


def team_code(team: Team) -> str:
    fresh = queries.by_number(team.number)
    assert fresh is not None
    held = tokens.current(fresh)
    assert held is not None
    return f"HTTPS://LOCALHOST/P/{tokens.pass_token(held, keys())}"


@pytest.fixture
def arrived(app: Flask) -> tuple[Event, Team, made.GatePhone]:
    """A team of four at a list that is open, and a gate phone."""
    del app
    event = factories_teams.event()
    team = factories_teams.entered(event, 4, "示例精工联队")
    at = made.checkin_list(event, opens_at=NOW.replace(hour=0, minute=0))
    return event, team, made.phone(at)


def scan(client: FlaskClient, phone: made.GatePhone, code: str, nonce: str = "nonce-0001") -> dict[str, Any]:
    body = {"list": str(phone.post.list_id), "nonce": nonce, "code": code}
    found: dict[str, Any] = client.post("/api/v1/scans", json=body, headers=phone.headers).get_json()
    return found


def admit(client: FlaskClient, phone: made.GatePhone, team: str, people: list[Any], nonce: str = "team-0001") -> Any:
    body = {"list": str(phone.post.list_id), "nonce": nonce, "people": people}
    return client.post(f"/api/v1/teams/{team}/admit", json=body, headers=phone.headers)


def stored() -> list[Scan]:
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


@both_engines
def test_some_are_let_in_and_a_repeat_names_the_rest(arrived: tuple[Event, Team, made.GatePhone], app: Flask) -> None:
    _, team, phone = arrived
    client = FlaskClient(app)
    shown = scan(client, phone, team_code(team))
    assert (shown["status"], shown["reason"], shown["look"], shown["word"]) == ("incomplete", "team", "ask", "整队核对")
    people = shown["team"]["people"]
    assert (shown["who"], shown["tail"], shown["team"]["missing"]) == ("示例精工联队", "全队 4 人", 4)
    assert [person["captain"] for person in people] == [True, False, False, False]
    assert all(person["may_enter"] for person in people)
    assert stored() == [], "looking at a team lets nobody in"
    three = [person["id"] for person in people[:3]]
    answer = admit(client, phone, shown["team"]["id"], three).get_json()
    assert (answer["status"], answer["look"], answer["word"]) == ("ok", "in", "请进")
    assert answer["sentence"] == "放行 3 人 · 还差 1 人"
    assert answer["team"]["admitted"] == sorted(three, key=int)
    assert admit(client, phone, shown["team"]["id"], three).get_json()["team"]["admitted"] == sorted(three, key=int)
    assert [(row.recorded, row.lane) for row in stored()] == [("success", "team")] * 3, (
        "the same nonce again stores nothing"
    )
    again = scan(client, phone, team_code(team), "nonce-0002")
    assert (again["team"]["missing"], again["sentence"]) == (1, "还差 1 人")
    words = [person["word"] for person in again["team"]["people"]]
    assert words == ["10:00 2 号门 已进场"] * 3 + ["还没进场"]
    last = admit(client, phone, shown["team"]["id"], [people[3]["id"]], "team-0002").get_json()
    assert last["sentence"] == "放行 1 人 · 全队到齐"
    whole = scan(client, phone, team_code(team), "nonce-0003")
    assert (whole["look"], whole["word"], whole["left"]) == ("again", "已进过场", None)
    assert {row.registration_id for row in stored()} == {int(person["id"]) for person in people}


def test_nobody_of_another_team_and_nobody_refused_comes_in(
    arrived: tuple[Event, Team, made.GatePhone], client: FlaskClient
) -> None:
    event, team, phone = arrived
    other = factories_teams.entered(event, 2, "别的队")
    stranger = queries.people(other.id)[0]
    blocked = queries.people(team.id)[1]
    made.change(Registration, blocked.id, blocked=True)
    shown = scan(client, phone, team_code(team))
    refused = next(person for person in shown["team"]["people"] if person["id"] == str(blocked.id))
    assert (refused["may_enter"], refused["reason"], refused["word"]) == (False, "blocked", "还不能进")
    answer = admit(client, phone, str(team.id), [str(stranger.id), str(blocked.id)]).get_json()
    assert (answer["status"], answer["team"]["admitted"]) == ("incomplete", [])
    assert [(row.registration_id, row.recorded, row.reason) for row in stored()] == [(blocked.id, "failure", "blocked")]


def test_a_team_of_another_event_and_an_old_team_pass_are_nobodys(
    arrived: tuple[Event, Team, made.GatePhone], client: FlaskClient
) -> None:
    event, team, phone = arrived
    elsewhere = factories_teams.entered(factories_teams.event(title="别的联赛"), 2)
    assert scan(client, phone, team_code(elsewhere))["reason"] == "invalid"
    assert admit(client, phone, str(elsewhere.id), ["1"]).status_code == 404
    old = team_code(team)
    actions.reissue_pass(team.id, factories_teams.how())
    assert scan(client, phone, old, "nonce-0002")["reason"] == "invalid"
    assert scan(client, phone, team_code(team), "nonce-0003")["reason"] == "team"
    draft = factories_teams.gathered(event, 2)
    assert admit(client, phone, str(draft.id), ["1"]).status_code == 404


@pytest.mark.parametrize("people", [None, [], "1", [1], [None], {"a": 1}])
def test_malformed_people_are_400(
    arrived: tuple[Event, Team, made.GatePhone], client: FlaskClient, people: Any
) -> None:
    _, team, phone = arrived
    answer = admit(client, phone, str(team.id), people)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "bad_people")
    assert admit(client, phone, "x" * 400, ["9" * 400]).status_code == 404
    assert admit(client, phone, str(team.id), ["1"], "n" * 49).status_code == 400


def test_the_page_shows_ticks_and_lets_in(arrived: tuple[Event, Team, made.GatePhone], client: StrictClient) -> None:
    _, team, phone = arrived
    phone.into(client)
    gate = f"/gate/{phone.link_token}"
    answer = client.submit(f"{gate}/code", {"code": team_code(team)})
    page = f"{gate}/team/{team.id}"
    assert (answer.status_code, answer.location) == (303, page)
    text = client.get(page).get_data(as_text=True)
    ids = re.findall(r'name="people" value="(\d+)" checked', text)
    assert len(ids) == 4
    names = [held.name for held in queries.people(team.id)]
    assert not any(name in text for name in names), "masked"
    nobody = client.submit(page, {})
    assert (nobody.status_code, "先勾上到了的人" in nobody.get_data(as_text=True)) == (422, True)
    some = text_of(client.submit(page, {"people": ids[0]}).get_data(as_text=True))
    assert "请进：放行 1 人，还差 3 人" in some
    assert client.get(page).get_data(as_text=True).count(" disabled") == 1
    assert client.get(f"{gate}/team/99999").status_code == 404


def test_each_of_a_team_is_undone_alone(arrived: tuple[Event, Team, made.GatePhone], client: FlaskClient) -> None:
    _, team, phone = arrived
    ids = [str(held.id) for held in queries.people(team.id)]
    admit(client, phone, str(team.id), ids)
    nonce = stored()[0].nonce
    assert client.post(f"/api/v1/scans/{nonce}/annul", headers=phone.headers).status_code == 200
    assert scan(client, phone, team_code(team))["team"]["missing"] == 1


def test_a_device_of_another_list_gets_no_team(
    arrived: tuple[Event, Team, made.GatePhone], client: FlaskClient
) -> None:
    _, team, phone = arrived
    foreign = made.phone(made.checkin_list(made.today("别的活动")))
    assert admit(client, foreign, str(team.id), ["1"]).status_code == 404
    mixed = replace(foreign, post=phone.post)
    assert admit(client, mixed, str(team.id), ["1"]).status_code == 403
    assert admit(client, replace(phone, bearer="x"), str(team.id), ["1"]).status_code == 401


def test_where_passes_rotate_a_picture_of_a_teams_code_opens_no_team(
    arrived: tuple[Event, Team, made.GatePhone], client: StrictClient
) -> None:
    event, team, phone = arrived
    made.change(Event, event.id, rotating_pass=True)
    old = team_code(team)
    shown = scan(client, phone, old)
    assert (shown["reason"], shown.get("team")) == ("invalid", None)
    fresh = f"{old}/{passes.turning_code(old.rpartition('/')[2], keys=keys(), now=NOW)}"
    assert scan(client, phone, fresh, "nonce-0002")["reason"] == "team"
    phone.into(client)
    assert client.get(old.removeprefix("HTTPS://LOCALHOST")).status_code == 410
    assert client.get(fresh.removeprefix("HTTPS://LOCALHOST")).status_code == 302


@both_engines
def test_two_gates_let_a_team_in_once(arrived: tuple[Event, Team, made.GatePhone], app: Flask) -> None:
    """The index on entries is the guard; test_two_gates_at_once shows the race without it."""
    event, team, first = arrived
    team_id, event_id = team.id, event.id
    at = database.session().get_one(CheckinList, first.post.list_id)
    posts = [first.post, made.phone(at, gate="3 号门", volunteer="乙志愿").post]
    ids = [held.id for held in queries.people(team.id)]
    database.session().rollback()
    line, sheets = threading.Barrier(2), list[door.Sheet]()

    def stand(number: int) -> None:
        with app.app_context():
            here = at_door.entered(team_id, event_id)
            assert here is not None
            line.wait(60)
            sheets.append(door.admit(here, ids, posts[number], nonce=f"team-at-{number}", now=NOW, by=SYSTEM))
            db.session.remove()

    threads = [threading.Thread(target=stand, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one for sheet in sheets for one in sheet.admitted) == sorted(ids), "everybody by one gate exactly"
    assert sum(row.counts for row in stored()) == len(ids)
    assert [row.reason for row in stored() if not row.counts] == ["already_in"] * len(ids)
