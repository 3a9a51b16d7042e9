"""Signing in: one sentence for every reason, lockout, idle time, and sessions that die when they should."""

import datetime as dt
from collections.abc import Callable

import pytest

from deqing_events.accounts import actions, passwords, signing_in
from deqing_events.domain.roles import SYSTEM, Grant, Role
from tests import factories
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, text_of

WRONG = "用户名或密码对不上"


@pytest.fixture
def dai(app: object) -> int:
    del app
    new = actions.NewAccount("Dai.Shili", "戴示例", factories.PASSWORD, grants=(Grant(Role.COUNTY_STAFF),))
    return actions.create_account(new, now=NOW, by=SYSTEM).id


def sign_in(client: StrictClient, username: str = "dai.shili", password: str = factories.PASSWORD) -> int:
    return client.submit("/login", {"username": username, "password": password}).status_code


@pytest.mark.usefixtures("dai")
def test_right_password_opens_the_desk(client: StrictClient) -> None:
    assert sign_in(client, " DAI.shili ") == 302
    assert client.get("/desk/me").status_code == 200


@pytest.mark.usefixtures("dai")
@pytest.mark.parametrize(
    ("username", "password"), [("dai.shili", "不对的密码-12345"), ("nobody.here", factories.PASSWORD)]
)
def test_wrong_password_and_unknown_name_read_the_same(client: StrictClient, username: str, password: str) -> None:
    answer = client.submit("/login", {"username": username, "password": password})
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert f'value="{username}"' in answer.text
    assert password not in answer.text


@pytest.mark.usefixtures("dai")
def test_five_wrong_passwords_lock_for_fifteen_minutes(client: StrictClient, clock: Clock) -> None:
    for _ in range(5):
        assert sign_in(client, password="不对的密码-12345") == 422
    assert sign_in(client) == 422, "even the right one rests"
    clock.forward(minutes=16)
    assert sign_in(client) == 302


@pytest.mark.usefixtures("dai")
def test_an_idle_session_ends_and_a_used_one_does_not(client: StrictClient, clock: Clock) -> None:
    sign_in(client)
    for _ in range(3):
        clock.forward(minutes=100)
        assert client.get("/desk/me").status_code == 200
    clock.forward(minutes=121)
    gone = client.get("/desk/me")
    assert gone.status_code == 302
    assert gone.location == "/login?next=/desk/me"


@pytest.mark.usefixtures("dai")
def test_no_session_outlives_its_longest_time(client: StrictClient, clock: Clock) -> None:
    sign_in(client)
    for _ in range(13):
        clock.forward(minutes=59)
        client.get("/desk/me")
    assert client.get("/desk/me").status_code == 302


@pytest.mark.usefixtures("dai")
def test_sign_out_kills_the_session_for_a_kept_cookie_too(client: StrictClient) -> None:
    sign_in(client)
    cookie = client.get_cookie(signing_in.COOKIE)
    assert cookie is not None
    client.submit("/logout", page="/desk/me")
    client.set_cookie(signing_in.COOKIE, cookie.value)
    assert client.get("/desk/me").status_code == 302


def test_a_new_password_ends_every_session(dai: int, new_client: Callable[[], StrictClient]) -> None:
    first, second = new_client(), new_client()
    sign_in(first)
    sign_in(second)
    actions.change_password(dai, "另一句好记的示例话-2026", now=NOW, by=SYSTEM)
    assert first.get("/desk/me").status_code == 302
    assert second.get("/desk/me").status_code == 302


def test_a_change_of_roles_ends_every_session(dai: int, client: StrictClient) -> None:
    sign_in(client)
    actions.set_grants(dai, [Grant(Role.AUDITOR)], now=NOW, by=SYSTEM)
    assert client.get("/desk/me").status_code == 302


def test_a_disabled_account_cannot_sign_in(dai: int, client: StrictClient) -> None:
    actions.set_enabled(dai, enabled=False, now=NOW, by=SYSTEM)
    assert sign_in(client) == 422


@pytest.mark.usefixtures("dai")
@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_sign_in_never_sends_people_to_another_site(client: StrictClient, target: str) -> None:
    address = f"/login?next={target}"
    answer = client.submit(address, {"username": "dai.shili", "password": factories.PASSWORD})
    assert answer.location == "/"


@pytest.mark.usefixtures("dai")
def test_a_post_without_token_is_refused_in_chinese(client: StrictClient) -> None:
    answer = client.post("/login", data={"username": "dai.shili", "password": factories.PASSWORD})
    assert answer.status_code == 400
    assert "刷新后再提交" in text_of(answer.text)


def test_the_cookie_is_http_only_and_lax(dai: int, client: StrictClient) -> None:
    del dai
    answer = client.submit("/login", {"username": "dai.shili", "password": factories.PASSWORD})
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(signing_in.COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_database_holds_neither_password_nor_token(dai: int, client: StrictClient) -> None:
    sign_in(client)
    cookie = client.get_cookie(signing_in.COOKIE)
    assert cookie is not None
    from deqing_events.accounts import queries

    account = queries.account_by_id(dai)
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")
    live = queries.signed_in(
        passwords.token_hash(cookie.value), now=NOW, idle=dt.timedelta(hours=1), longest=dt.timedelta(hours=1)
    )
    assert live is not None
    assert queries.signed_in(cookie.value, now=NOW, idle=dt.timedelta(hours=1), longest=dt.timedelta(hours=1)) is None
