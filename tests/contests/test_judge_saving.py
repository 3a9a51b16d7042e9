"""One mark at a time from a judge's phone: once per sending, in order, and never over somebody else's."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.models import Entrant, MarkChange
from deqing_events.events.models import Event
from tests.contests import judging, stage
from tests.contests.test_judge_pages import send, stored
from tests.engines import both_engines
from tests.reading import StrictClient


def ready(client: StrictClient) -> tuple[Event, Entrant, str]:
    event = stage.county(client)
    stage.rules(event)
    row = stage.entrant(event, "A1", blind_code="K07")
    return event, row, judging.link(event)


def save(client: FlaskClient, token: str, value: str, seen: str | None, nonce: str, **more: Any) -> tuple[int, Any]:
    body = {"nonce": nonce, "code": "K07", "key": "c1", "value": value, "seen": seen, **more}
    answer = client.post(f"/judge/{token}/save", data=json.dumps(body), content_type="application/json")
    return answer.status_code, answer.get_json()


@both_engines
def test_a_sending_counts_once_however_often_it_comes(client: StrictClient) -> None:
    _, row, token = ready(client)
    assert save(client, token, "５４.50", None, "n1")[1]["value"] == "54.5"
    assert save(client, token, "40", "54.5", "n2")[0] == 200
    assert save(client, token, "54.5", "40", "n3")[0] == 200
    for nonce, value, seen in (("n1", "54.50", None), ("n2", "40", "54.5")):
        code, said = save(client, token, value, seen, nonce)
        assert (code, said["value"]) == (200, "54.5"), "n2 fits what is stored, and still it came before"
    assert stored() == {(row.id, "c1", "裁判1"): "54.5"}
    assert database.session().query(MarkChange).count() == 2
    acts = [entry.action for entry in database.session().query(AuditEntry)]
    assert acts.count("marks.enter") == 3


@both_engines
def test_what_stands_there_now_is_told_and_not_overwritten(client: StrictClient) -> None:
    _, row, token = ready(client)
    assert send(client, f"/judge/{token}/K07", {"m-0": "50"})[0] == 303
    code, said = save(client, token, "40", None, "n1")
    assert code == 409
    assert said["value"] == "50"
    assert "刚被别人改成 50" in said["error"]
    assert stored() == {(row.id, "c1", "裁判1"): "50"}
    assert save(client, token, "40", "50", "n1")[0] == 200, "a refused sending was not noted"
    assert save(client, token, "", "40", "n2")[1]["value"] is None
    assert stored() == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"value": "61"}, 422),
        ({"value": "很好"}, 422),
        ({"code": "Z99"}, 404),
        ({"key": "paper"}, 404),
        ({"nonce": ""}, 400),
        ({"seen": 3}, 400),
        ({"value": 50}, 400),
        ({"value": "5" * 41}, 400),
    ],
)
def test_what_cannot_be_saved_is_said(client: StrictClient, more: dict[str, Any], code: int) -> None:
    _, _, token = ready(client)
    body = {"value": "50", "seen": None, "nonce": "n1", **more}
    got, said = save(client, token, **body)
    assert got == code
    assert said["error"]
    assert stored() == {}


def test_no_json_no_link_and_what_was_handed_in_are_refused(client: StrictClient) -> None:
    event, _, token = ready(client)
    assert client.post(f"/judge/{token}/save", data="x", content_type="application/json").status_code == 400
    assert client.post("/judge/AAAAAAAAAAAAAAAAAAAAAAAAAA/save", json={}).status_code == 404
    save(client, token, "50", None, "n1")
    save(client, token, "30", None, "n2", key="c2")
    assert send(client, f"/judge/{token}/sign", {"sure": "y"})[0] == 303
    code, said = save(client, token, "51", "50", "n3")
    assert (code, said["value"]) == (409, "50")
    assert "已经交了" in said["error"]
    assert event.id


def test_the_worker_names_only_this_link(client: StrictClient) -> None:
    _, _, token = ready(client)
    answer = client.get(f"/judge/{token}/worker.js")
    assert answer.mimetype == "text/javascript"
    assert f'const SCOPE = "/judge/{token}/";' in answer.get_data(as_text=True)
