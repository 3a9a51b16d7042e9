"""Comparing the number called out at the door (``CheckinList.entered``) with the scans, and setting it right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event

RECENT = dt.timedelta(days=30)
"""How long after its event a list is looked at: nobody calls out numbers later."""


@dataclass(frozen=True)
class Drift:
    """A list whose number differs from its entries that count."""

    list_id: int
    event_id: int
    entered: int
    scans: int


def recount(*, now: dt.datetime, by: Actor) -> list[Drift]:
    """Set the number of every list of a recent event that differs from its scans to what they say; returns which.

    Right whatever is scanned meanwhile: scans are counted once the list's row is locked, so whoever moved it before is
    among them, and whoever moves it later adds to the new number.
    """
    since = now - RECENT
    found = drifts(or_(Event.ends_at.is_(None), Event.ends_at > since))
    database.session().rollback()
    return [drift for each in found if (drift := _set_right(each.list_id, now=now, by=by)) is not None]


def drifts(which: ColumnElement[bool]) -> Sequence[Drift]:
    """Return the lists among ``which`` that differ, as one statement sees them."""
    scans = _entries()
    query = (
        select(CheckinList.id, CheckinList.event_id, CheckinList.entered, scans)
        .join(Event, Event.id == CheckinList.event_id)
        .where(which, CheckinList.entered != scans)
        .order_by(CheckinList.id)
    )
    return [Drift(*row) for row in database.session().execute(query)]


@database.retrying
def _set_right(list_id: int, *, now: dt.datetime, by: Actor) -> Drift | None:
    with database.transaction() as session:
        _lock(session, list_id)
        found = drifts(CheckinList.id == list_id)
        for drift in found:
            session.get_one(CheckinList, list_id, populate_existing=True).entered = drift.scans
            told = {"event": drift.event_id, "before": drift.entered, "after": drift.scans}
            record("checkin_list.recount", "checkin_list", list_id, by=by, now=now, **told)
        return next(iter(found), None)


def _lock(session: Session, list_id: int) -> None:
    session.execute(select(CheckinList.id).where(CheckinList.id == list_id).with_for_update(key_share=True))


def _entries() -> ColumnElement[int]:
    own = (Scan.list_id == CheckinList.id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
    return select(func.count()).select_from(Scan).where(*own).correlate(CheckinList).scalar_subquery()
