"""The list of entrants: from registrations, by hand, with states, blind codes and old values kept."""

import pytest

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.entrants import actions
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, MarkChange
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

TYPED = {
    "number": "W1",
    "name": "沈示例",
    "delegation": "洛舍镇",
    "unit_name": "示例精工",
    "blind_code": "K01",
    "status": "present",
}


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/entrants{tail}"


def register(
    event: Event, name: str, *, came: bool = False, state: str = "confirmed", township: str = ""
) -> Registration:
    place = factories.township(township) if township else None
    made = Registration(
        number=f"R-{event.id}-{name}",
        event_id=event.id,
        state=state,
        person_key=name,
        name=name,
        mobile="19900000017",
        mobile_tail="0017",
        unit_text="示例精工",
        township_id=place.id if place else None,
        created_at=NOW,
    )
    with database.transaction() as session:
        session.add(made)
        session.flush()
        if came:
            door = CheckinList(event_id=event.id, name="签到")
            session.add(door)
            session.flush()
            session.add(
                Scan(list_id=door.id, registration_id=made.id, code_hash="h", nonce=name, slot="s", counts=True,
                     recorded="success", scanned_at=NOW, received_at=NOW)
            )  # fmt: skip
    return made


def listed() -> list[tuple[str, str, str, str]]:
    rows = database.session().query(Entrant).order_by(Entrant.number)
    return [(row.number, row.name, row.delegation, row.unit_name) for row in rows]


@both_engines
def test_one_click_makes_the_list_of_the_confirmed(client: StrictClient) -> None:
    event = stage.county(client)
    register(event, "沈示例", township="洛舍镇")
    register(event, "陈样本")
    register(event, "吴候补", state="waiting")
    assert "2 人已确认报名、还不在名单里" in text_of(client.get(at(event)).get_data(as_text=True))
    assert client.submit(at(event, "/enrol"), {"prefix": "WD"}, page=at(event)).status_code == 302
    assert listed() == [("WD001", "沈示例", "洛舍镇", "示例精工"), ("WD002", "陈样本", "", "示例精工")]
    client.submit(at(event, "/enrol"), {"prefix": "WD"}, page=at(event, "/new"))
    assert len(listed()) == 2
    register(event, "周后来")
    client.submit(at(event, "/enrol"), {"prefix": "WD"}, page=at(event))
    assert listed()[-1][:2] == ("WD003", "周后来")


def test_only_those_who_came_when_asked(client: StrictClient) -> None:
    event = stage.county(client)
    register(event, "沈示例", came=True)
    register(event, "陈样本")
    answer = client.submit(at(event, "/enrol"), {"prefix": "", "attended_only": "y"}, page=at(event))
    assert answer.status_code == 302
    assert [row[:2] for row in listed()] == [("001", "沈示例")]


def test_a_prefix_that_is_none_is_answered(client: StrictClient) -> None:
    event = stage.county(client)
    register(event, "沈示例")
    answer = client.submit(at(event, "/enrol"), {"prefix": "<x>"}, page=at(event))
    assert answer.status_code == 422
    assert "最多 6 个字母或汉字" in text_of(answer.get_data(as_text=True))
    assert listed() == []


def test_one_is_added_by_hand_with_penalties_and_vetoes(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event, vetoes=[{"key": "v1", "title": "重大违规", "effect": "disqualify"}])
    typed = {**TYPED, "elapsed": "1:52:02", "penalty0": "2", "vetoes": "v1", "recused": "裁判2"}
    assert client.submit(at(event, "/new"), typed).status_code == 302
    made = database.session().query(Entrant).one()
    assert (made.elapsed_seconds, made.penalties, made.vetoes, made.recused) == (
        6722,
        {"deduction": "2"},
        ["v1"],
        ["裁判2"],
    )
    offered = as_offered(client.get(at(event, f"/{made.id}")).get_data(as_text=True))
    assert offered["elapsed"] == "1:52:02"
    assert client.submit(at(event, f"/{made.id}"), {**offered, "penalty0": "0", "status": "absent"}).status_code == 302
    database.session().expire_all()
    assert (made.status, made.penalties, made.vetoes) == ("absent", {}, ["v1"])
    kept = {(row.what, row.before, row.after) for row in database.session().query(MarkChange)}
    assert kept == {("status", "present", "absent"), ("penalties", "{'deduction': '2'}", "{}")}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": ""}, "请填写这一项"),
        ({"number": "A" * 21}, "最多 20 个字"),
        ({"number": "<b>"}, "只用字母、数字和汉字"),
        ({"name": " "}, "请填写这一项"),
        ({"status": "late"}, "状态"),
        ({"elapsed": "很久"}, "用时请写成 1:52:02"),
        ({"number": "A1"}, "这个参赛号已经有人用了"),
        ({"blind_code": "K07"}, "这个盲码已经有人用了"),
        ({"penalty0": "x"}, "请填次数"),
        ({"vetoes": "nothing"}, "一票否决"),
    ],
)
def test_what_does_not_fit_is_answered_and_kept(client: StrictClient, change: dict[str, str], words: str) -> None:
    event = stage.county(client)
    stage.rules(event, vetoes=[{"key": "v1", "title": "重大违规", "effect": "disqualify"}])
    stage.entrant(event, "A1", blind_code="K07")
    answer = client.submit(at(event, "/new"), {**TYPED, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text_of(page)
    assert as_offered(page)["unit_name"] == "示例精工"
    assert len(listed()) == 1


def test_ticked_rows_get_a_status_together(client: StrictClient) -> None:
    event, other = stage.county(client), factories.event()
    one, two = stage.entrant(event, "A1"), stage.entrant(event, "A2")
    theirs = stage.entrant(other, "B1")
    ids = [str(one.id), str(two.id), str(theirs.id), "x"]
    answer = client.submit(at(event, "/status"), {"ids": ids, "status": "absent"}, page=at(event))
    assert answer.status_code == 302
    database.session().expire_all()
    assert [row.status for row in (one, two, theirs)] == ["absent", "absent", "present"]
    for wrong in ({"status": "absent"}, {"ids": [str(one.id)]}, {"ids": [str(one.id)], "status": "late"}):
        answer = client.submit(at(event, "/status"), wrong, page=at(event))
        assert answer.status_code == 422
        assert "请先勾选人，再选一个状态" in text_of(answer.get_data(as_text=True))


def test_blind_codes_are_given_once_and_differ(client: StrictClient) -> None:
    event = stage.county(client)
    for index in range(30):
        stage.entrant(event, f"A{index}", blind_code="K01" if index == 0 else "")
    assert client.submit(at(event, "/blind-codes"), {}, page=at(event)).status_code == 302
    codes = [row.blind_code for row in database.session().query(Entrant)]
    assert len(set(codes)) == 30
    assert "K01" in codes
    client.submit(at(event, "/blind-codes"), {}, page=at(event))
    assert [row.blind_code for row in database.session().query(Entrant)] == codes


def test_taking_somebody_off_asks_first_and_spares_the_marked(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    marked, free = stage.entrant(event, "A1"), stage.entrant(event, "A2")
    stage.mark(marked, "80", ("50", "30"))
    actions.set_status(event.id, [free.id], "absent", Change(SYSTEM, NOW))
    assert "从参赛名单删去" in text_of(client.get(at(event, f"/{free.id}/remove")).get_data(as_text=True))
    assert client.submit(at(event, f"/{free.id}/remove")).status_code == 302
    refused = client.submit(at(event, f"/{marked.id}/remove"))
    assert refused.status_code == 422
    assert "已经有分数，不能删去" in text_of(refused.get_data(as_text=True))
    assert [row[0] for row in listed()] == ["A1"]


def test_after_publication_changes_need_a_reason(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    stage.publish(client, event)
    address = at(event, f"/{rows['A1'].id}")
    offered = as_offered(client.get(address).get_data(as_text=True))
    refused = client.submit(address, {**offered, "status": "withdrawn"})
    assert refused.status_code == 422
    assert "成绩已经公布，改动请写明理由" in text_of(refused.get_data(as_text=True))
    assert client.submit(address, {**offered, "status": "withdrawn", "reason": "裁决"}).status_code == 302
    assert client.submit(at(event, "/new"), TYPED).status_code == 422
    assert database.session().query(MarkChange).one().reason == "裁决"


def test_strangers_find_no_list(client: StrictClient) -> None:
    mine, other = factories.event(), factories.event()
    theirs = stage.entrant(other, "B1")
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, mine.id)))
    for tail in ("", "/new", f"/{theirs.id}", f"/{theirs.id}/remove"):
        assert client.get(at(other, tail)).status_code == 404
    assert client.get(at(mine, f"/{theirs.id}")).status_code == 404
    for tail in ("/enrol", "/blind-codes", "/status", f"/{theirs.id}/remove"):
        assert (
            client.submit(at(other, tail), {"ids": str(theirs.id), "status": "absent"}, page=at(mine)).status_code
            == 404
        )
    assert listed() == [("B1", "沈示例", "武康街道", "")]
