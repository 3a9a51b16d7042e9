"""A live board's public pages kept ready in this process, and when they are made anew.

Two questions are asked at most once a second: how the board stands, and whether a mark changed. A page is kept under
both answers. One made from marks holds none that came after a freeze: the marks are read first, then the board's
version once more, and what is stored counts where it is another. One thread asks and renders while others wait for
what it finds; until the second is over the whole answer is ready before the application (``web.ready``).
"""

import datetime as dt
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Response, current_app, render_template

from deqing_events.contests.appeals.queries import frozen_numbers
from deqing_events.contests.live import actions, queries
from deqing_events.contests.live.content import NOTHING, Content, Progress, revealed, seen
from deqing_events.contests.live.queries import Held, Revision
from deqing_events.contests.results import board
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import masked
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.kinds import EntrantKind
from deqing_events.engines import BusyError
from deqing_events.web import clock, ready
from deqing_events.web.pages import large_text

REMEMBER_SECONDS = 1.0
MOST_CONTENTS = 32
_EXTENSION = "live_board"
INDIFFERENT = ("dq_phone", "dq_gate", "dq_venue")
"""Cookies the board's pages do not look at."""
Key = tuple[object, ...]
_Asked = tuple[float, Held, Revision]


@dataclass
class _Shelf:
    boards: dict[str, _Asked] = field(default_factory=dict)
    contents: dict[Key, Content] = field(default_factory=dict)
    one_asks: threading.Lock = field(default_factory=threading.Lock)


def answer(slug: str, template: str) -> Response | None:
    """Return the page of the board at an address, from memory where nothing changed; None where there is no board."""
    shelf = _shelf()
    with shelf.one_asks:
        asked = _asked(slug, shelf)
        if asked is None:
            return None
        at, held, revision = asked
        key = (held.event_id, held.version, held.choices, held.published, held.title, revision)
        ready.offer(at + REMEMBER_SECONDS, INDIFFERENT)
        return board.kept(("live", template, large_text(), *key), "live", lambda: page(held, template, key))


def fresh(slug: str, template: str) -> str | None:
    """Return the page without taking or keeping it ready, for one visitor alone."""
    held = queries.held(slug)
    return None if held is None else page(held, template, None)


def forget(slug: str) -> None:
    """Ask again how the board at this address stands."""
    _shelf().boards.pop(slug, None)
    ready.forget(f"/live/{slug}")


def _asked(slug: str, shelf: _Shelf) -> _Asked | None:
    """Return how the board stands, remembered for a second; None where there is no board."""
    now, kept = time.monotonic(), shelf.boards.get(slug)
    if kept is not None and now - kept[0] < REMEMBER_SECONDS:
        return kept
    held = queries.held(slug)
    if held is None:
        shelf.boards.pop(slug, None)
        return None
    revision = queries.revision(held.event_id) if held.state == "open" else ()
    kept = shelf.boards[slug] = (now, held, revision)
    return kept


def page(held: Held, template: str, key: Key | None) -> str:
    """Render a board; the content is kept under ``key`` for its other pages."""
    shelf = _shelf()
    content = shelf.contents.get(key) if key is not None else None
    if content is None:
        held, content = _content(held)
        if key is not None:
            if len(shelf.contents) >= MOST_CONTENTS:
                shelf.contents.clear()
            shelf.contents[key] = content
    at = dt.datetime.fromisoformat(content["at"]) if content["at"] else None
    return render_template(template, held=held, board=content, at=at, keys=_part_keys(held, content))


def _content(held: Held) -> tuple[Held, Content]:
    if held.state == "shut":
        return held, NOTHING
    if held.state == "open":
        return _following(held)
    row = queries.board(held.event_id)
    if row is None or not row.content:
        return held, NOTHING
    content = revealed(row.content, row.revealed) if held.state == "ceremony" else row.content
    return held, _of_today(held, content)


def _following(held: Held) -> tuple[Held, Content]:
    """Work the board out from the marks; what is stored instead where it stopped following them meanwhile."""
    row, standings = queries.board(held.event_id), worked_out(held.event_id)
    progress = Progress(queries.last_marks(held.event_id), queries.not_handed_in(held.event_id))
    if row is None or standings is None or queries.version(held.event_id) != held.version:
        return _again(held)
    now_seen = seen(row.event, standings, row, progress, frozen_numbers(held.event_id))
    if now_seen.due and _stood_still(held):
        return _again(held)
    return held, now_seen.content


def _stood_still(held: Held) -> bool:
    try:
        actions.freeze_when_due(held.event_id, held.version, now=clock.now())
    except BusyError:
        return False  # the totals held back are not in the content anyway; the next visitor tries again
    return True


def _again(held: Held) -> tuple[Held, Content]:
    forget(held.slug)
    current = queries.held(held.slug)
    if current is None or current.state == "open":
        return held, NOTHING
    return _content(current)


def _of_today(held: Held, content: Content) -> Content:
    """Mask anew whoever took back since that the name may be published."""
    if held.naming != "name" or held.entrant_kind != EntrantKind.PERSON:
        return content
    agreed, latest = results.agreed(held.event_id), content["latest"]
    if latest is not None and not latest.get("group"):
        latest = masked([latest], agreed)[0]
    return {**content, "rows": masked(content["rows"], agreed), "latest": latest}


def _part_keys(held: Held, content: Content) -> dict[str, str]:
    """Return a short mark of each part of the page, for the script that takes over what changed."""
    head = [held.state, held.published, content["done"], content["total"], content["at"]]
    return {"head": _mark(head), "latest": _mark([held.state, content["latest"]]), "rows": _mark(content["rows"])}


def _mark(value: Any) -> str:  # noqa: ANN401 - JSON
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _shelf() -> _Shelf:
    return cast("_Shelf", current_app.extensions.setdefault(_EXTENSION, _Shelf()))
