"""Finished events with people in them, straight to the tables, for tests of figures."""

import datetime as dt
import itertools
from typing import Any

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.models import Entrant, Mark
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW

_numbers = itertools.count(1)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def local(text: str) -> dt.datetime:
    """The instant of a wall time in Deqing: ``2026-09-30 23:30``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def keep(*rows: Any) -> Any:
    """Store rows and return the first."""
    with database.transaction() as session:
        session.add_all(rows)
    return rows[0]


def finished(title: str = "焊工技能比武", ends: str = "2026-09-12 17:00", **fields: Any) -> Event:
    """An event that is over and final, with a check-in list."""
    end = local(ends)
    values = {"state": "final", "starts_at": end - dt.timedelta(hours=8), "ends_at": end, **fields}
    values.setdefault("registration_closes_at", values["starts_at"] - dt.timedelta(days=1))
    values.setdefault("registration_opens_at", values["starts_at"] - dt.timedelta(days=30))
    made = factories.event(title, **values)
    keep(CheckinList(event_id=made.id, name="入场"))
    return made


def sign_up(event: Event, person: str = "", **fields: Any) -> Registration:
    """A confirmed registration; ``unit`` may be a row, whose township and union become the snapshot."""
    number = next(_numbers)
    place = fields.pop("unit", None)
    values = {
        "number": f"{event.code}-{number:04}",
        "event_id": event.id,
        "state": "confirmed",
        "person_key": person or f"person-{number}",
        "name": "沈示例",
        "mobile": "19900000017",
        "mobile_tail": "0017",
        "unit_id": place.id if place else None,
        "township_id": place.township_id if place else None,
        "union_id": place.union_id if place else None,
        "created_at": NOW,
        "confirmed_at": NOW,
        **fields,
    }
    made: Registration = keep(Registration(**values))
    return made


def scan(held: Registration, **fields: Any) -> Scan:
    """A check-in that counts, on the list of the registration's event."""
    at = database.session().scalars(select(CheckinList).where(CheckinList.event_id == held.event_id)).one()
    number = next(_numbers)
    values = {
        "list_id": at.id,
        "registration_id": held.id,
        "code_hash": "x",
        "nonce": f"nonce-{number}",
        "slot": "",
        "scanned_at": NOW,
        "received_at": NOW,
        "recorded": "success",
        "counts": True,
        **fields,
    }
    made: Scan = keep(Scan(**values))
    return made


def came(event: Event, person: str = "", **fields: Any) -> Registration:
    """Somebody who registered and checked in."""
    held = sign_up(event, person, **fields)
    scan(held)
    return held


def marked(event: Event, held: Registration | None = None, **fields: Any) -> Entrant:
    """An entrant with one mark."""
    number = next(_numbers)
    values = {
        "event_id": event.id,
        "number": f"A{number:03}",
        "name": "陈样本",
        "registration_id": held.id if held else None,
        **fields,
    }
    made: Entrant = keep(Entrant(**values))
    keep(Mark(entrant_id=made.id, criterion="theory", value="88", by="staff:1", at=NOW))
    return made
