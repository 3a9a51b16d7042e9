"""Revoking what opens a gate or a screen: links and phones. Once, whoever taps again or at the same time."""

import datetime as dt

from sqlalchemy import ColumnElement, update

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin.models import GateDevice, GateLink
from deqing_events.checkin.screens.models import ScreenLink
from deqing_events.domain.roles import Actor

Revocable = type[GateLink] | type[GateDevice] | type[ScreenLink]


def revoke(kind: Revocable, which: ColumnElement[bool], *, now: dt.datetime, by: Actor) -> int:
    """Revoke the rows of a kind that are not revoked yet, each with its audit entry, and return how many those were."""
    with database.transaction() as session:
        done = session.scalars(
            update(kind)
            .where(which, kind.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(kind.id)
            .execution_options(synchronize_session=False)
        ).all()
        name = kind.__tablename__
        for row_id in done:
            record(f"{name}.revoke", name, row_id, by=by, now=now)
        return len(done)
