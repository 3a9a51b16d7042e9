"""What a gate takes along: enough to decide by itself, nothing that gives a person away, and only what is new."""

import datetime as dt
import gzip
import hashlib
import json
import random
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import list_actions, scan_actions
from deqing_events.checkin.models import GateDevice
from deqing_events.checkin.snapshots import building, cursors, queries
from deqing_events.domain.admission_facts import Reason
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.models import Registration
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.engines import both_engines

MANY = 20_000
LARGEST = 2 * 1024 * 1024


def get(client: FlaskClient, phone: made.GatePhone, since: str = "") -> dict[str, Any]:
    address = f"/api/v1/lists/{phone.post.list_id}/snapshot"
    answer = client.get(address, query_string={"since": since} if since else None, headers=phone.headers)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def people(snapshot: dict[str, Any]) -> dict[int, list[Any]]:
    return {row[0]: row for bucket in snapshot["people"].values() for row in bucket}


def mark(token: str) -> str:
    return building.token_mark(hashlib.sha256(token.encode()).hexdigest())


def change(person: made.Guest, **values: Any) -> None:
    """Change a registration as an action does: with an entry in the log."""
    with database.transaction() as session:
        row = session.get_one(Registration, person.id)
        for name, value in values.items():
            setattr(row, name, value)
        record("registration.block", "registration", person.id, by=SYSTEM, now=NOW)


def reissue(person: made.Guest) -> None:
    made.revoke_pass(person)
    with database.transaction():
        record("pass.reissue", "registration", person.id, by=SYSTEM, now=NOW)


@both_engines
def test_it_holds_who_may_come_in_and_who_is_in(app: Flask) -> None:
    client = app.test_client()
    event, at, phone = made.gate_of(app)
    person, waiting = made.guest(event, "沈示例"), made.guest(event, "陈样本", state="waiting", blocked=True)
    made.guest(made.today("别的活动"))
    made.scan(phone.post, person)
    snapshot = get(client, phone)
    assert (snapshot["full"], snapshot["at"]) == (True, round(NOW.timestamp() * 1000))
    found = people(snapshot)
    assert set(found) == {person.id, waiting.id}
    short = building.short_mark(person.short_code)
    assert found[person.id] == [
        person.id, "沈*例", "示例精工", "confirmed", None, "", mark(person.token), short, [],
    ]  # fmt: skip
    assert found[waiting.id][3] == "unconfirmed!"
    assert snapshot["entries"] == [[person.id, [[snapshot["at"], "entry", None, "2 号门", "吴演练"]]]]
    head = snapshot["head"]
    assert (head["id"], head["gate"], head["supervisor"]) == (str(at.id), "2 号门", False)
    assert head["list"]["mode"] == "once"
    assert set(head["words"]) >= {reason.value for reason in Reason} | {"queued_entry", "queued_exit", "unknown"}
    assert head["words"]["queued_entry"]["word"] == "先请进"


def test_no_name_number_or_code_can_be_read_from_it(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event, "沈示例")
    address = f"/api/v1/lists/{phone.post.list_id}/snapshot"
    text = client.get(address, headers=phone.headers).get_data(as_text=True)
    for secret in ("沈示例", "1990000", person.token, person.short_code, person.mobile_tail, person.number):
        assert secret not in text


@both_engines
def test_only_what_is_new_comes_again(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    event, _, phone = made.gate_of(app)
    crowd = [made.guest(event) for _ in range(6)]
    first = get(client, phone)
    clock.forward(minutes=2)
    nothing = get(client, phone, first["version"])
    assert (nothing["full"], nothing["people"], nothing["entries"], "head" in nothing) == (False, {}, [], False)
    made.scan(phone.post, crowd[0], now=clock.now, nonce="the-only-one")
    entered = get(client, phone, nothing["version"])
    assert (entered["people"], [one[0] for one in entered["entries"]]) == ({}, [crowd[0].id])
    scan_actions.annul("the-only-one", phone.post, now=clock.now, by=SYSTEM)
    clock.forward(minutes=2)
    assert get(client, phone, entered["version"])["entries"] == [[crowd[0].id, []]]
    reissue(crowd[1])
    changed = get(client, phone, entered["version"])
    row = people(changed)[crowd[1].id]
    assert (row[6], row[8]) == ("", [mark(crowd[1].token)])


@both_engines
def test_an_undone_entry_and_a_settled_one_are_sent_again(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    event, at, phone = made.gate_of(app)
    side = made.phone(at, gate="3 号门")
    undone, settled = made.guest(event), made.guest(event)
    made.scan(phone.post, undone, nonce="to-be-undone")
    made.scan(phone.post, settled)
    clock.forward(minutes=5)
    known = get(client, phone)
    clock.forward(minutes=5)
    scan_actions.annul("to-be-undone", phone.post, now=clock.now, by=SYSTEM)
    earlier = NOW - dt.timedelta(minutes=1)
    made.scan(side.post, settled, now=clock.now, offline=True, scanned_at=earlier, told="ok")
    news = dict(get(client, phone, known["version"])["entries"])
    assert news[undone.id] == []
    assert [move[3] for move in news[settled.id]] == ["3 号门"]


def test_a_change_nobody_logged_is_found_a_little_later(app: Flask, client: FlaskClient, clock: Clock) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    first = get(client, phone)
    made.change(Registration, person.id, blocked=True)
    assert get(client, phone, first["version"])["people"] == {}
    clock.forward(minutes=5)
    assert people(get(client, phone, first["version"]))[person.id][3] == "confirmed!"


def test_a_changed_list_brings_its_head_again(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    first = get(client, phone)
    details = list_actions.ListDetails(at.name, mode="many", gates=("3 号门",))
    list_actions.save_list(event.id, at.id, details, now=NOW, by=SYSTEM)
    head = get(client, phone, first["version"])["head"]
    assert (head["list"]["mode"], head["list"]["gates"]) == ("many", ["3 号门"])
    assert head["words"]["wrong_gate"]["word"] == "请走 3 号门"


def test_a_list_that_outgrew_its_buckets_is_sent_whole(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, _, phone = made.gate_of(app)
    first = get(client, phone)
    monkeypatch.setattr(cursors, "PEOPLE_TO_A_BUCKET", 2)
    crowd = [made.guest(event) for _ in range(9)]
    change(crowd[0], blocked=True)
    grown = get(client, phone, first["version"])
    assert (grown["full"], len(people(grown))) == (True, 9)
    assert len(grown["people"]) > 1


STRANGE = ("x", "1.2.3", "1.2.3.aaaaaa.bbb", "9" * 16 + ".1.1.aaaaaa.bbbbbb", "１.1.1.aaaaaa.bbbbbb", "a" * 900)


@pytest.mark.parametrize("since", STRANGE)
def test_a_cursor_that_is_none_brings_everything(app: Flask, client: FlaskClient, since: str) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    snapshot = get(client, phone, since)
    assert (snapshot["full"], set(people(snapshot))) == (True, {person.id})


def test_another_list_and_a_revoked_link_get_nothing(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    other = made.checkin_list(event)
    assert client.get(f"/api/v1/lists/{other.id}/snapshot", headers=phone.headers).status_code == 403
    link = database.session().get_one(GateDevice, phone.post.device_id).link_id
    list_actions.revoke_link(link, now=NOW, by=SYSTEM)
    address = f"/api/v1/lists/{phone.post.list_id}/snapshot"
    assert client.get(address, headers=phone.headers).status_code == 401


def test_a_list_is_packed_for_whoever_can_unpack(app: Flask, client: FlaskClient) -> None:
    event, _, phone = made.gate_of(app)
    made.guest(event)
    address = f"/api/v1/lists/{phone.post.list_id}/snapshot"
    answer = client.get(address, headers={**phone.headers, "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.data))["full"] is True


def test_twenty_thousand_people_fit_into_two_megabytes(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, phone = made.gate_of(app)
    chance = random.Random(3)  # noqa: S311 - sample people
    crowd = [_somebody(number, chance) for number in range(1, MANY + 1)]
    moves = [
        SimpleNamespace(
            registration_id=one.id, scanned_at=NOW + dt.timedelta(seconds=one.id / 7), direction="entry",
            session_id=None, gate=f"{one.id % 6} 号门", volunteer="吴演练",
        )
        for one in crowd
    ]  # fmt: skip
    monkeypatch.setattr(queries, "people", lambda _event: crowd)
    monkeypatch.setattr(queries, "entries", lambda _list: moves)
    address = f"/api/v1/lists/{phone.post.list_id}/snapshot"
    answer = client.get(address, headers={**phone.headers, "Accept-Encoding": "gzip"})
    snapshot = json.loads(gzip.decompress(answer.data))
    assert (len(people(snapshot)), len(snapshot["entries"])) == (MANY, MANY)
    assert len(answer.data) < LARGEST


def _somebody(number: int, chance: random.Random) -> SimpleNamespace:
    name = "".join(chance.choice("沈陈吴姚周徐章俞国建伟芳秀英示例样本演练") for _ in range(3))
    return SimpleNamespace(
        id=number, name=name, state="confirmed", review="none", blocked=False, session_id=None, township_id=number % 13,
        team_id=None, unit_text="", unit_name=f"示例{number % 900}有限公司", unit_short_name="", township="武康街道",
        token_hash=hashlib.sha256(str(number).encode()).hexdigest(), short_code=f"{number:08}", revoked_at=None,
    )  # fmt: skip
