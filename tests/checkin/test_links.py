"""Gate links by the handful, their cards, taking them back, and what phones say of themselves."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import list_actions
from deqing_events.checkin.links.showing import clock_words
from deqing_events.checkin.models import GateDevice, GateLink
from deqing_events.domain.roles import SYSTEM
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

LINK = {"role": "gate", "valid_from": "2026-11-23T08:00", "valid_until": "2026-11-23T20:00", "list_id": "0"}
GATES = "1 号门\r\n\r\n2 号门 \r\n1 号门\r\n东侧小门"


def desk(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin{tail}"


def links() -> list[GateLink]:
    database.session().rollback()
    return list(database.session().scalars(sa.select(GateLink).order_by(GateLink.id)))


def device(phone: made.GatePhone) -> GateDevice:
    database.session().rollback()
    return database.session().get_one(GateDevice, phone.post.device_id)


@both_engines
def test_one_form_makes_a_link_per_gate_and_role_and_no_doubles(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    wanted = {**LINK, "list_id": str(made.checkin_list(event).id), "gate": GATES, "role": "both"}
    factories.dai(client)
    for _ in range(2):
        answer = client.submit(desk(event.id, "/links"), wanted, page=desk(event.id))
        assert (answer.status_code, answer.location) == (303, desk(event.id))
    gates = ("1 号门", "2 号门", "东侧小门")
    assert [(row.gate, row.role) for row in links()] == [(g, r) for g in gates for r in ("gate", "supervisor")]
    assert len({row.token_hash for row in links()}) == 6
    page = client.get(desk(event.id, "/links/cards")).get_data(as_text=True)
    words = text_of(page)
    assert page.count("/qr.png") == 6
    assert all(word in words for word in (*gates, "志愿者", "检录长", event.title, "08:00–20:00"))
    assert "戴示例" not in words, "no personal data on a card"


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        ("\n".join(f"{n} 号门" for n in range(21)), "一次最多做 20 个岗位"),
        ("门" * 41, "岗位最多 40 个字"),
        (" \n ", "请填写岗位"),
    ],
)
def test_too_many_or_too_long_gates_are_kept_and_refused(
    app: Flask, client: StrictClient, gate: str, sentence: str
) -> None:
    del app
    event = made.today()
    factories.dai(client)
    answer = client.submit(desk(event.id, "/links"), {**LINK, "gate": gate}, page=desk(event.id))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, sentence in page, gate.strip()[:10] in page) == (422, True, True)
    assert links() == []


@both_engines
def test_all_links_are_taken_back_after_a_question(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    other = made.phone(at, gate="3 号门")
    elsewhere = made.phone(made.checkin_list(made.today("别的活动")))
    factories.dai(client)
    address = desk(event.id, "/links/revoke")
    assert "收回全部 2 个岗位链接吗" in text_of(client.get(address).get_data(as_text=True))
    assert client.submit(address).status_code == 303
    assert "已收回 2 个岗位链接" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert client.submit(address).status_code == 303
    assert "没有要收回的" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    opened = [app.test_client().get(f"/gate/{each.link_token}/").status_code for each in (phone, other, elsewhere)]
    assert opened == [410, 410, 200]
    assert client.get(desk(event.id, "/links/cards")).get_data(as_text=True).count("/qr.png") == 0
    taken = sa.select(sa.func.count()).where(AuditEntry.action == "gate_link.revoke")
    assert database.session().scalar(taken) == 2


@both_engines
def test_one_phone_is_taken_off_and_the_others_stay(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    (link,) = links()
    bearer = list_actions.open_device(link.id, "徐演练", now=NOW, by=SYSTEM)
    factories.dai(client)
    address = desk(event.id, f"/phones/{phone.post.device_id}/revoke")
    assert "停用 吴演练 的手机吗" in text_of(client.get(address).get_data(as_text=True))
    for _ in range(2):
        assert client.submit(address).status_code == 303
    status = f"/api/v1/lists/{at.id}/status"
    gone = app.test_client().get(status, headers=phone.headers)
    assert (gone.status_code, gone.json and gone.json["error"]["code"]) == (401, "link_dropped")
    assert app.test_client().get(status, headers={"Authorization": f"Bearer {bearer}"}).status_code == 200
    assert phone.into(app.test_client()).get(f"/gate/{phone.link_token}/scan").status_code == 410
    words = text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert (
        "已停用" in words,
        "gate_device.revoke" in set(database.session().scalars(sa.select(AuditEntry.action))),
    ) == (
        True,
        True,
    )


def test_a_link_ends_with_the_event_unless_staff_say_otherwise(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    factories.dai(client)
    assert 'value="2026-11-23T18:00"' in client.get(desk(event.id)).get_data(as_text=True)
    over = made.today("昨天的比武", starts_at=NOW - dt.timedelta(days=2), ends_at=NOW - dt.timedelta(days=1))
    assert 'value="2026-11-23T22:00"' in client.get(desk(over.id)).get_data(as_text=True)


def test_a_phone_of_another_event_is_not_there(app: Flask, client: StrictClient) -> None:
    _, _, phone = made.gate_of(app)
    other = made.today("别的活动")
    factories.dai(client)
    assert client.get(desk(other.id, f"/phones/{phone.post.device_id}/revoke")).status_code == 404


@both_engines
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_phone_says_what_waits_and_what_its_clock_shows(
    app: Flask, client: StrictClient, clock: Clock, method: str
) -> None:
    event, at, phone = made.gate_of(app)
    said: dict[str, Any] = {"waiting": 12, "clock": (NOW + dt.timedelta(minutes=3)).isoformat()}
    sent: dict[str, Any] = {"query_string": said} if method == "GET" else {"json": said}
    address = f"/api/v1/lists/{at.id}/status"
    assert app.test_client().open(address, method=method, headers=phone.headers, **sent).status_code == 200
    assert (device(phone).waiting, device(phone).skew) == (12, 180)
    factories.dai(client)
    words = text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert ("12 条" in words, "快 3 分钟" in words, "在线" in words) == (True, True, True)
    asked = text_of(client.get(desk(event.id, f"/phones/{phone.post.device_id}/revoke")).get_data(as_text=True))
    assert "停用前扫的 12 条连上网还会传上来" in asked
    clock.forward(minutes=9)
    assert "9 分钟没有消息" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert app.test_client().open(address, method=method, headers=phone.headers).status_code == 200
    assert (device(phone).waiting, device(phone).seen_at) == (12, clock.now), "silence about it changes nothing"
    none: dict[str, Any] = {"query_string": {"waiting": 0}} if method == "GET" else {"json": {"waiting": 0}}
    app.test_client().open(address, method=method, headers=phone.headers, **none)
    assert device(phone).waiting == 0


@pytest.mark.parametrize(
    "said",
    [{"waiting": "many"}, {"waiting": -1}, {"waiting": 10**9}, {"waiting": [1]}, {"clock": "noon"}, {"clock": 5}],
)
def test_nonsense_about_itself_is_said_to_be_so(app: Flask, said: dict[str, Any]) -> None:
    _, at, phone = made.gate_of(app)
    answer = app.test_client().post(f"/api/v1/lists/{at.id}/status", headers=phone.headers, json=said)
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (400, f"bad_{next(iter(said))}")
    assert (device(phone).waiting, device(phone).skew) == (None, None)


def test_a_clock_of_another_century_is_only_far_off(app: Flask) -> None:
    _, at, phone = made.gate_of(app)
    said = {"clock": "0001-01-01T00:00:00Z"}
    answer = app.test_client().post(f"/api/v1/lists/{at.id}/status", headers=phone.headers, json=said)
    assert (answer.status_code, device(phone).skew) == (200, -(10**6))


@pytest.mark.parametrize(
    ("skew", "words"),
    [(None, "—"), (0, "准"), (-5, "准"), (6, "快 6 秒"), (-59, "慢 59 秒"), (60, "快 1 分钟"), (-7200, "慢 2 小时")],
)
def test_clocks_in_words(skew: int | None, words: str) -> None:
    assert clock_words(skew) == words


@given(st.integers(6, 10**6))
def test_fast_and_slow_read_alike(off: int) -> None:
    assert clock_words(off).replace("快", "慢") == clock_words(-off)
