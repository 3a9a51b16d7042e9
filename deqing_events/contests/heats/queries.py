"""Questions about heats: the own ones, and who is needed elsewhere at the same time."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.heats.models import Heat, HeatPlace, HeatRule
from deqing_events.contests.judges.models import PanelJudge
from deqing_events.contests.models import Entrant, JudgeSeat
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration

AROUND = dt.timedelta(hours=12)
"""Heats of other events further away than this cannot take anybody's rest."""


def rule(event_id: int) -> HeatRule | None:
    """Return what holds for the heats of an event, or None before they are set up."""
    return database.session().get(HeatRule, event_id)


def for_event(event_id: int) -> list[Heat]:
    """Return the heats in order of time, each with its places and entrants."""
    query = select(Heat).where(Heat.event_id == event_id).order_by(Heat.starts_at, Heat.number)
    return list(database.session().scalars(query.options(selectinload(Heat.places).joinedload(HeatPlace.entrant))))


def one(event_id: int, heat_id: int) -> Heat | None:
    """Return a heat of this event, or None."""
    query = select(Heat).where(Heat.event_id == event_id, Heat.id == heat_id)
    return database.session().scalars(query.options(selectinload(Heat.places))).one_or_none()


def place_of(entrant_id: int) -> HeatPlace | None:
    """Return where somebody starts, or None."""
    return database.session().scalars(select(HeatPlace).where(HeatPlace.entrant_id == entrant_id)).one_or_none()


def beside(event_id: int, heats: Collection[Heat]) -> list[tuple[Heat, Event]]:
    """Return the heats of other running events around the time of these, each with its event."""
    if not heats:
        return []
    query = (
        select(Heat, Event)
        .join(Event, Event.id == Heat.event_id)
        .where(
            Heat.event_id != event_id,
            Event.state != EventState.CANCELLED,
            Heat.starts_at < max(heat.ends_at for heat in heats) + AROUND,
            Heat.ends_at > min(heat.starts_at for heat in heats) - AROUND,
        )
        .options(selectinload(Heat.places).joinedload(HeatPlace.entrant))
        .order_by(Heat.starts_at, Heat.id)
    )
    return [(heat, event) for heat, event in database.session().execute(query)]


def people_of(entrants: Collection[Entrant]) -> dict[int, set[str]]:
    """Return the people behind entrants as keys (a team's members each): entrant id to keys."""
    ids = {row.registration_id for row in entrants if row.registration_id is not None}
    query = select(Registration.id, Registration.person_key, Registration.team_id).where(Registration.id.in_(ids))
    own = {row.id: row for row in database.session().execute(query)}
    teams = {row.team_id for row in own.values() if row.team_id is not None}
    mates: dict[int, set[str]] = {}
    members = select(Registration.team_id, Registration.person_key).where(
        Registration.team_id.in_(teams), Registration.state == "confirmed"
    )
    for team_id, key in database.session().execute(members):
        mates.setdefault(team_id or 0, set()).add(key)
    return {
        row.id: {found.person_key} | mates.get(found.team_id or 0, set())
        for row in entrants
        if (found := own.get(row.registration_id or 0)) is not None
    }


def judges_of(event_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return who judges in which event: event id to a key of the person and the words for people.

    A judge with an account is known by it, one with a link by name and workplace.
    """
    found: dict[int, dict[str, str]] = {event_id: {} for event_id in event_ids}
    seats = select(JudgeSeat).where(JudgeSeat.event_id.in_(event_ids))
    for seat in database.session().scalars(seats):
        found[seat.event_id][f"account:{seat.account_id}"] = seat.judge
    for row in database.session().scalars(select(PanelJudge).where(PanelJudge.event_id.in_(event_ids))):
        found[row.event_id][f"name:{row.name}|{row.workplace}"] = f"{row.judge} {row.name}"
    return found


def rules_of(event_ids: Collection[int]) -> dict[int, HeatRule]:
    """Return the heat rules of several events."""
    query = select(HeatRule).where(HeatRule.event_id.in_(event_ids))
    return {row.event_id: row for row in database.session().scalars(query)}
