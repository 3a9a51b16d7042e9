"""The address inside a QR code, as its holder, a stranger and somebody at the gate meet it."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from deqing_events.domain.roles import SYSTEM
from deqing_events.registration import actions, door_actions, pass_views, passes
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Pass
from deqing_events.workers import phone
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import PHONE, keys, registration, token_of
from tests.reading import text_of

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def nobody_at_the_gate() -> Iterator[None]:
    """Registration alone, without what check-in offers."""
    before = offers.pass_seen, offers.entered_at
    offers.pass_seen, offers.entered_at = (lambda held: None), (lambda registration_id: None)  # noqa: ARG005 - no check-in here
    yield
    offers.pass_seen, offers.entered_at = before


@pytest.fixture
def ai(client: FlaskClient) -> FlaskClient:
    """The phone that holds what the factory registers."""
    client.set_cookie(phone.COOKIE, PHONE)
    return client


def _words(client: FlaskClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def test_the_holder_sees_the_card_with_the_name_masked(ai: FlaskClient) -> None:
    held = registration(factories.event(), "沈示例", mobile="19900000017", unit_text="示例精工")
    token = token_of(held)
    for address in (f"/p/{token}", f"/P/{token}", f"/p/{token.lower()}"):
        page = ai.get(address)
        words = text_of(page.get_data(as_text=True))
        assert page.headers["Cache-Control"] == "no-store"
        for part in ("维修电工技能比武", "县职业技能实训中心", "可以进场", "沈*例", "0017", "示例精工"):
            assert part in words
        assert passes.spoken(passes.current(held).short_code) in words
        assert "沈示例" not in words
        assert "19900000017" not in words


def test_a_stranger_sees_no_personal_data(client: FlaskClient) -> None:
    held = registration(factories.event(), "沈示例", mobile="19900000017", unit_text="示例精工")
    page = client.get(f"/P/{token_of(held)}").get_data(as_text=True)
    assert "请由工作人员扫码" in page
    for secret in ("沈", "0017", "示例精工", held.number, passes.current(held).short_code, "维修电工"):
        assert secret not in text_of(page), secret


@pytest.mark.parametrize("token", ["A" * 26, "x", "%2e%2e", "A" * 500, "沈" * 26])
def test_an_unknown_token_is_not_found(client: FlaskClient, token: str) -> None:
    response = client.get(f"/p/{token}")
    assert response.status_code == 404
    assert "认不出这个码" in response.get_data(as_text=True)
    assert client.get(f"/p/{token}/qr.png").status_code == 404


def test_the_picture_is_a_png_of_the_address_in_capitals(client: FlaskClient) -> None:
    token = token_of(registration(factories.event()))
    picture = client.get(f"/p/{token}/qr.png")
    assert (picture.mimetype, picture.data[:8]) == ("image/png", PNG)
    with client.application.test_request_context():
        text = pass_views.code_text(token.lower())
    assert text == f"HTTP://LOCALHOST/P/{token}"
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_states_show_on_the_pass(ai: FlaskClient) -> None:
    event = factories.event(capacity=1)
    first, waiting = registration(event), registration(event)
    assert "候补第 1 位" in _words(ai, f"/p/{token_of(waiting)}")
    door_actions.set_blocked(first.id, blocked=True, reason="核对身份", now=NOW, by=SYSTEM)
    assert "请到服务台" in _words(ai, f"/p/{token_of(first)}")
    actions.cancel(first.id, reason="", by=SYSTEM, now=NOW)
    assert "已取消" in _words(ai, f"/p/{token_of(first)}")
    assert "可以进场" in _words(ai, f"/p/{token_of(waiting)}")


def test_an_old_pass_leads_its_holder_to_the_new_one(ai: FlaskClient) -> None:
    held = registration(factories.event())
    old = token_of(held)
    new = door_actions.reissue(held.id, reason="截图外传", keys=keys(), now=NOW, by=SYSTEM)
    page = ai.get(f"/p/{old}").get_data(as_text=True)
    assert "已经换了新码" in page
    assert f"/p/{new}" in page
    assert f"/p/{new}/qr.png" in ai.get("/my/pass").get_data(as_text=True)


def test_whoever_may_check_in_gets_the_gate_page_and_entry_shows_on_the_pass(ai: FlaskClient) -> None:
    held = registration(factories.event())
    seen: list[Pass] = []

    def gate(shown: Pass) -> object:
        seen.append(shown)
        return ("", 204, {"Content-Type": "text/plain"})

    offers.pass_seen = gate
    assert ai.get(f"/p/{token_of(held)}").status_code == 204
    assert [shown.registration_id for shown in seen] == [held.id]
    offers.pass_seen = lambda shown: None  # noqa: ARG005 - nobody special
    offers.entered_at = lambda registration_id: NOW if registration_id == held.id else None
    assert "10:00 已进场" in _words(ai, f"/p/{token_of(held)}")
