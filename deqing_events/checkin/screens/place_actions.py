"""Setting and clearing where a list's people are expected to stand."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin.screens.models import ListPlace
from deqing_events.domain.distance import Spot
from deqing_events.domain.roles import Actor


def set_place(list_id: int, spot: Spot, radius: int, *, now: dt.datetime, by: Actor) -> None:
    """Let phones be asked for their position on a list."""
    with database.transaction() as session:
        row = session.get(ListPlace, list_id) or ListPlace(list_id=list_id)
        row.latitude, row.longitude, row.radius = spot.latitude, spot.longitude, radius
        session.add(row)
        record("list_place.set", "checkin_list", list_id, by=by, now=now, radius=radius)


def clear_place(list_id: int, *, now: dt.datetime, by: Actor) -> bool:
    """Let phones be asked for nothing any more; false when they were not."""
    with database.transaction() as session:
        row = session.get(ListPlace, list_id)
        if row is None:
            return False
        session.delete(row)
        record("list_place.clear", "checkin_list", list_id, by=by, now=now)
        return True
