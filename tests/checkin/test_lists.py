"""Lists with scopes at the gate and on the desk: groups, sessions, purposes, the usual set, deleting an unused one."""

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import list_actions, queries
from deqing_events.checkin.models import CheckinList
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from tests import factories, factories_teams
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

FORM = {"name": "检录", "purpose": "call_room", "mode": "once", "group_by": "", "opens_at": "", "closes_at": ""}


def desk(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin{tail}"


def held(event_id: int) -> dict[str, CheckinList]:
    database.session().rollback()
    return {row.name: row for row in queries.lists(event_id)}


def second_session(event: Event) -> EventSession:
    first = event.sessions[0]
    row = EventSession(event_id=event.id, title="第二天", venue="县体育馆")
    row.starts_at, row.ends_at = first.starts_at, first.ends_at
    with database.transaction() as session:
        session.add(row)
    return row


@both_engines
def test_a_list_for_some_townships_refuses_the_others(app: Flask, client: StrictClient) -> None:
    del app
    event, own, other = made.today(), factories.township("武康街道"), factories.township("新市镇")
    factories.dai(client)
    narrow = {**FORM, "group_by": "township", "townships": [str(own.id), "999999"]}
    assert client.submit(desk(event.id, "/lists/new"), narrow).status_code == 303
    at = held(event.id)["检录"]
    assert (at.group_by, at.groups, at.purpose) == ("township", [own.id], "call_room")
    here, there, nowhere = (made.guest(event, township_id=town) for town in (own.id, other.id, None))
    post = made.phone(at).post
    reasons = [made.scan(post, person).decision.reason for person in (here, there, nowhere)]
    assert reasons == [None, "not_on_list", "not_on_list"]
    assert (queries.counts(at).registered, queries.counts(at).admitted) == (1, 1)
    assert "武康街道" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert client.submit(desk(event.id, f"/lists/{at.id}"), FORM).status_code == 303
    assert (held(event.id)["检录"].group_by, held(event.id)["检录"].groups) == ("", None)
    assert made.scan(post, there).decision.reason is None


@both_engines
def test_a_list_for_some_teams_refuses_the_others(app: Flask, client: StrictClient) -> None:
    del app
    event = factories_teams.event(days=0, registration_closes_at=NOW + dt.timedelta(hours=1))
    first, second = (factories_teams.draft(event, name, phone=name) for name in ("阜溪一队", "阜溪二队"))
    factories.dai(client)
    narrow = {**FORM, "group_by": "team", "teams": [str(second.id)]}
    assert client.submit(desk(event.id, "/lists/new"), narrow).status_code == 303
    at = held(event.id)["检录"]
    post = made.phone(at).post
    people = [made.guest(event, team_id=team) for team in (first.id, second.id)]
    assert [made.scan(post, person).decision.reason for person in people] == ["not_on_list", None]
    assert queries.counts(at).registered == 1


def test_a_list_that_names_nobody_is_not_stored(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    factories.township("武康街道")
    factories.dai(client)
    answer = client.submit(desk(event.id, "/lists/new"), {**FORM, "name": "午餐", "group_by": "township"})
    text = answer.get_data(as_text=True)
    assert (answer.status_code, "请至少勾选一个" in text, "午餐" in text) == (422, True, True)
    assert held(event.id) == {}


def test_teams_and_sessions_are_asked_only_where_there_are_some(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    factories.dai(client)
    alone = text_of(client.get(desk(event.id, "/lists/new")).get_data(as_text=True))
    assert ("只管这些场次" in alone, "只有这些队伍" in alone) == (False, False)
    extra = second_session(event)
    assert "只管这些场次" in text_of(client.get(desk(event.id, "/lists/new")).get_data(as_text=True))
    assert client.submit(desk(event.id, "/lists/new"), {**FORM, "sessions": [str(extra.id)]}).status_code == 303
    assert held(event.id)["检录"].sessions == [extra.id]
    assert "第二天" in text_of(client.get(desk(event.id)).get_data(as_text=True))


@pytest.mark.parametrize("field", ["purpose", "mode", "group_by"])
def test_a_choice_nobody_offered_is_refused(app: Flask, client: StrictClient, field: str) -> None:
    del app
    event = made.today()
    factories.dai(client)
    assert client.submit(desk(event.id, "/lists/new"), {**FORM, field: "king"}).status_code == 422
    assert held(event.id) == {}


@both_engines
def test_the_usual_set_is_added_once_and_completed(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    made.checkin_list(event, name="签到")
    factories.dai(client)
    for expected in ("已加上 3 份名单", "没有再加"):
        answer = client.submit(desk(event.id, "/lists/usual"), page=desk(event.id, "/lists/new"))
        assert answer.status_code == 303
        assert expected in text_of(client.get(desk(event.id)).get_data(as_text=True))
    rows = held(event.id)
    assert {name: (row.purpose, row.mode) for name, row in rows.items()} == {
        "签到": ("arrival", "once"),
        "检录": ("call_room", "once"),
        "用餐": ("meal", "once_per_day"),
        "领奖": ("prize", "once"),
    }


def test_the_usual_set_of_several_sessions_is_signed_in_each(app: Flask) -> None:
    del app
    event = made.today()
    list_actions.add_usual(event.id, by_session=True, now=NOW, by=SYSTEM)
    modes = {row.purpose: row.mode for row in queries.lists(event.id)}
    assert (modes["arrival"], modes["call_room"], modes["prize"]) == ("once_per_session", "once_per_session", "once")


@both_engines
def test_two_taps_at_once_make_one_usual_set(app: Flask) -> None:
    event_id, line = made.today().id, threading.Barrier(2)
    made_by: list[Any] = []

    def tap() -> None:
        with app.app_context():
            line.wait(30)
            made_by.append(list_actions.add_usual(event_id, by_session=False, now=NOW, by=SYSTEM))
            db.session.remove()

    database.session().rollback()
    taps = [threading.Thread(target=tap) for _ in range(2)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join(60)
    assert sorted(len(names) for names in made_by) == [0, 4]
    assert len(held(event_id)) == 4


@both_engines
def test_only_an_unused_list_is_deleted(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    used, unused = made.checkin_list(event, name="检录"), made.checkin_list(event, name="午餐")
    made.phone(used)
    factories.dai(client)
    gone = desk(event.id, f"/lists/{unused.id}/delete")
    assert "删除名单“午餐”吗" in text_of(client.get(gone).get_data(as_text=True))
    assert client.submit(gone).status_code == 303
    kept = desk(event.id, f"/lists/{used.id}/delete")
    assert client.submit(kept).status_code == 303
    assert "不能删" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert set(held(event.id)) == {"检录"}
    assert client.get(gone).status_code == 404
    assert "checkin_list.delete" in set(database.session().scalars(sa.select(AuditEntry.action)))


def test_entering_by_hand_goes_to_the_arrival_list(app: Flask) -> None:
    del app
    event = made.today()
    made.checkin_list(event, name="午餐", purpose="meal")
    arrival = made.checkin_list(event, name="到场")
    assert queries.first_list_id(event.id) == arrival.id
