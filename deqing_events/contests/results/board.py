"""Public ranking pages kept ready in this process: rendered once per publication, sent as bytes.

A page is keyed by its publication, by what people last said about publishing their names and by the last step of an
appeal, so it can never be stale; only the question *which publication holds* is remembered for a second. A
publication, withdrawal or choice made through another process shows here after at most that second.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import Response, current_app, request

from deqing_events.contests.results import queries
from deqing_events.contests.results.queries import Standing
from deqing_events.web import ready

REMEMBER_SECONDS = 1.0
MOST_PAGES = 256
INDIFFERENT = ("dq_gate", "dq_venue")
"""Cookies a ranking does not look at."""
_EXTENSION = "contest_board"


@dataclass(frozen=True)
class Page:
    """One rendered page, plain and compressed, with its entity tag."""

    body: bytes
    packed: bytes
    etag: str


@dataclass
class _Shelf:
    pages: dict[tuple[object, ...], Page] = field(default_factory=dict)
    standing: dict[str, tuple[float, Standing]] = field(default_factory=dict)


def standing(slug: str) -> Standing | None:
    """Return which publication holds at an address, remembered for a second; nothing published is asked each time."""
    shelf, now = _shelf(), time.monotonic()
    held = shelf.standing.get(slug)
    if held is not None and now - held[0] < REMEMBER_SECONDS:
        return held[1]
    found = queries.standing(slug)
    if found is None:
        shelf.standing.pop(slug, None)
    else:
        shelf.standing[slug] = (now, found)
    return found


def forget(slug: str) -> None:
    """Ask again which publication holds at this address."""
    _shelf().standing.pop(slug, None)
    ready.forget(f"/results/{slug}")


def offer(slug: str) -> None:
    """Let this request's answer be given again while it is remembered which publication holds at its address."""
    held = _shelf().standing.get(slug)
    if held is not None:
        ready.offer(held[0] + REMEMBER_SECONDS, INDIFFERENT)


def answer(held: Standing, view: tuple[object, ...], render: Callable[[], str]) -> Response:
    """Return the page of a publication, rendering it once; 304 when the browser has it already."""
    return kept(
        (held.publication_id, held.digest, held.choices, held.appeals, held.onward, *view), held.digest[:32], render
    )


def kept(key: tuple[object, ...], tag: str, render: Callable[[], str]) -> Response:
    """Return the page under a key that changes with all it shows, rendering it once; ``tag`` begins its entity tag."""
    shelf = _shelf()
    page = shelf.pages.get(key)
    if page is None:
        if len(shelf.pages) >= MOST_PAGES:
            shelf.pages.clear()
        page = shelf.pages[key] = _page(render(), tag)
    return _response(page)


def _page(text: str, tag: str) -> Page:
    body = text.encode()
    # The tag names the publication; the tail tells apart the looks of it (large text, a newer design).
    return Page(body, gzip.compress(body, 6, mtime=0), f"{tag}-{hashlib.sha256(body).hexdigest()[:8]}")


def _response(page: Page) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    if page.etag in request.if_none_match:
        response = Response(status=304)
    else:
        response = Response(page.packed if packed else page.body, mimetype="text/html")
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.set_etag(page.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def _shelf() -> _Shelf:
    return cast("_Shelf", current_app.extensions.setdefault(_EXTENSION, _Shelf()))
