"""Screens, posters and the codes they show, straight as rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.screens import actions, codes
from deqing_events.checkin.screens.models import ScreenLink
from deqing_events.domain.roles import SYSTEM
from tests import factories_checkin as made
from tests.conftest import NOW


@dataclass(frozen=True)
class Hall:
    """A screen or poster: its link's id and row, and the token of its own page."""

    id: int
    link: ScreenLink
    token: str

    def address(self, now: dt.datetime = NOW) -> str:
        """What its QR code says at an instant, without scheme and host."""
        return f"/V/{self.id}/{codes.shown_code(self.link, keys=made.keys(), now=now)}"


def screen(at: CheckinList, kind: str = "venue", place: str = "大厅", **fields: Any) -> Hall:
    """Store a link of a screen or poster."""
    values = {"valid_from": NOW - dt.timedelta(hours=2), "valid_until": NOW + dt.timedelta(hours=10), **fields}
    details = actions.ScreenDetails(kind, place, **values)
    link_id = actions.make(at.id, details, keys=made.keys(), now=NOW, by=SYSTEM)
    link = database.session().get_one(ScreenLink, link_id)
    return Hall(link_id, link, codes.screen_token(link_id, link.serial, made.keys()))
