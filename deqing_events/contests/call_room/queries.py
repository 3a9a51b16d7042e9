"""Questions of the call room."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import exists, func, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.call_room.models import CallTick
from deqing_events.contests.models import Entrant
from deqing_events.registration.models import Registration


def has_list(event_id: int) -> bool:
    """Tell whether the event has a check-in list for the call room."""
    found = exists().where(CheckinList.event_id == event_id, CheckinList.purpose == "call_room")
    return bool(database.session().scalar(select(found)))


def tick_of(entrant_id: int) -> CallTick | None:
    """Return the tick of an entrant, or None."""
    return database.session().scalars(select(CallTick).where(CallTick.entrant_id == entrant_id)).one_or_none()


def came(event_id: int, entrants: Collection[Entrant]) -> dict[int, dt.datetime]:
    """Return when each entrant came to the call room: entrant id to the first tick or scan.

    A team is in by its scans once all its confirmed members are, at the time of the last of them.
    """
    ids = [row.id for row in entrants]
    ticks = select(CallTick.entrant_id, CallTick.at).where(CallTick.entrant_id.in_(ids))
    found = {row.entrant_id: row.at for row in database.session().execute(ticks)}
    scanned, members = _scanned(event_id), _members(entrants)
    for row in entrants:
        times = [scanned.get(member) for member in members.get(row.id, ())]
        if times and all(at is not None for at in times):
            last = max(at for at in times if at is not None)
            found[row.id] = min(last, found.get(row.id, last))
    return found


def _scanned(event_id: int) -> dict[int, dt.datetime]:
    lists = select(CheckinList.id).where(CheckinList.event_id == event_id, CheckinList.purpose == "call_room")
    query = (
        select(Scan.registration_id, func.min(Scan.scanned_at))
        .where(Scan.list_id.in_(lists), Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
        .group_by(Scan.registration_id)
    )
    return {held: at for held, at in database.session().execute(query) if held is not None}


def _members(entrants: Collection[Entrant]) -> dict[int, list[int]]:
    """Return the registrations that make an entrant: entrant id to the own one, of a team to every confirmed one."""
    own = {row.id: row.registration for row in entrants if row.registration is not None}
    teams = {held.team_id for held in own.values() if held.team_id is not None}
    mates: dict[int | None, list[int]] = {}
    query = select(Registration.team_id, Registration.id).where(
        Registration.team_id.in_(teams), Registration.state == "confirmed"
    )
    for team_id, registration_id in database.session().execute(query):
        mates.setdefault(team_id, []).append(registration_id)
    return {
        entrant_id: mates.get(held.team_id, [held.id]) if held.team_id is not None else [held.id]
        for entrant_id, held in own.items()
    }
