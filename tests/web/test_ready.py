"""Whole answers kept ready before the application: who gets them, until when, and who never does."""

import time
from typing import Any

import pytest
from flask import Flask, Response, make_response, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deqing_events.web import ready, security


class World:
    """An app with one page that counts how often it was rendered, and a clock that stands still."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.app.secret_key = "sample"
        ready.attach(self.app)
        self.app.config["SESSION_COOKIE_NAME"] = "dq_form"
        self.app.after_request(security.add_headers)
        self.app.add_url_rule("/page", view_func=self.page)
        self.app.add_url_rule("/visit", view_func=self.visit)
        self.rendered, self.now, self.set_cookie, self.status = 0, 1000.0, False, 200

    def page(self) -> Response:
        self.rendered += 1
        ready.offer(self.now + 1, ("dq_phone",))
        response = make_response(f"page {self.rendered}", self.status)
        response.set_etag(f"tag-{self.rendered}")
        if self.set_cookie:
            response.set_cookie("dq_phone", "fresh")
        return response

    def visit(self) -> str:
        session["seen"] = True
        return "visited"

    def get(self, client: FlaskClient | None = None, **kwargs: Any) -> TestResponse:
        return (client or self.app.test_client()).get(kwargs.pop("path", "/page"), **kwargs)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def with_cookie(world: World, name: str, value: str) -> FlaskClient:
    client = world.app.test_client()
    client.set_cookie(name, value)
    return client


def test_the_same_answer_until_its_time_is_over(world: World) -> None:
    first = world.get()
    world.now += 0.9
    again = world.get()
    assert (again.status, again.data, list(again.headers)) == (first.status, first.data, list(first.headers))
    assert (world.rendered, again.headers["X-Frame-Options"]) == (1, "DENY")
    world.now += 0.2
    assert world.get().data == b"page 2"


def test_304_for_who_has_it_already_without_a_body_or_its_headers(world: World) -> None:
    tag = world.get().headers["ETag"]
    known = world.get(headers={"If-None-Match": tag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
    assert not {"Content-Length", "Content-Type"} & set(known.headers.keys())
    assert known.headers["Content-Security-Policy"] == security.CONTENT_POLICY
    assert world.get(headers={"If-None-Match": '"other"'}).status_code == 200
    assert world.rendered == 1


def test_cookies_that_make_no_difference_do_not_and_others_do(world: World) -> None:
    world.get()
    assert world.get(with_cookie(world, "dq_phone", "x")).data == b"page 1"
    assert world.get(with_cookie(world, "dq_staff", "x")).data == b"page 2"
    assert world.get().data == b"page 1"
    assert world.get(with_cookie(world, "dq_large", "1")).data == b"page 3"
    assert world.get(with_cookie(world, "dq_large", "1")).data == b"page 3"


def test_a_form_cookie_counts_once_a_view_has_looked_into_it(world: World) -> None:
    client = world.app.test_client()
    world.get()
    world.get(client, path="/visit")
    assert world.get(client).data == b"page 2"
    assert world.get(client).data == b"page 2"
    assert world.rendered == 2


def test_hosts_compression_and_queries_are_told_apart(world: World) -> None:
    world.get()
    assert world.get(headers={"Host": "other.example"}).data == b"page 2"
    assert world.get(headers={"Accept-Encoding": "gzip"}).data == b"page 3"
    assert world.get(query_string="x=1").data == b"page 4"
    assert world.app.test_client().post("/page").status_code == 405
    assert world.get().data == b"page 1"


def test_nothing_for_one_browser_and_no_error_is_kept(world: World) -> None:
    world.set_cookie = True
    world.get()
    world.set_cookie, world.status = False, 404
    assert (world.get().data, world.get().data) == (b"page 2", b"page 3")


def test_forgetting_and_the_largest_number_of_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.get()
    with world.app.app_context():
        ready.forget("/pa")
    assert world.get().data == b"page 2"
    monkeypatch.setattr(ready, "MOST_ANSWERS", 1)
    world.get(headers={"Host": "other.example"})
    assert world.get().data == b"page 4"
