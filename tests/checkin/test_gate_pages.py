"""Pages of a gate volunteer, without a script: post, typed code, search, own record, and links that are no good."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin import list_actions, scan_actions
from deqing_events.checkin.models import GateDevice, Scan
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, text_of


def page(client: StrictClient, address: str, code: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == code
    return response.get_data(as_text=True)


def stored() -> list[Scan]:
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def test_the_first_visit_asks_for_a_name_once(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    address = f"/gate/{phone.link_token}/"
    assert "先写上你的姓名" in page(client, address)
    assert client.get(address + "scan").location == address
    refused = client.submit(address, {"name": "  "})
    assert (refused.status_code, "请填写姓名" in refused.get_data(as_text=True)) == (422, True)
    answer = client.submit(address, {"name": "吴演练"})
    assert (answer.status_code, answer.location) == (303, address)
    cookie = client.get_cookie("dq_gate")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    text = text_of(page(client, address))
    assert "吴演练" in text
    assert "开始扫码" in text
    assert event.title in text
    hashes = set(database.session().scalars(sa.select(GateDevice.token_hash)))
    assert cookie.value not in hashes
    assert len(hashes) == 2
    assert at.name in text


def test_the_scanner_page_carries_what_its_script_needs_and_is_never_stored(app: Flask, client: StrictClient) -> None:
    _, at, phone = made.gate_of(app)
    phone.into(client)
    response = client.get(f"/gate/{phone.link_token}/scan")
    text = response.get_data(as_text=True)
    assert f'data-list="{at.id}"' in text
    assert f'data-bearer="{phone.bearer}"' in text
    assert 'type="module"' in text
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "camera=(self)" in response.headers["Permissions-Policy"]


def test_a_link_is_read_in_any_case(app: Flask, client: StrictClient) -> None:
    _, _, phone = made.gate_of(app)
    assert "先写上你的姓名" in page(client, f"/gate/{phone.link_token.lower()}/")


def test_a_link_that_is_no_good_says_so(app: Flask, client: StrictClient, clock: Clock) -> None:
    event, at, phone = made.gate_of(app)
    phone.into(client)
    assert "没有这个岗位链接" in page(client, f"/gate/{'A' * 26}/", 404)
    assert "没有这个岗位链接" in page(client, "/gate/x/scan", 404)
    early = made.phone(at, valid_from=NOW + dt.timedelta(hours=1))
    assert "起可以用" in page(client, f"/gate/{early.link_token}/", 403)
    clock.forward(hours=10)
    for part in ("", "scan", "code", "find?q=沈示例", "log"):
        assert "过了使用时间" in page(client, f"/gate/{phone.link_token}/{part}", 410)
    clock.forward(hours=-10)
    link = database.session().get_one(GateDevice, phone.post.device_id).link_id
    list_actions.revoke_link(link, now=NOW, by=SYSTEM)
    assert "已经收回" in page(client, f"/gate/{phone.link_token}/", 410)
    assert client.post(f"/gate/{phone.link_token}/code", data={"code": made.guest(event).address}).status_code == 400
    made.change(type(event), event.id, state="cancelled")
    other = made.phone(at)
    assert "已经取消" in page(client, f"/gate/{other.link_token}/", 410)
    assert stored() == []


def test_a_typed_code_is_answered_on_a_page(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    person = made.guest(event, "沈示例")
    address = f"/gate/{phone.link_token}/code"
    spoken = f"{person.short_code[:4]} {person.short_code[4:]}".lower()
    text = client.submit(address, {"code": spoken, "nonce": "typed-nonce-1"}).get_data(as_text=True)
    assert 'class="scan scan--in"' in text
    words = text_of(text)
    assert ("请进" in words, "沈*例" in words, "沈示例" in words) == (True, True, False)
    again = text_of(client.submit(address, {"code": spoken, "nonce": "typed-nonce-2"}).get_data(as_text=True))
    assert "已进过场" in again
    assert "今天 10:00 在 2 号门 签到" in again
    twice = text_of(client.submit(address, {"code": spoken, "nonce": "typed-nonce-1"}).get_data(as_text=True))
    assert "请进" in twice, "the button pressed twice gets the first answer"
    assert [(row.lane, row.recorded) for row in stored()] == [("typed", "success"), ("typed", "failure")]


def test_a_registration_number_is_read_for_this_event_only(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    address = f"/gate/{phone.link_token}/code"
    person, stranger = made.guest(event), made.guest(made.today("别的活动"))
    assert "请进" in client.submit(address, {"code": f" {person.number.lower()} "}).get_data(as_text=True)
    assert "认不出来" in client.submit(address, {"code": stranger.number}).get_data(as_text=True)
    assert [row.lane for row in stored()] == ["typed", "typed"]


def test_the_scanner_page_names_the_last_one_let_through(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    address = f"/gate/{phone.link_token}/scan"
    assert "上一位" not in text_of(page(client, address))
    made.scan(phone.post, made.guest(event, "沈示例"))
    made.scan(phone.post, "nobody")
    assert "上一位 沈*例 · 示例精工" in text_of(page(client, address))


@pytest.mark.parametrize(("code", "status"), [("", 422), ("   ", 422), ("x" * 401, 422), ("认不出", 200)])
def test_a_bad_code_keeps_what_was_typed(app: Flask, client: StrictClient, code: str, status: int) -> None:
    _, _, phone = made.gate_of(app)
    phone.into(client)
    response = client.submit(f"/gate/{phone.link_token}/code", {"code": code, "nonce": "typed-nonce-1"})
    assert response.status_code == status
    words = text_of(response.get_data(as_text=True))
    assert ("认不出来" in words) == (status == 200)
    if code.strip() and status != 200:
        assert code in response.get_data(as_text=True)
    assert len(stored()) == (1 if status == 200 else 0)


def test_a_code_without_its_form_token_is_refused(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    address = f"/gate/{phone.link_token}/code"
    assert client.post(address, data={"code": made.guest(event).address}).status_code == 400
    assert stored() == []


def test_every_outcome_has_its_page(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    phone.into(client)
    address = f"/gate/{phone.link_token}/code"
    away = made.guest(made.today("维修电工技能比武"))
    for person, look, word in (
        (away.address, "other", "维修电工技能比武"),
        (made.guest(event, blocked=True).address, "deny", "0572-0000000"),
        ("NOBODY", "ask", "没有查到人"),
    ):
        text = client.submit(address, {"code": person}).get_data(as_text=True)
        assert f"scan--{look}" in text
        assert word in text_of(text)
    made.change(type(at), at.id, closes_at=NOW)
    assert "已停止进场" in client.submit(address, {"code": made.guest(event).address}).get_data(as_text=True)


def test_a_supervisor_lets_in_from_the_page(app: Flask, client: StrictClient) -> None:
    event, at, _ = made.gate_of(app)
    chief = made.phone(at, gate="检录台", role="supervisor")
    chief.into(client)
    person = made.guest(event, state="waiting")
    address = f"/gate/{chief.link_token}/code"
    text = client.submit(address, {"code": person.address}).get_data(as_text=True)
    assert "主管放行" in text_of(text)
    fields = dict(re.findall(r'name="(code|person|force|nonce|direction)" value="([^"]*)"', text))
    asked = client.submit(address, fields).get_data(as_text=True)
    assert "放行 " in text_of(asked)
    assert [row.recorded for row in stored()] == ["failure"], "asking lets nobody in"
    fields |= dict(re.findall(r'name="(nonce|sure)" (?:type="hidden" )?value="([^"]*)"', asked))
    forced = text_of(client.submit(address, {**fields, "sure": "1"}).get_data(as_text=True))
    assert ("请进" in forced, "主管放行" in forced) == (True, True)
    assert [row.recorded for row in stored()] == ["failure", "forced"]


def test_a_volunteer_cannot_force_by_adding_the_field(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    person = made.guest(event, state="waiting")
    text = client.submit(f"/gate/{phone.link_token}/code", {"code": person.address, "force": "1"}).get_data(
        as_text=True
    )
    assert "还没确认" in text_of(text)


def test_search_shows_masked_people_and_checks_one_in(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    phone.into(client)
    person = made.guest(event, "沈示例")
    made.guest(event, "陈样本", state="cancelled")
    made.guest(made.today("别的活动"), "沈示例")
    address = f"/gate/{phone.link_token}/find"
    assert "至少输入 2 个汉字" in page(client, f"{address}?q=沈")
    assert "没有查到人" in page(client, f"{address}?q=没有这人")
    text = page(client, f"{address}?q=沈示例")
    words = text_of(text)
    assert words.count("沈*例") == 2, "once on the page, once read out with its button"
    assert person.mobile_tail in words
    assert "1990000" not in text
    fields = {"person": str(person.id), "nonce": "found-nonce-1", "lane": "search"}
    answer = client.submit(f"/gate/{phone.link_token}/code", fields, page=f"{address}?q=沈示例")
    assert "请进" in text_of(answer.get_data(as_text=True))
    assert [row.lane for row in stored()] == ["search"]
    assert "已进场 10:00" in text_of(page(client, f"{address}?q=沈示例"))
    assert "已取消" in text_of(page(client, f"{address}?q=陈样本"))


def test_somebody_of_another_event_cannot_be_checked_in_by_id(app: Flask, client: StrictClient) -> None:
    _, _, phone = made.gate_of(app)
    phone.into(client)
    stranger = made.guest(made.today("别的活动"))
    for person in (str(stranger.id), "9" * 12, "0"):
        response = client.submit(f"/gate/{phone.link_token}/code", {"person": person})
        assert response.status_code == 422
    assert stored() == []


def test_the_own_record_undoes_within_fifteen_minutes(app: Flask, client: StrictClient, clock: Clock) -> None:
    event, at, phone = made.gate_of(app)
    phone.into(client)
    made.scan(phone.post, made.guest(event, "沈示例"), nonce="mine-nonce")
    made.scan(made.phone(at).post, made.guest(event, "陈样本"), nonce="theirs-nonce")
    address = f"/gate/{phone.link_token}/log"
    words = text_of(page(client, address))
    assert ("沈*例" in words, "陈*本" in words) == (True, False)
    undo = f"/gate/{phone.link_token}/annul"
    client.submit(undo, {"nonce": "theirs-nonce"}, page=address)
    assert "请找检录长" in text_of(page(client, address))
    clock.forward(minutes=16)
    assert "撤销 沈*例" not in text_of(page(client, address))
    clock.forward(minutes=-2)
    assert client.submit(undo, {"nonce": "mine-nonce"}, page=address).location == address
    words = text_of(page(client, address))
    assert ("已撤销，这个人可以重新签到" in words, "撤销 沈*例" in words) == (True, False)
    assert [row.annulled_at is None for row in stored()] == [False, True]


def test_a_pass_opened_with_the_phones_own_scanner_is_confirmed_first(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    assert client.get(f"/p/{person.token}").status_code == 200
    phone.into(client)
    answer = client.get(f"/P/{person.token}")
    assert answer.location == f"/gate/{phone.link_token}/confirm?code={person.token}"
    text = page(client, answer.location)
    assert "登记进场" in text
    assert stored() == [], "looking admits nobody"
    fields = {"code": person.token, "nonce": "confirm-nonce", "lane": "camera"}
    done = client.submit(f"/gate/{phone.link_token}/code", fields, page=answer.location)
    assert "请进" in text_of(done.get_data(as_text=True))
    assert [row.lane for row in stored()] == ["camera"]


def test_a_phone_whose_link_ended_is_a_stranger_to_passes(app: Flask, client: StrictClient, clock: Clock) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    phone.into(client)
    clock.forward(hours=10)
    response = client.get(f"/p/{person.token}")
    assert (response.status_code, person.name in response.get_data(as_text=True)) == (200, False)


def test_too_many_unknown_codes_on_the_page(app: Flask, client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, phone = made.gate_of(app)
    phone.into(client)
    monkeypatch.setattr(scan_actions, "MOST_GUESSES", 1)
    address = f"/gate/{phone.link_token}/code"
    assert client.submit(address, {"code": "NOBODY"}).status_code == 200
    response = client.submit(address, {"code": "NOBODY"})
    assert (response.status_code, "歇一分钟" in response.get_data(as_text=True)) == (429, True)


def test_somebodys_entry_shows_to_registration(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    made.scan(phone.post, person)
    assert offers.entered_at(person.id) == NOW
    assert database.session().get_one(Registration, person.id).state == "confirmed"
