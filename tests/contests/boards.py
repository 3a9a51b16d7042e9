"""A live board for a test: made, opened, frozen and revealed by the same actions the desk uses."""

import datetime as dt
from typing import Any

from deqing_events import database
from deqing_events.contests.live import actions, ceremony_actions, pages, queries
from deqing_events.contests.live.actions import Settings, Tap
from deqing_events.contests.models import Mark
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests.conftest import NOW


def tap(event: Event, now: dt.datetime = NOW) -> Tap:
    """Return a tap on the board's page as it is now."""
    return Tap(SYSTEM, now, queries.version(event.id) or 0)


def set_up(event: Event, **changes: Any) -> None:
    """Make the board."""
    wanted = {"shown_rows": 20, "chips": True, "naming": "name", "hold_back": 0, **changes}
    actions.set_up(event.id, Settings(**wanted), by=SYSTEM, now=NOW)
    pages.forget(event.slug)


def opened(event: Event, **changes: Any) -> None:
    """Make the board and open it."""
    set_up(event, **changes)
    actions.open_board(event.id, tap(event))
    pages.forget(event.slug)


def frozen(event: Event) -> None:
    """Let the board stand still."""
    actions.freeze(event.id, tap(event))
    pages.forget(event.slug)


def ceremony(event: Event, steps: str = "row", *, taps: int = 0) -> None:
    """Begin the ceremony and reveal so many steps."""
    ceremony_actions.begin(event.id, steps, tap(event))
    for _ in range(taps):
        ceremony_actions.reveal(event.id, tap(event))
    pages.forget(event.slug)


def remark(row_id: int, value: str, *, at: dt.datetime = NOW, criterion: str = "paper") -> None:
    """Change a mark behind everybody's back."""
    with database.transaction() as session:
        for mark in session.query(Mark).filter_by(entrant_id=row_id, criterion=criterion):
            mark.value, mark.at = value, at
