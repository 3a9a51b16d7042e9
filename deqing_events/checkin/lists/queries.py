"""Whom a list can be narrowed to, and how a list reads."""

import datetime as dt

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations import queries as organisations
from deqing_events.organisations.models import Organisation
from deqing_events.registration.teams.models import Team


def townships(on: dt.date) -> dict[int, str]:
    """Return the townships a list may name (代表队), in the county's order."""
    return {row.id: row.name for row in organisations.townships(on)}


def teams(event_id: int) -> dict[int, str]:
    """Return the teams of an event that are alive, by number."""
    query = select(Team.id, Team.name).where(Team.event_id == event_id, Team.state != "cancelled")
    return {row.id: row.name for row in database.session().execute(query.order_by(Team.number))}


def group_names(rows: list[CheckinList]) -> dict[int, list[str]]:
    """Return, for each list that names groups, the names of its townships or teams (valid today or not)."""
    wanted = {by: {group for row in rows if row.group_by == by for group in row.groups or ()} for by in _NAMED}
    names = {by: _names(by, ids) for by, ids in wanted.items() if ids}
    return {row.id: [names[row.group_by].get(group, "—") for group in row.groups] for row in rows if row.groups}


def session_names(event: Event) -> dict[int, str]:
    """Return the event's sessions by how people tell them apart."""
    return {row.id: session_name(row) for row in event.sessions}


def session_name(row: EventSession) -> str:
    """Return what a session is called: its title, else its place."""
    return row.title or row.venue


_NAMED: dict[str, type[Organisation] | type[Team]] = {"township": Organisation, "team": Team}


def _names(by: str, ids: set[int]) -> dict[int, str]:
    table = _NAMED[by]
    rows = database.session().execute(select(table.id, table.name).where(table.id.in_(ids)))
    return {row.id: row.name for row in rows}
