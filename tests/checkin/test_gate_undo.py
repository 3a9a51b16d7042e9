"""Undo at the gate: a volunteer's own for a while, a supervisor's any; true states; exits without a script."""

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin.models import Scan
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, text_of


def stored() -> list[tuple[str, bool]]:
    rows = database.session().scalars(sa.select(Scan).order_by(Scan.id))
    return [(row.direction, row.annulled_at is not None) for row in rows]


def test_a_supervisor_undoes_what_another_phone_scanned_long_ago(
    app: Flask, client: StrictClient, clock: Clock
) -> None:
    event, at, phone = made.gate_of(app)
    chief = made.phone(at, gate="检录台", role="supervisor", volunteer="周拟")
    made.scan(phone.post, made.guest(event, "沈示例"), nonce="nonce-of-a-volunteer")
    clock.now = NOW + dt.timedelta(hours=3)
    phone.into(client)
    log = f"/gate/{phone.link_token}/log"
    assert "沈*例" not in text_of(client.get(f"/gate/{chief.link_token}/log").get_data(as_text=True))
    shown = client.get(f"{log}?show=all").get_data(as_text=True)
    assert ("全部岗位" in shown, 'value="nonce-of-a-volunteer"' in shown) == (False, False), "too late for a volunteer"
    chief.into(client)
    own = f"/gate/{chief.link_token}"
    assert "还没有扫过" in client.get(f"{own}/log").get_data(as_text=True)
    everywhere = client.get(f"{own}/log?show=all").get_data(as_text=True)
    assert "2 号门 吴演练" in text_of(everywhere)
    assert 'value="nonce-of-a-volunteer"' in client.get(f"{own}/find?q=沈示例").get_data(as_text=True)
    client.submit(f"{own}/annul", {"nonce": "nonce-of-a-volunteer"}, page=f"{own}/log?show=all")
    assert stored() == [("entry", True)]
    assert "还没进场" in client.get(f"{own}/find?q=沈示例").get_data(as_text=True)


def test_search_says_where_somebody_really_stands(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    states = {
        "沈示例": ({"state": "pending", "review": "submitted"}, "审核中"),
        "沈示样": ({"state": "confirmed", "review": "returned"}, "请补"),
        "沈示本": ({"state": "waiting"}, "候补"),
        "沈示练": ({"state": "cancelled"}, "已取消"),
        "沈示拟": ({"state": "confirmed"}, "还没进场"),
        "沈示测": ({"state": "draft"}, ""),
    }
    for name, (fields, _) in states.items():
        made.guest(event, name, **fields)
    for name, (_, word) in states.items():
        text = text_of(client.get(f"/gate/{phone.link_token}/find?q={name}").get_data(as_text=True))
        assert word in text if word else "没有查到人" in text, (name, text)


def test_going_out_and_in_again_without_a_script(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    gate = made.phone(made.checkin_list(event, mode="reentry"))
    gate.into(client)
    person, own = made.guest(event, "沈示例"), f"/gate/{gate.link_token}"
    assert "请进" in client.submit(f"{own}/code", {"code": person.short_code}).get_data(as_text=True)
    found = client.get(f"{own}/find?q=沈示例").get_data(as_text=True)
    assert 'name="direction" value="exit"' in found
    out = client.submit(f"{own}/code", {"person": str(person.id), "direction": "exit", "lane": "search"})
    assert "已出场" in out.get_data(as_text=True)
    page = client.get(f"{own}/code").get_data(as_text=True)
    assert ('value="entry" checked' in page, 'value="exit"' in page) == (True, True)
    client.submit(f"{own}/code", {"code": person.short_code, "direction": "entry"})
    assert stored() == [("entry", False), ("exit", False), ("entry", False)]


def test_a_list_without_exits_asks_for_none(app: Flask, client: StrictClient) -> None:
    _, _, phone = made.gate_of(app)
    phone.into(client)
    assert "进场还是出场" not in client.get(f"/gate/{phone.link_token}/code").get_data(as_text=True)
