"""Whole answers kept ready before the application: what everybody asks for at once leaves as the same bytes again.

A view that knows its answer holds for a while says so with ``offer``. Until then the same question by somebody who
carries no other cookie than the view named gets the same status, headers and body, without a session, a principal or a
template being looked at. Anything with a query, a staff session or an unknown cookie goes the whole way; so does a form
cookie, until a view that looked into it has offered its answer: what such a cookie says never changes.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app, request
from werkzeug.http import parse_cookie, parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_ANSWERS = 256
_EXTENSION = "ready_answers"
_OFFER = "deqing.offer"
_LARGE, _FORM = "dq_large", "dq_form"
MOST_FORM_COOKIES = 4096
_BODY_ONLY = frozenset({"content-length", "content-type", "content-encoding"})
"""Headers that go with a body, and so not with 304."""

Headers = list[tuple[str, str]]
Key = tuple[str, str, str, str, bool, str]


@dataclass(frozen=True)
class _Offer:
    until: float
    despite: frozenset[str]


@dataclass(frozen=True)
class _Answer:
    offer: _Offer
    headers: Headers
    bare: Headers
    etag: str
    body: bytes


def offer(until: float, despite: Iterable[str] = ()) -> None:
    """Let this request's answer be given again until ``time.monotonic()`` says ``until``.

    ``despite`` names the cookies that make no difference to it; large text is told apart in any case.
    """
    request.environ[_OFFER] = _Offer(until, frozenset(despite))


def forget(path: str) -> None:
    """Go the whole way again for everything whose address begins with ``path``."""
    cast("Ready", current_app.extensions[_EXTENSION]).forget(path)


def attach(app: Flask) -> None:
    """Put the ready answers before ``app``; what corrects an address (a proxy's headers) is put before them later."""
    ready = app.extensions[_EXTENSION] = Ready(app.wsgi_app)
    app.wsgi_app = ready  # type: ignore[method-assign]  # Flask's documented way to wrap the WSGI app


class Ready:
    """A WSGI application that gives ready answers and asks the application behind it for all others."""

    def __init__(self, behind: "WSGIApplication") -> None:
        self.behind = behind
        self.answers: dict[Key, _Answer] = {}
        self.plain: set[str] = set()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return self.behind(environ, start_response)
        cookies = _cookies(environ)
        key = _key(environ, cookies.pop(_LARGE, ""))
        held, form = self.answers.get(key), cookies.get(_FORM)
        if form in self.plain:
            del cookies[_FORM]
        if held is not None and time.monotonic() < held.offer.until and held.offer.despite.issuperset(cookies):
            return _given(held, environ, start_response)
        parts = self._asked(key, frozenset(cookies) - {_FORM}, environ, start_response)
        if form and _OFFER in environ:
            self._note(form)
        return parts

    def forget(self, path: str) -> None:
        """Drop every answer whose address begins with ``path``."""
        sent = path.encode().decode("latin-1")
        for key in [key for key in tuple(self.answers) if key[3].startswith(sent)]:
            self.answers.pop(key, None)

    def _note(self, form: str) -> None:
        if len(self.plain) >= MOST_FORM_COOKIES:
            self.plain.clear()
        self.plain.add(form)

    def _asked(
        self, key: Key, cookies: frozenset[str], environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Ask the application; keep what is offered, unless a cookie of the question may have made a difference."""
        began: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - exc_info
            began.append((status, headers))
            return start_response(status, headers, *rest)

        parts = self.behind(environ, start)
        offered = environ.get(_OFFER)
        if offered is None or not offered.despite.issuperset(cookies) or not _is_whole(*began[-1]):
            return parts
        body = b"".join(parts)
        getattr(parts, "close", lambda: None)()
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        self.answers[key] = _answer(offered, began[-1][1], body)
        return [body]


def _cookies(environ: "WSGIEnvironment") -> dict[str, str]:
    sent = environ.get("HTTP_COOKIE")
    return dict(parse_cookie(sent)) if sent else {}


def _key(environ: "WSGIEnvironment", large: str) -> Key:
    packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    where = (environ.get("HTTP_HOST") or environ["SERVER_NAME"], environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"])
    return environ["wsgi.url_scheme"], *where, packed, large


def _is_whole(status: str, headers: Headers) -> bool:
    """Tell whether this is a page for everybody: not an error, not a 304, and no cookie for one browser."""
    return status.startswith("200") and not any(name.lower() == "set-cookie" for name, _ in headers)


def _answer(offered: _Offer, headers: Headers, body: bytes) -> _Answer:
    bare = [(name, value) for name, value in headers if name.lower() not in _BODY_ONLY]
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    return _Answer(offered, list(headers), bare, etag.strip('"'), body)


def _given(held: _Answer, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and held.etag and held.etag in parse_etags(known):
        start_response("304 NOT MODIFIED", list(held.bare))
        return []
    start_response("200 OK", list(held.headers))
    return [held.body]
