"""Uploading what was scanned without a line: an answer for each, bad ones alone, late ones kept."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.checkin import device_bodies, device_scans, list_actions, offline_actions, offline_api, scan_actions
from deqing_events.checkin.models import GateDevice, Scan
from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import BusyError
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.engines import both_engines

BATCH = "/api/v1/scans/batch"


def scan(phone: made.GatePhone, person: made.Guest | str, nonce: str, **more: Any) -> dict[str, Any]:
    code = person if isinstance(person, str) else person.address
    at = (NOW - dt.timedelta(minutes=5)).isoformat()
    return {"list": str(phone.post.list_id), "code": code, "nonce": nonce, "scanned_at": at, "offline": True, **more}


def send(client: FlaskClient, phone: made.GatePhone, *scans: object, **more: Any) -> TestResponse:
    return client.post(BATCH, json={"scans": scans, **more}, headers=phone.headers)


def answers(client: FlaskClient, phone: made.GatePhone, *scans: object, **more: Any) -> list[dict[str, Any]]:
    response = send(client, phone, *scans, **more)
    assert response.status_code == 200, response.get_data(as_text=True)
    found: list[dict[str, Any]] = response.get_json()["answers"]
    return found


def stored() -> list[Scan]:
    database.session().rollback()
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def revoke(phone: made.GatePhone, now: dt.datetime) -> None:
    link = database.session().get_one(GateDevice, phone.post.device_id).link_id
    assert list_actions.revoke_link(link, now=now, by=SYSTEM)


@both_engines
def test_each_scan_gets_its_answer_and_the_same_one_again(app: Flask) -> None:
    client = app.test_client()
    event, at, phone = made.gate_of(app)
    side = made.phone(at, gate="3 号门", volunteer="周模拟")
    person, gone = made.guest(event, "沈示例"), made.guest(event, state="cancelled")
    answers(client, side, scan(side, person, "side-0001", scanned_at=(NOW - dt.timedelta(minutes=9)).isoformat()))
    batch = [
        scan(phone, person, "gate-0001"),
        scan(phone, gone, "gate-0002"),
        scan(phone, made.guest(event), "gate-0003"),
    ]
    first = answers(client, phone, *batch)
    assert [(one["status"], one["reason"], one["replay"]) for one in first] == [
        ("error", "already_in", False),
        ("error", "cancelled", False),
        ("ok", None, False),
    ]
    twice, refused, fine = (one["conflict"] for one in first)
    assert (twice["kind"], twice["gate"], twice["by"], twice["sentence"]) == (
        "twice", "3 号门", "周模拟", "3 号门 09:51 也用过这张码",
    )  # fmt: skip
    assert (refused["kind"], refused["reason"], fine) == ("refused", "cancelled", None)
    again = answers(client, phone, *batch)
    assert again == [{**one, "replay": True} for one in first]
    assert len(stored()) == 4


def test_a_bad_scan_is_refused_alone(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    bad: list[object] = [
        7,
        None,
        {},
        scan(phone, "x", "short"),
        scan(phone, "x", "bad-told-1", told="perhaps"),
        scan(phone, "x", "bad-time-1", scanned_at="yesterday"),
        scan(phone, "x", "bad-year-1", scanned_at="0001-01-01T00:00:00+14:00"),
        scan(phone, "x", "bad-list-1", list="999"),
        scan(phone, "x", "bad-force1", force=True),
    ]
    made_answers = answers(client, phone, *bad, scan(phone, made.guest(event), "good-one-1"))
    codes = [one["error"]["code"] for one in made_answers[:-1]]
    assert codes == [
        "bad_body", "bad_body", "other_list", "bad_nonce", "bad_told", "bad_scanned_at", "bad_scanned_at",
        "other_list", "not_supervisor",
    ]  # fmt: skip
    assert all(one["error"]["message"] and not one["error"]["again"] for one in made_answers[:-1])
    assert made_answers[-1]["status"] == "ok"
    assert [row.nonce for row in stored()] == ["good-one-1"]


@pytest.mark.parametrize("body", [[], {}, {"scans": {}}, {"scans": "x"}, {"scans": [], "sent_at": "now"}, None])
def test_a_batch_that_is_none_is_400(app: Flask, client: FlaskClient, body: object) -> None:
    _, _, phone = made.gate_of(app)
    assert client.post(BATCH, json=body, headers=phone.headers).status_code == 400


def test_too_many_at_once_is_413(app: Flask, client: FlaskClient) -> None:
    _, _, phone = made.gate_of(app)
    assert send(client, phone, *[{}] * (device_bodies.MOST_SCANS + 1)).status_code == 413
    assert send(client, phone, "x" * offline_api.LARGEST_BODY).status_code == 413
    assert stored() == []


def test_a_clock_that_is_wrong_is_put_right(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    wrong = dt.timedelta(hours=7, minutes=3)
    at = NOW - dt.timedelta(minutes=20)
    answers(
        client,
        phone,
        scan(phone, made.guest(event), "clock-0001", scanned_at=(at + wrong).isoformat()),
        sent_at=(NOW + wrong).isoformat(),
    )
    near = (NOW - dt.timedelta(seconds=4)).isoformat()
    answers(client, phone, scan(phone, made.guest(event), "clock-0002", scanned_at=at.isoformat()), sent_at=near)
    single = {**scan(phone, made.guest(event), "clock-0003"), "scanned_at": (at - wrong).isoformat()}
    client.post("/api/v1/scans", json={**single, "sent_at": (NOW - wrong).isoformat()}, headers=phone.headers)
    assert [row.scanned_at for row in stored()] == [at, at, at]


@pytest.mark.parametrize("how", ["revoked", "late"])
def test_a_link_that_ended_is_refused_but_what_was_scanned_before_is_kept(
    app: Flask, client: FlaskClient, clock: Clock, how: str
) -> None:
    event, _, phone = made.gate_of(app)
    before, after = scan(phone, made.guest(event), "before-001"), scan(phone, made.guest(event), "after-0001")
    if how == "revoked":
        revoke(phone, NOW)
        clock.forward(minutes=10)
    else:
        clock.forward(hours=10, minutes=10)
    after["scanned_at"] = (clock.now - dt.timedelta(minutes=1)).isoformat()
    assert client.post("/api/v1/scans", json=before, headers=phone.headers).status_code == 401
    kept, refused = answers(client, phone, before, after)
    assert kept["status"] in {"ok", "error"}
    assert "error" not in kept
    assert refused["error"]["code"] == f"link_{how}"
    assert [row.nonce for row in stored()] == ["before-001"]
    clock.forward(days=8)
    assert send(client, phone, before).status_code == 401


def test_a_link_not_open_yet_takes_nothing_in(app: Flask, client: FlaskClient) -> None:
    event, at, _ = made.gate_of(app)
    early = made.phone(at, valid_from=NOW + dt.timedelta(hours=1))
    assert send(client, early, scan(early, made.guest(event), "early-0001")).status_code == 401


def test_what_may_be_sent_again_says_so(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event, _, phone = made.gate_of(app)
    monkeypatch.setattr(scan_actions, "MOST_GUESSES", 1)
    first, second = answers(client, phone, scan(phone, "nobody", "guess-0001"), scan(phone, "nobody", "guess-0002"))
    assert (first["reason"], second["error"]["code"], second["error"]["again"]) == ("invalid", "too_many", True)

    def busy(*_: object, **__: object) -> None:
        raise BusyError("locked")

    monkeypatch.setattr(offline_actions, "scan", busy)
    (waiting,) = answers(client, phone, scan(phone, made.guest(event), "busy-00001"))
    assert waiting == device_scans._refused("busy-00001", "busy", "系统正忙，过一会儿再传这一条。")  # noqa: SLF001
    assert waiting["error"]["again"] is True


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}])
def test_without_a_good_token_nothing_is_taken_in(app: Flask, client: FlaskClient, header: dict[str, str]) -> None:
    made.gate_of(app)
    assert client.post(BATCH, json={"scans": []}, headers=header).status_code == 401


def test_no_answer_of_a_batch_shows_a_full_name_or_mobile(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    text = send(client, phone, scan(phone, made.guest(event, "沈示例"), "mask-00001")).get_data(as_text=True)
    assert "沈示例" not in text
    assert "1990000" not in text
