"""Questions asked at the door: the desk's editor, and asked → answered → admitted at the gate and over the API."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.checkin.door_questions import actions
from deqing_events.checkin.exports import queries as exports
from deqing_events.checkin.exports import tables
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.domain.roles import SYSTEM, Grant, Role
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def ask(at: CheckinList, text: str = "健康声明签了吗", choices: tuple[str, ...] = ("是", "否")) -> str:
    return actions.add(at.id, text, choices, now=NOW, by=SYSTEM)


def send(client: FlaskClient, phone: made.GatePhone, nonce: str, **body: Any) -> dict[str, Any]:
    full = {"list": str(phone.post.list_id), "nonce": nonce, **body}
    found: dict[str, Any] = client.post("/api/v1/scans", json=full, headers=phone.headers).get_json()
    return found


def stored() -> list[tuple[str, str | None, Any]]:
    rows = database.session().scalars(sa.select(Scan).order_by(Scan.id))
    return [(row.recorded, row.reason, row.answers) for row in rows]


@both_engines
def test_asked_answered_admitted_and_not_asked_again(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    made.change(CheckinList, at.id, mode="reentry")
    health, bib = ask(at), ask(at, "号码布", ("领了", "没领"))
    client, person = FlaskClient(app), made.guest(event)
    first = send(client, phone, "nonce-0001", code=person.address)
    assert (first["status"], first["reason"], first["look"], first["word"]) == (
        "incomplete",
        "questions",
        "ask",
        "再核对一项",
    )
    assert first["questions"] == [
        {"key": health, "text": "健康声明签了吗", "choices": ["是", "否"]},
        {"key": bib, "text": "号码布", "choices": ["领了", "没领"]},
    ]
    half = send(client, phone, "nonce-0002", code=person.address, answers={health: "是", bib: "丢了"})
    assert [each["key"] for each in half["questions"]] == [bib], "what was not offered is no answer"
    whole = {health: "是", bib: "领了"}
    assert send(client, phone, "nonce-0003", code=person.address, answers=whole)["status"] == "ok"
    assert send(client, phone, "nonce-0004", code=person.address, direction="exit")["status"] == "ok"
    assert send(client, phone, "nonce-0005", code=person.address)["status"] == "ok", "asked once per person and list"
    assert [row[:2] for row in stored()] == [
        ("failure", "questions"),
        ("failure", "questions"),
        ("success", None),
        ("success", None),
        ("success", None),
    ]
    assert stored()[2][2] == whole


def test_a_refusal_comes_before_the_questions(app: Flask, client: FlaskClient) -> None:
    event, at, phone = made.gate_of(app)
    ask(at)
    waiting = made.guest(event, state="waiting")
    answer = send(client, phone, "nonce-0001", code=waiting.address)
    assert (answer["reason"], answer["questions"]) == ("unconfirmed", [])


@pytest.mark.parametrize("answers", ["是", [], {"a": 1}, {str(n): "是" for n in range(30)}, {"a": None}])
def test_malformed_answers_are_400(app: Flask, client: FlaskClient, answers: Any) -> None:
    event, _, phone = made.gate_of(app)
    body = send(client, phone, "nonce-0001", code=made.guest(event).address, answers=answers)
    assert body["error"]["code"] == "bad_answers"


def test_the_page_asks_and_admits(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    key = ask(at)
    phone.into(client)
    person, address = made.guest(event, "沈示例"), f"/gate/{phone.link_token}/code"
    text = client.submit(address, {"code": person.short_code}).get_data(as_text=True)
    assert ("再核对一项" in text, "健康声明签了吗" in text, "记下进场" in text) == (True, True, True)
    fields = dict(re.findall(r'name="(code|person|nonce|direction|lane)" value="([^"]*)"', text))
    again = client.submit(address, {**fields, "nonce": "other-nonce"}).get_data(as_text=True)
    assert "再核对一项" in again, "without an answer it is asked again"
    assert "请进" in text_of(client.submit(address, {**fields, f"answer-{key}": "否"}).get_data(as_text=True))
    assert stored()[-1] == ("success", None, {key: "否"})


def test_staff_edit_what_is_asked(app: Flask, client: StrictClient) -> None:
    event, at, _ = made.gate_of(app)
    factories.sign_in(client, factories.account(Grant(Role.COUNTY_STAFF)))
    page = f"/desk/events/{event.id}/checkin/lists/{at.id}/questions"
    assert "还没有要问的" in client.get(page).get_data(as_text=True)
    bad = client.submit(page, {"text": " ", "choices": "只有一个"})
    text = bad.get_data(as_text=True)
    assert (bad.status_code, "请写上要问的" in text, "只有一个" in text) == (422, True, True)
    long = client.submit(page, {"text": "号码布", "choices": "领了\n" + "长" * 13})
    assert (long.status_code, "每个回答最多 12 个字" in long.get_data(as_text=True)) == (422, True)
    assert client.submit(page, {"text": "号码布", "choices": "领了\n没领\n领了"}).status_code == 303
    twice = client.submit(page, {"text": "号码布", "choices": ""})
    assert (twice.status_code, "已经在问了" in twice.get_data(as_text=True)) == (422, True)
    for number in range(4):
        assert client.submit(page, {"text": f"第 {number} 项", "choices": ""}).status_code == 303
    with pytest.raises(actions.QuestionRefusedError):
        ask(at, "第六项")
    row = database.session().get_one(CheckinList, at.id, populate_existing=True)
    assert row.questions is not None
    assert [(each["text"], each["choices"]) for each in row.questions][:2] == [
        ("号码布", ["领了", "没领"]),
        ("第 0 项", ["是", "否"]),
    ]
    for each in list(row.questions):
        assert client.submit(f"{page}/{each['key']}/remove", {}, page=page).status_code == 303
    assert "还没有要问的" in client.get(page).get_data(as_text=True)
    assert client.get(page.replace(f"/{at.id}/", "/99999/")).status_code == 404


def test_staff_see_what_was_answered_also_once_it_is_asked_no_more(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    key = ask(at, "号码布", ("领了", "没领"))
    for number, choice in enumerate(("领了", "没领", "领了")):
        person = made.guest(event)
        send(client, phone, f"nonce-000{number}", code=person.address, answers={key: choice})
    factories.sign_in(client, factories.account(Grant(Role.COUNTY_STAFF)))
    page = f"/desk/events/{event.id}/checkin/lists/{at.id}/questions"
    assert "领了 2 人、没领 1 人" in text_of(client.get(page).get_data(as_text=True))
    actions.remove(at.id, key, now=NOW, by=SYSTEM)
    assert "号码布" not in client.get(page).get_data(as_text=True)
    rows = [tables.scan_row(row, event.id, full=False) for part in exports.attempt_pages(event.id) for row in part]
    place = [column.key for column in tables.COLUMNS].index("answers")
    assert [row[place] for row in rows] == ["号码布：领了", "号码布：没领", "号码布：领了"]
    assert send(client, phone, "nonce-0009", code=made.guest(event).address)["status"] == "ok"
