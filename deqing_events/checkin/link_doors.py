"""The door of a page that a time-boxed link opens: what a strange, an early and a closed link are told."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol, TypeVar

from flask import abort, make_response

from deqing_events.web import clock, errors
from deqing_events.web.formatting import moment


class TimeBoxed(Protocol):
    """What a link leads to: ``closed`` gives the reason why it does not open now, None when it does."""

    def closed(self, now: dt.datetime) -> str | None:
        """Return early, or a key of the closed words."""


Link = TypeVar("Link", bound=TimeBoxed)


@dataclass(frozen=True)
class Words:
    """The sentences of one kind of link; ``early`` has a place for the time from which it opens."""

    unknown: str
    early: str
    closed: Mapping[str, str]


def opened(found: Link | None, words: Words, opens_at: Callable[[Link], dt.datetime | None]) -> Link:
    """Return what a link leads to; a strange one answers 404, a closed one 410, one not open yet 403."""
    if found is None:
        refuse(404, words.unknown)
    closed = found.closed(clock.now())
    if closed == "early":
        refuse(403, words.early.format(moment(opens_at(found))))
    if closed is not None:
        refuse(410, words.closed[closed])
    return found


def refuse(code: int, note: str) -> NoReturn:
    """Answer with an error page that says ``note``."""
    abort(make_response(errors.answer(code, note)))
