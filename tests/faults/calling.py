"""Clients of a running server: plain HTTP, many at once, trying again as a phone would when the line is cut."""

import concurrent.futures
import http.client
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

T = TypeVar("T")
R = TypeVar("R")

WAIT_SECONDS = 60
PATIENCE_SECONDS = 90
PAUSE_SECONDS = 0.1
"""Between tries; shorter than Retry-After asks for, which only makes it harder for the server."""
LINE_CUT = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """One answer: status, headers by lower-case name (cookies apart), and body."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Site:
    """A running server, asked with one connection per request."""

    url: str
    patience: float = WAIT_SECONDS

    def get(self, path: str, *, cookies: dict[str, str] | None = None) -> Answer:
        """Fetch a page."""
        return self.send("GET", path, b"", {}, cookies)

    def post(self, path: str, fields: dict[str, str], *, cookies: dict[str, str] | None = None) -> Answer:
        """Send a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, urlencode(fields).encode(), headers, cookies)

    def post_json(self, path: str, body: object, headers: dict[str, str]) -> Answer:
        """Call the API."""
        return self.send("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def send(
        self, method: str, path: str, body: bytes, headers: dict[str, str], cookies: dict[str, str] | None = None
    ) -> Answer:
        """Send one request. Raises OSError or HTTPException when the line is cut."""
        if cookies:
            headers = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=self.patience)
        try:
            connection.request(method, path, body=body, headers={**headers, "Connection": "close"})
            response = connection.getresponse()
            plain = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, plain, _cookies(response), response.read())
        finally:
            connection.close()


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    given = response.headers.get_all("Set-Cookie") or []
    pairs = (line.split(";", 1)[0].partition("=") for line in given)
    return {name: value for name, _, value in pairs}


@dataclass(frozen=True)
class Form:
    """A form fetched once: its token and the cookie that belongs to it."""

    token: str
    cookies: dict[str, str]


def fetch_form(site: Site, path: str, *, cookies: dict[str, str] | None = None) -> Form:
    """Fetch a page and return its form's token, with the caller's cookies and the form's."""
    answer = site.get(path, cookies=cookies)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert found is not None, f"{path} answered {answer.status} without a form token"
    form_cookie = {name: value for name, value in answer.cookies.items() if name == "dq_form"}
    return Form(found[1], {**(cookies or {}), **form_cookie})


def insist(ask: Callable[[], Answer], *, cut: Callable[[], None] = lambda: None) -> Answer:
    """Ask until there is an answer that is not 503; ``cut`` hears of every line that was cut on the way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            answer = ask()
        except LINE_CUT:
            cut()
        else:
            if answer.status != 503:
                return answer
            assert "retry-after" in answer.headers, "a 503 says when to come again"
        assert time.monotonic() < deadline, "the server did not come back"
        time.sleep(PAUSE_SECONDS)


def at_once(job: Callable[[T], R], things: Iterable[T], *, clients: int) -> list[R]:
    """Do a job for every thing with so many clients at once; return the results in the things' order."""
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        return list(pool.map(job, things))
