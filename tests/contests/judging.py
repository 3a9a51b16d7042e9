"""Judges in a test: who they are, and a phone that holds a judge's link."""

import datetime as dt
from collections.abc import Mapping

from flask import current_app

from deqing_events.contests.history import Change
from deqing_events.contests.judges import actions, queries
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests.conftest import NOW

PERIOD = (NOW - dt.timedelta(hours=1), NOW + dt.timedelta(days=2))


def change() -> Change:
    """Say that the system acts now."""
    return Change(SYSTEM, NOW)


def seated(
    event: Event, judge: str, name: str = "郑裁判", workplace: str = "", relations: Mapping[int, str] | None = None
) -> None:
    """Say who sits as a judge."""
    actions.save(event.id, judge, actions.JudgeDetails(name, workplace, relations or {}), change())


def link(event: Event, judge: str = "裁判1", workplace: str = "") -> str:
    """Seat a judge and return the token of a fresh link."""
    seated(event, judge, workplace=workplace)
    keys = current_app.config["SETTINGS"].keys
    actions.make_links(event.id, [judge], PERIOD, keys=keys, change=change())
    row = queries.one(event.id, judge)
    assert row is not None
    held = queries.standing_links(event.id)[row.id]
    return actions.link_token(held.id, held.serial, keys)
