"""Headers, hosts, sizes and error pages."""

import dataclasses
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from deqing_events import settings
from deqing_events.engines import BusyError
from deqing_events.factory import create_app
from deqing_events.web import access
from tests import factories
from tests.reading import StrictClient, text_of


def sheltered(app: Flask, **changes: object) -> FlaskClient:
    """A second app on the same installation with some settings changed."""
    held: settings.Settings = app.config["SETTINGS"]
    return create_app(dataclasses.replace(held, **changes)).test_client()  # type: ignore[arg-type]  # named fields


def test_every_page_carries_the_headers(client: StrictClient) -> None:
    factories.account()
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_static_files_with_a_digest_may_be_kept(client: StrictClient) -> None:
    with client.get("/static/css/tokens.css?v=1") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_strange_host_is_refused_without_a_crash(app: Flask) -> None:
    guarded = sheltered(app, trusted_hosts=("dq.example",))
    assert guarded.get("/healthz", headers={"Host": "dq.example"}).status_code == 200
    refused = guarded.get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "evil.example" not in refused.text


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_forwarded_addresses_count_only_behind_the_set_number_of_proxies(app: Flask, proxies: int, seen: str) -> None:
    held: settings.Settings = app.config["SETTINGS"]
    behind = create_app(dataclasses.replace(held, trusted_proxies=proxies))
    heard: list[str] = []
    behind.before_request(lambda: heard.append(access.acting().address))
    behind.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"})
    assert heard == [seen]


def test_cookies_are_secure_when_the_public_address_is(app: Flask) -> None:
    factories.account()
    secure = sheltered(app, public_url="https://dq.example")
    cookies = secure.get("/login").headers.getlist("Set-Cookie")
    assert cookies != []
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


def test_too_large_a_body_is_refused_in_chinese(app: Flask) -> None:
    factories.account()
    small = sheltered(app, max_upload_bytes=1000)
    answer = small.post("/login", data={"username": "x" * 5000})
    assert answer.status_code == 413
    assert "文件太大了" in answer.text


@pytest.mark.parametrize("address", ["/nowhere", "/events/none", "/p/NOTAPASS", "/results/none", "/%00"])
def test_unknown_addresses_say_so_with_a_number(client: StrictClient, address: str) -> None:
    factories.account()
    answer = client.get(address)
    assert answer.status_code == 404
    assert re.search(r"[\u4e00-\u9fff]", answer.text)


def test_a_wrong_method_is_a_page_too(client: StrictClient) -> None:
    answer = client.delete("/")
    assert answer.status_code == 405
    assert re.search(r"E-[0-9A-F]{6}", text_of(answer.text))


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (RuntimeError("a secret detail"), 500),
        (BusyError("queue"), 503),
        (OperationalError("INSERT", {}, Exception("database or disk is full")), 503),
        (OperationalError("INSERT", {}, Exception("attempt to write a readonly database")), 503),
    ],
)
def test_trouble_is_a_page_with_a_number_and_no_detail(
    app: Flask, client: StrictClient, trouble: Exception, status: int
) -> None:
    def fail() -> str:
        raise trouble

    app.view_functions["pages.robots"] = fail
    answer = client.get("/robots.txt")
    assert answer.status_code == status
    assert re.search(r"E-[0-9A-F]{6}", text_of(answer.text))
    assert "secret" not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_api_errors_are_json(client: StrictClient) -> None:
    answer = client.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert set(answer.get_json()["error"]) >= {"code", "message"}


def test_large_text_is_a_plain_link_and_stays_on_this_site(client: StrictClient) -> None:
    factories.account()
    back = client.get("/text-size?next=//evil.example/")
    assert back.location == "/"
    assert 'class=" is-large"' in client.get("/login").text
    client.get("/text-size?next=/login")
    assert "is-large" not in client.get("/login").text
