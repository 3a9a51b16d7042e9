"""The device API: answers, bad input, tokens, counts, search, undo."""

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.checkin import list_actions, scan_actions
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests import factories_checkin as made
from tests.conftest import NOW, Clock

SCANS = "/api/v1/scans"


def send(client: FlaskClient, phone: made.GatePhone, **body: Any) -> TestResponse:
    full = {"list": str(phone.post.list_id), "nonce": "nonce-0001", **body}
    return client.post(SCANS, json=full, headers=phone.headers)


def error(response: TestResponse) -> tuple[int, str]:
    body = response.get_json()
    assert body["error"]["message"], "an error says what to do"
    return response.status_code, body["error"]["code"]


def stored() -> int:
    return database.session().scalar(sa.select(sa.func.count(Scan.id))) or 0


def test_an_answered_scan_is_200_whatever_the_answer(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event, "沈示例", unit_text="示例精工")
    first = send(client, phone, code=person.address)
    assert first.status_code == 200
    body = first.get_json()
    assert {key: body[key] for key in ("status", "reason", "look", "word", "sentence", "replay", "first")} == {
        "status": "ok",
        "reason": None,
        "look": "in",
        "word": "请进",
        "sentence": "签到成功 · 第 1 位",
        "replay": False,
        "first": None,
    }
    assert body["person"] == {"name": "沈*例", "tail": f"尾号 {person.mobile_tail}", "unit": "示例精工", "note": ""}
    assert send(client, phone, code=person.address).get_json() == {**body, "replay": True}
    again = send(client, phone, code=person.short_code, nonce="nonce-0002", lane="typed").get_json()
    assert (again["status"], again["reason"], again["first"]) == (
        "error",
        "already_in",
        {"at": "2026-11-23T10:00:00+08:00", "gate": "2 号门", "by": "吴演练"},
    )
    unknown = send(client, phone, code="whatever", nonce="nonce-0003").get_json()
    assert (unknown["reason"], unknown["person"], unknown["look"]) == ("invalid", None, "ask")
    assert stored() == 3


def test_no_answer_shows_a_full_name_or_mobile(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event, "沈示例")
    answers = [
        send(client, phone, code=person.address),
        client.get("/api/v1/people?q=沈示例", headers=phone.headers),
        client.get("/api/v1/lists", headers=phone.headers),
    ]
    for answer in answers:
        text = answer.get_data(as_text=True)
        assert "沈示例" not in text
        assert "1990000" not in text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nonce": None}, "bad_nonce"),
        ({"nonce": "short"}, "bad_nonce"),
        ({"nonce": "x" * 65}, "bad_nonce"),
        ({"nonce": "spaces are bad"}, "bad_nonce"),
        ({"nonce": 12345678}, "bad_nonce"),
        ({"code": None}, "bad_code"),
        ({"code": 7}, "bad_code"),
        ({"code": ["a"]}, "bad_code"),
        ({"person": "1"}, "bad_code"),
        ({"direction": "sideways"}, "bad_direction"),
        ({"force": "yes"}, "bad_force"),
        ({"offline": 1}, "bad_force"),
        ({"scanned_at": "yesterday"}, "bad_scanned_at"),
        ({"scanned_at": "2026-11-23T10:00:00"}, "bad_scanned_at"),
        ({"scanned_at": 1}, "bad_scanned_at"),
        ({"lane": "window"}, "bad_lane"),
        ({"direction": {}}, "bad_direction"),
        ({"lane": []}, "bad_lane"),
    ],
)
def test_malformed_fields_are_named_and_store_nothing(
    app: Flask, client: FlaskClient, change: dict[str, Any], code: str
) -> None:
    event, _, phone = made.gate_of(app)
    body = {"code": made.guest(event).address, **change}
    assert error(send(client, phone, **body)) == (400, code)
    assert stored() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_object_is_400(app: Flask, client: FlaskClient, body: bytes) -> None:
    _, _, phone = made.gate_of(app)
    answer = client.post(SCANS, data=body, headers={**phone.headers, "Content-Type": "application/json"})
    assert error(answer) == (400, "bad_body")
    assert stored() == 0


def test_a_megabyte_is_413(app: Flask, client: FlaskClient) -> None:
    _, _, phone = made.gate_of(app)
    body = json.dumps({"code": "x" * 1_000_000})
    answer = client.post(SCANS, data=body, headers={**phone.headers, "Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.get_json()["error"]["message"]
    assert stored() == 0


def test_another_list_is_403(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    other = made.checkin_list(event)
    for list_id in (str(other.id), "nonsense", None, 999):
        assert error(send(client, phone, list=list_id, code="x")) == (403, "other_list")
    assert error(client.get(f"/api/v1/lists/{other.id}/status", headers=phone.headers)) == (403, "other_list")


def test_only_a_supervisor_may_force(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event, state="waiting")
    assert error(send(client, phone, code=person.address, force=True)) == (403, "not_supervisor")
    chief = made.phone(at, role="supervisor")
    refused = send(client, chief, code=person.address).get_json()
    assert refused["left"] == {"kind": "force", "text": "主管放行"}
    forced = send(client, chief, code=person.address, force=True, nonce="nonce-0002").get_json()
    assert (forced["status"], forced["forced"]) == ("ok", True)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "Bearer a b"])
def test_without_a_good_token_it_is_401(app: Flask, client: FlaskClient, header: str | None) -> None:
    made.gate_of(app)
    headers = {} if header is None else {"Authorization": header}
    for method, address in (("POST", SCANS), ("GET", "/api/v1/lists"), ("GET", "/api/v1/people?q=沈示例")):
        assert client.open(address, method=method, json={}, headers=headers).status_code == 401


def test_the_cookie_of_a_gate_phone_opens_no_api(app: Flask, client: FlaskClient) -> None:
    _, _, phone = made.gate_of(app)
    assert phone.into(client).get("/api/v1/lists").status_code == 401


def test_a_revoked_or_expired_link_ends_its_tokens_at_once(app: Flask, client: FlaskClient, clock: Clock) -> None:
    event, at, phone = made.gate_of(app)
    second, third = made.phone(at), made.phone(at, valid_from=NOW + dt.timedelta(hours=1))
    assert error(send(client, third, code="x")) == (401, "link_early")
    link = database.session().get_one(GateDevice, phone.post.device_id).link_id
    assert list_actions.revoke_link(link, now=NOW, by=SYSTEM)
    assert error(send(client, phone, code="x")) == (401, "link_revoked")
    clock.forward(hours=10)
    assert error(send(client, second, code="x")) == (401, "link_late")
    made.change(Event, event.id, state="cancelled")
    clock.forward(hours=-9)
    assert error(send(client, second, code="x")) == (401, "link_cancelled")
    assert stored() == 0
    assert database.session().query(GateLink).count() == 3


def test_too_many_unknown_codes_are_429(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, phone = made.gate_of(app)
    monkeypatch.setattr(scan_actions, "MOST_GUESSES", 2)
    codes = [send(client, phone, code="x", nonce=f"nonce-{number:04}").status_code for number in range(3)]
    assert codes == [200, 200, 429]


def test_a_nonce_of_another_device_is_400(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    send(client, phone, code=made.guest(event).address)
    assert error(send(client, made.phone(at), code="x")) == (400, "nonce_taken")


def test_status_counts_people(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    side = made.phone(at, gate="3 号门")
    people = [made.guest(event) for _ in range(3)]
    made.guest(event, state="waiting")
    made.guest(event, state="cancelled")
    made.scan(phone.post, people[0])
    made.scan(side.post, people[1])
    made.scan(side.post, people[1])
    made.scan(side.post, people[1], direction="exit")
    body = client.get(f"/api/v1/lists/{at.id}/status", headers=phone.headers).get_json()
    assert (body["registered"], body["admitted"], body["inside"]) == (3, 2, 1)
    assert body["gates"] == [{"gate": "2 号门", "admitted": 1}, {"gate": "3 号门", "admitted": 1}]
    assert body["units"] == [{"unit": "示例精工", "admitted": 2}]
    assert body["at"] == "2026-11-23T10:00:00+08:00"


def test_status_notes_that_the_phone_is_alive(app: Flask, client: FlaskClient, clock: Clock) -> None:
    _, at, phone = made.gate_of(app)
    clock.forward(minutes=5)
    client.get(f"/api/v1/lists/{at.id}/status", headers=phone.headers)
    database.session().rollback()
    assert database.session().get_one(GateDevice, phone.post.device_id).seen_at == clock.now


def test_lists_names_the_one_list(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    body = client.get("/api/v1/lists", headers=phone.headers).get_json()
    assert body["lists"] == [
        {
            "id": str(at.id),
            "name": at.name,
            "mode": "once",
            "event": event.title,
            "gate": "2 号门",
            "role": "gate",
        }
    ]
    assert database.session().query(CheckinList).count() == 1


@pytest.mark.parametrize("text", ["", "沈", "abc", "001", " 沈 ", "沈a1b"])
def test_a_search_needs_two_chinese_or_four_other_characters(app: Flask, client: FlaskClient, text: str) -> None:
    event, _, phone = made.gate_of(app)
    made.guest(event, "沈示例")
    answer = client.get("/api/v1/people", query_string={"q": text}, headers=phone.headers)
    assert error(answer) == (400, "too_short")


@pytest.mark.parametrize("text", ["沈示例", "示例", "shenshili", "ssl {tail}", "{tail}", "示例精工", "{number}"])
def test_a_search_finds_by_name_pinyin_tail_unit_and_number(app: Flask, client: FlaskClient, text: str) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event, "沈示例")
    made.guest(made.today("别的活动"), "沈示例")
    query = {"q": text.format(tail=person.mobile_tail, number=person.number)}
    found = client.get("/api/v1/people", query_string=query, headers=phone.headers).get_json()["people"]
    assert [one["id"] for one in found] == [str(person.id)]
    assert found[0]["name"] == "沈*例"


def test_a_person_found_is_scanned_by_id_and_a_stranger_is_nobody(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    person, stranger = made.guest(event), made.guest(made.today("别的活动"))
    assert send(client, phone, person=str(person.id)).get_json()["status"] == "ok"
    for number, other in enumerate((str(stranger.id), "999999999", "99999999999999", "x", "-1", "0")):
        answer = send(client, phone, person=other, nonce=f"nonce-x{number:03}").get_json()
        assert (answer["reason"], answer["person"]) == ("invalid", None)
    lanes = set(database.session().scalars(sa.select(Scan.lane)))
    assert lanes == {"search"}


def test_searching_without_end_is_429(app: Flask, client: FlaskClient) -> None:
    _, _, phone = made.gate_of(app)
    codes = {client.get("/api/v1/people?q=沈示例", headers=phone.headers).status_code for _ in range(61)}
    assert codes == {200, 429}


def test_undo_over_the_api(app: Flask, client: FlaskClient, clock: Clock) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event)
    send(client, phone, code=person.address)
    other = made.phone(at)
    assert error(client.post(f"{SCANS}/nonce-0001/annul", headers=other.headers)) == (404, "nothing_to_undo")
    clock.forward(minutes=14)
    assert client.post(f"{SCANS}/nonce-0001/annul", headers=phone.headers).get_json()["annulled"] is True
    assert error(client.post(f"{SCANS}/nonce-0001/annul", headers=phone.headers)) == (404, "nothing_to_undo")
    assert send(client, phone, code=person.address, nonce="nonce-0002").get_json()["status"] == "ok"
