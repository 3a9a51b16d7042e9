"""Passes that change every half minute: the holder sees the next code, nobody else does, and pictures go stale."""

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.checkin import codes
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.snapshots import building
from deqing_events.events.models import Event
from deqing_events.registration import passes
from deqing_events.registration.models import Registration
from tests import factories
from tests import factories_checkin as made
from tests import factories_workers as workers
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, text_of


@pytest.fixture
def gate(app: Flask) -> tuple[Event, CheckinList, made.GatePhone]:
    event, at, phone = made.gate_of(app)
    made.change(Event, event.id, rotating_pass=True)
    return event, at, phone


def shown(person: made.Guest, at: dt.datetime = NOW) -> str:
    """What the QR code on somebody's phone says at an instant."""
    return f"{person.address}/{passes.turning_code(person.token, keys=made.keys(), now=at)}"


def send(client: StrictClient, phone: made.GatePhone, at: CheckinList, code: str, **more: Any) -> dict[str, Any]:
    body = {"list": str(at.id), "code": code, "nonce": f"nonce-{len(code)}-{abs(hash((code, *more.items())))}", **more}
    answer = client.post("/api/v1/scans", json=body, headers=phone.headers)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


@pytest.mark.parametrize(("late", "good"), [(0, True), (30, True), (-30, True), (90, False), (-90, False)])
def test_a_code_is_taken_while_it_is_fresh(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone], late: int, *, good: bool
) -> None:
    event, at, phone = gate
    person = made.guest(event)
    told = send(client, phone, at, shown(person, NOW - dt.timedelta(seconds=late)))
    assert (told["status"] == "ok") == good
    if not good:
        assert (told["reason"], told["look"], told["word"]) == ("invalid", "ask", "码过期了")
        assert "请对方点“刷新”" in told["next"]
    assert database.session().query(Scan).filter_by(counts=True).count() == int(good)


def test_the_code_without_its_turning_part_is_a_picture_of_another_time(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone]
) -> None:
    event, at, phone = gate
    person, other = made.guest(event), made.guest(event)
    for code in (person.address, person.token, f"{person.address}/AAAAAAAAAAAAAAAA"):
        assert send(client, phone, at, code)["word"] == "码过期了"
    turning = shown(other).rpartition("/")[2]
    assert send(client, phone, at, f"{person.address}/{turning}")["word"] == "码过期了"


def test_nobody_is_let_in_with_a_stale_code_by_force(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app, role="supervisor")
    made.change(Event, event.id, rotating_pass=True)
    told = send(client, phone, at, made.guest(event).address, force=True)
    assert (told["status"], told["left"]["kind"]) == ("error", "find")


def test_a_revoked_pass_is_called_revoked_however_old_its_code(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone]
) -> None:
    event, at, phone = gate
    person = made.guest(event)
    made.revoke_pass(person)
    assert send(client, phone, at, person.address)["reason"] == "revoked"


def test_whoever_is_named_needs_no_code(client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone]) -> None:
    event, at, phone = gate
    person, typed = made.guest(event), made.guest(event)
    body = {"list": str(at.id), "person": str(person.id), "nonce": "nonce-by-name"}
    assert client.post("/api/v1/scans", json=body, headers=phone.headers).get_json()["status"] == "ok"
    assert send(client, phone, at, typed.short_code, lane="typed")["status"] == "ok"


def test_a_scan_made_without_a_line_is_judged_by_the_moment_of_the_scan(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone], clock: Clock
) -> None:
    event, at, phone = gate
    person, late = made.guest(event), made.guest(event)
    clock.forward(minutes=20)
    then = {"offline": True, "scanned_at": NOW.isoformat()}
    assert send(client, phone, at, shown(person), **then)["status"] == "ok"
    old = shown(late, NOW - dt.timedelta(minutes=3))
    assert send(client, phone, at, old, **then)["word"] == "码过期了"


def test_events_without_it_take_the_fixed_code_as_before(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    assert send(client, phone, at, made.guest(event).address)["status"] == "ok"
    assert send(client, phone, at, shown(made.guest(event), NOW - dt.timedelta(days=1)))["status"] == "ok"


def test_the_next_code_is_drawn_for_the_holder_only(
    app: Flask, client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone], clock: Clock
) -> None:
    person = made.guest(gate[0])
    picture = f"/p/{person.token}/qr.png"
    assert client.get(picture).status_code == 404
    holder = StrictClient(app)
    workers.recognise(holder, database.session().get_one(Registration, person.id).mobile)
    first = holder.get(picture).data
    assert holder.get(picture).data == first
    clock.forward(seconds=30)
    assert holder.get(picture).data != first


def test_the_pass_counts_down_and_has_a_link_for_phones_without_script(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone], clock: Clock
) -> None:
    person = made.guest(gate[0])
    workers.recognise(client, database.session().get_one(Registration, person.id).mobile)
    clock.now = NOW + dt.timedelta(seconds=8)
    for address in (f"/p/{person.token}", "/my/pass", f"/P/{person.token}/AAAAAAAAAAAAAAAA"):
        page = client.get(address).get_data(as_text=True)
        assert "22 秒后换新码 · 刷新" in text_of(page)
        assert f'href="/p/{person.token}">刷新' in page
        assert 'data-period="30"' in page
    made.change(Event, gate[0].id, rotating_pass=False)
    assert "秒后换新码" not in client.get(f"/p/{person.token}").get_data(as_text=True)


def test_a_gate_phone_that_opens_the_code_itself_keeps_what_it_showed(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone]
) -> None:
    event, _, phone = gate
    phone.into(client)
    turning = shown(made.guest(event)).removeprefix("HTTPS://LOCALHOST")
    answer = client.get(turning)
    assert answer.status_code == 302
    page = client.get(answer.location).get_data(as_text=True)
    found = re.search(r'name="code" value="([^"]+)"', page)
    assert found is not None
    sent = client.submit(
        f"/gate/{phone.link_token}/code",
        {"code": found[1], "nonce": "nonce-of-page", "lane": "camera"},
        page=answer.location,
    )
    assert "请进" in text_of(sent.get_data(as_text=True))
    assert "码过期了" in text_of(
        client.submit(
            f"/gate/{phone.link_token}/code",
            {"code": found[1].rpartition("/")[0], "nonce": "nonce-of-another"},
            page=answer.location,
        ).get_data(as_text=True)
    )


def test_staff_switch_it_and_the_gate_follows_at_once(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    desk = factories.dai(StrictClient(app))
    assert isinstance(desk, StrictClient)
    address = f"/desk/events/{event.id}/checkin/pass-codes"
    assert "通行码：固定不变" in desk.get(address).get_data(as_text=True)
    told = desk.submit(address, follow_redirects=True).get_data(as_text=True)
    assert "通行码改成半分钟一换" in told
    assert "半分钟一换，截图不能用" in told
    assert send(client, phone, at, made.guest(event).address)["word"] == "码过期了"
    assert "通行码改成固定的" in desk.submit(address, follow_redirects=True).get_data(as_text=True)
    assert send(client, phone, at, made.guest(event).address)["status"] == "ok"


def test_what_is_read_off_a_code() -> None:
    token, turning = "A" * 26, "B" * 16
    for text in (
        f"https://example/p/{token}/{turning}",
        f"/P/{token}/{turning}",
        f"HTTPS://EXAMPLE/P/{token}/{turning}",
    ):
        read = codes.read(text)
        assert (read.token.upper(), read.turning.upper()) == (token, turning)
        assert token not in repr(read)
    assert codes.read(f"https://example/p/{token}/{turning}C").token_hash == ""
    assert codes.read(token).turning == ""


def test_a_gate_without_a_line_cannot_tell_a_picture_so_it_knows_no_such_code(
    client: StrictClient, gate: tuple[Event, CheckinList, made.GatePhone]
) -> None:
    event, at, phone = gate
    person = made.guest(event)
    mark = building.token_mark(passes.hash_token(person.token))
    address = f"/api/v1/lists/{at.id}/snapshot"
    assert mark not in client.get(address, headers=phone.headers).get_data(as_text=True)
    made.change(Event, event.id, rotating_pass=False)
    assert mark in client.get(address, headers=phone.headers).get_data(as_text=True)
