"""The API document: every call is in it, nothing else is, and real answers of every status are as it says."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from deqing_events import database, engines
from deqing_events.accounts.models import RateCount
from deqing_events.checkin import device_bodies, scan_actions
from deqing_events.checkin.api_document.document import document
from deqing_events.checkin.door_questions import actions as questions
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.models import Registration
from tests import factories_checkin as made
from tests import factories_teams
from tests.checkin.test_teams_at_the_gate import team_code
from tests.conftest import NOW
from tests.schema_check import problems, resolved

METHODS = ("get", "post", "put", "patch", "delete")
PREFIX = "/api/v1"


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/")]


def documented(whole: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The operations by method and path."""
    return {
        (method, path): call
        for path, item in whole["paths"].items()
        for method, call in item.items()
        if method in METHODS
    }


def schema_of(whole: dict[str, Any], call: dict[str, Any], status: int) -> dict[str, Any] | None:
    """What the document says of the answers of one status, or None when it says nothing."""
    said = call["responses"].get(str(status))
    if said is None:
        return None
    said = resolved(said["$ref"], whole) if "$ref" in said else said
    return dict(said["content"]["application/json"]["schema"])


@dataclass
class Caller:
    """Calls the API and holds every request and answer against the document."""

    app: Flask
    phone: made.GatePhone
    seen: set[tuple[str, str, int]] = field(default_factory=set)

    def __call__(self, method: str, path: str, target: str = "", **more: Any) -> dict[str, Any]:
        headers = more.pop("headers", self.phone.headers)
        answer = self.app.test_client().open(PREFIX + (target or path), method=method.upper(), headers=headers, **more)
        self.compare(method, path, answer, more.get("json"))
        found: dict[str, Any] = answer.get_json()
        return found

    def compare(self, method: str, path: str, answer: TestResponse, sent: object) -> None:
        whole = document()
        call = documented(whole)[method, path]
        schema = schema_of(whole, call, answer.status_code)
        assert schema is not None, f"{method} {path}: {answer.status_code} is not documented"
        assert problems(answer.get_json(), schema, whole) == []
        if sent is not None and answer.status_code == 200:
            body = call["requestBody"]["content"]["application/json"]["schema"]
            assert problems(sent, body, whole) == [], "the document refuses what the API takes"
        self.seen.add((method, path, answer.status_code))


@pytest.fixture
def caller(app: Flask) -> Caller:
    """A caller on a list of an event of today."""
    event = made.today()
    return Caller(app, made.phone(made.checkin_list(event, mode="reentry"), role="supervisor"))


def scan(caller: Caller, nonce: str, **body: Any) -> dict[str, Any]:
    return {"list": str(caller.phone.post.list_id), "nonce": nonce, **body}


def test_every_call_is_documented_and_nothing_else_is(app: Flask) -> None:
    there = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX)))
        for rule in rules(app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(there) > 8
    assert set(documented(document())) == there


def test_the_document_holds_together(app: Flask) -> None:
    answer = app.test_client().get(f"{PREFIX}/openapi.json")
    assert (answer.status_code, answer.get_json()) == (200, document())
    whole, text = document(), answer.get_data(as_text=True)
    assert whole["openapi"] == "3.1.0"
    for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', text)):
        assert resolved(reference, whole)
    calls = documented(whole)
    names = [call["operationId"] for call in calls.values()]
    assert sorted(names) == sorted(set(names))
    for (method, path), call in calls.items():
        placed = {each["name"] for each in call.get("parameters", ()) if each["in"] == "path"}
        assert placed == set(re.findall(r"{(\w+)}", path)), path
        assert "401" in call["responses"] or call["security"] == [], f"{method} {path}"


def test_only_the_document_itself_asks_for_no_token(app: Flask) -> None:
    for (method, path), call in documented(document()).items():
        target = PREFIX + re.sub(r"{\w+}", "1", path)
        status = app.test_client().open(target, method=method.upper(), json={}).status_code
        assert (status == 200) == (call.get("security") == []), path
        assert status in {200, 401}, path


def a_day_at_the_gate(caller: Caller) -> None:
    """Every kind of answer to a scan."""
    post = caller.phone.post
    at = database.session().get_one(CheckinList, post.list_id)
    event = at.event
    person, gone = made.guest(event, "沈示例"), made.guest(event, state="cancelled")
    stranger = made.guest(made.today("别的活动"))
    key = questions.add(at.id, "号码布", ("领了", "没领"), now=NOW, by=SYSTEM)
    asked = caller("post", "/scans", json=scan(caller, "nonce-0001", code=person.address))
    assert [each["key"] for each in asked["questions"]] == [key]
    body = scan(caller, "nonce-0002", code=person.address, answers={key: "领了"})
    for nonce, more in (
        ("nonce-0002", {}),
        ("nonce-0002", {}),
        ("nonce-0003", {}),
        ("nonce-0004", {"direction": "exit"}),
    ):
        caller("post", "/scans", json={**body, "nonce": nonce, **more})
    for number, shown in enumerate((gone.address, stranger.address, "A" * 26, "")):
        caller("post", "/scans", json=scan(caller, f"other-{number:03}", code=shown))
    forced = scan(caller, "forced-01", person=str(gone.id), force=True, lane="search")
    assert caller("post", "/scans", json=forced)["forced"] is True
    caller("post", "/scans", json=scan(caller, "x", code="A"))
    caller("post", "/scans", json={"list": "0"})
    caller("post", "/scans", json=scan(caller, "nonce-0009", code="A"), headers={})
    caller("post", "/scans", data=b'"' + b"x" * 20_000, content_type="application/json")
    annul = "/scans/{nonce}/annul"
    for nonce in ("forced-01", "forced-01"):
        caller("post", annul, f"/scans/{nonce}/annul")
    caller("post", annul, "/scans/forced-01/annul", headers={})
    for number in range(scan_actions.MOST_GUESSES):
        caller("post", "/scans", json=scan(caller, f"guess-{number:04}", code="B" * 26))


def without_a_line(caller: Caller) -> None:
    """A snapshot whole and new, and batches good and bad."""
    own = caller.phone.post.list_id
    event = database.session().get_one(CheckinList, own).event
    person, gone = made.guest(event), made.guest(event, state="cancelled")
    path = "/lists/{list_id}/snapshot"
    whole = caller("get", path, f"/lists/{own}/snapshot")
    assert (whole["full"], "head" in whole) == (True, True)
    new = caller("get", path, f"/lists/{own}/snapshot?since={whole['version']}")
    assert new["full"] is False
    caller("get", path, "/lists/0/snapshot")
    caller("get", path, f"/lists/{own}/snapshot", headers={})
    early = (NOW - dt.timedelta(minutes=5)).isoformat()
    late = [
        scan(caller, f"late-{number:04}", code=shown, scanned_at=early, offline=True, told="ok")
        for number, shown in enumerate((person.address, person.address, gone.address, "C" * 26))
    ]
    batched = caller("post", "/scans/batch", json={"scans": [*late, {}, {"nonce": 5}], "sent_at": NOW.isoformat()})
    assert {bool(each.get("conflict")) for each in batched["answers"][:3]} == {True, False}
    assert [each["error"]["code"] for each in batched["answers"][4:]] == ["other_list", "other_list"]
    caller("post", "/scans/batch", json={"scans": [{}] * (device_bodies.MOST_SCANS + 1)})
    caller("post", "/scans/batch", json={"scans": "x"})
    caller("post", "/scans/batch", json={"scans": []}, headers={})


def the_rest(caller: Caller) -> None:
    """Lists, numbers and people."""
    own = caller.phone.post.list_id
    made.guest(database.session().get_one(CheckinList, own).event, "沈示例")
    caller("get", "/lists")
    caller("get", "/lists", headers={})
    path = "/lists/{list_id}/status"
    for method in ("get", "post"):
        caller(method, path, f"/lists/{own}/status")
        caller(method, path, "/lists/0/status")
        caller(method, path, f"/lists/{own}/status", headers={})
    caller("post", path, f"/lists/{own}/status", json={"waiting": 3, "clock": NOW.isoformat()})
    caller("post", path, f"/lists/{own}/status", json={"waiting": "x"})
    caller("get", path, f"/lists/{own}/status?waiting=x")
    caller("get", "/people", "/people?q=沈示例")
    caller("get", "/people", "/people?q=x")
    caller("get", "/people", "/people?q=沈示例", headers={})
    database.session().rollback()
    with database.transaction() as session:
        session.query(RateCount).update({"count": 10_000})
    caller("get", "/people", "/people?q=沈示例")
    caller("get", "/openapi.json")


def a_team(caller: Caller) -> None:
    """A team's code, some of it let in, and what is refused."""
    event = factories_teams.event()
    team = factories_teams.entered(event, 3, "示例精工联队")
    caller.phone = made.phone(made.checkin_list(event, opens_at=NOW.replace(hour=0, minute=0)))
    shown = caller("post", "/scans", json=scan(caller, "team-0001", code=team_code(team)))
    people = [each["id"] for each in shown["team"]["people"]]
    path, target = "/teams/{team_id}/admit", f"/teams/{team.id}/admit"
    let_in = caller("post", path, target, json=scan(caller, "team-0002", people=people[:2]))
    assert (let_in["team"]["missing"], let_in["status"]) == (1, "ok")
    caller("post", path, target, json=scan(caller, "team-0003", people=[]))
    caller("post", path, target, json={**scan(caller, "team-0004", people=people), "list": "0"})
    caller("post", path, "/teams/999999/admit", json=scan(caller, "team-0005", people=people))
    caller("post", path, target, json=scan(caller, "team-0006", people=people), headers={})


def busy(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database has no time: nothing is stored and every write says so."""

    def no_time(*_: object, **__: object) -> None:
        raise engines.BusyError("queue")

    event = factories_teams.event()
    team, person = factories_teams.entered(event, 2, "忙时联队"), made.guest(event)
    mate = database.session().scalars(sa.select(Registration.id).where(Registration.team_id == team.id)).first()
    caller.phone = made.phone(made.checkin_list(event, opens_at=NOW.replace(hour=0, minute=0)))
    team_id = team.id
    monkeypatch.setattr(database, "transaction", no_time)
    caller("post", "/scans", json=scan(caller, "busy-0001", code=person.address))
    caller("post", "/scans/{nonce}/annul", "/scans/busy-0001/annul")
    entry = scan(caller, "busy-0002", people=[str(mate)])
    caller("post", "/teams/{team_id}/admit", f"/teams/{team_id}/admit", json=entry)


def test_real_answers_of_every_documented_status_fit(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    without_a_line(caller)
    a_day_at_the_gate(caller)
    the_rest(caller)
    a_team(caller)
    busy(caller, monkeypatch)
    promised = {
        (method, path, int(status))
        for (method, path), call in documented(document()).items()
        for status in call["responses"]
    }
    assert caller.seen == promised


def test_the_check_itself_refuses_what_does_not_fit() -> None:
    whole = document()
    schema = {"$ref": "#/components/schemas/Numbers"}
    good = {"registered": 1, "admitted": 1, "inside": 0, "gates": [], "units": [], "at": "2026-11-23T10:00:00+08:00"}
    assert problems(good, schema, whole) == []
    bad: list[dict[str, Any]] = [
        {**good, "registered": -1},
        {**good, "registered": True},
        {**good, "at": "2026-11-23T10:00:00"},
        {**good, "more": 1},
        {**good, "gates": [{"gate": "东"}]},
        {key: value for key, value in good.items() if key != "units"},
    ]
    assert all(problems(each, schema, whole) for each in bad)
    one = {"$ref": "#/components/schemas/Scan"}
    assert problems({"list": "1", "nonce": "nonce-01", "code": "A"}, one, whole) == []
    assert problems({"list": "1", "nonce": "nonce-01", "code": "A", "person": "2"}, one, whole) != []
    assert problems({"list": "1", "nonce": "short", "code": "A"}, one, whole) != []
    assert problems(1, {"typo": 1}, whole) != []
