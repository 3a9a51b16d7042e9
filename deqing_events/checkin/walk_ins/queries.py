"""Whom a supervisor may find on the roster, and which session somebody at the door comes to."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.gate_queries import long_enough
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_facts import EARLY
from deqing_events.domain.kinds import EntrantKind
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.members import queries as members
from deqing_events.organisations.models import Member
from deqing_events.registration import queries as registrations
from deqing_events.registration.models import Registration

MOST_FOUND = 10
BY_DOOR = "walk_in"
"""The lane of the scan that let a walk-in in."""


@dataclass(frozen=True)
class OnRoster:
    """A member found, and whether they have signed up for the event already."""

    member: Member
    signed_up: bool


def on_roster(event_id: int, text: str) -> list[OnRoster]:
    """Return members by name, sound, initials, phone tail or workplace; every word fits, too short finds nobody."""
    if not long_enough(text):
        return []
    found = members.matching(text.split(), limit=MOST_FOUND)
    query = select(Registration.member_id).where(
        Registration.event_id == event_id,
        Registration.state.in_(registrations.HELD),
        Registration.member_id.in_([member.id for member in found]),
    )
    signed_up = set(database.session().scalars(query))
    return [OnRoster(member, member.id in signed_up) for member in found]


def member(member_id: int) -> Member | None:
    """Return a member of the roster, or None."""
    return database.session().get(Member, member_id)


def in_teams(event_id: int) -> bool:
    """Tell whether people take part in an event as teams only."""
    kind = database.session().scalar(select(Event.entrant_kind).where(Event.id == event_id))
    return kind == EntrantKind.TEAM


def session_at_door(at: CheckinList, now: dt.datetime) -> EventSession | None:
    """Return the session somebody who comes now belongs to, else the next one; None when all are over.

    Where the list tells sessions apart it is the one a scan counts for: from two hours before its start.
    """
    apart = at.sessions is not None or at.mode == "once_per_session"
    query = select(EventSession).where(EventSession.event_id == at.event_id, EventSession.ends_at > now)
    if at.sessions is not None:
        query = query.where(EventSession.id.in_(at.sessions))
    found = list(database.session().scalars(query.order_by(EventSession.starts_at, EventSession.id)))
    begun = [part for part in found if part.starts_at <= now + (EARLY if apart else dt.timedelta())]
    return begun[-1] if begun else next(iter(found), None)


def walk_in_behind(nonce: str, list_id: int) -> int | None:
    """Return whose registration was made at the door together with this scan, or None."""
    query = select(Scan.registration_id).where(Scan.nonce == nonce, Scan.list_id == list_id, Scan.lane == BY_DOOR)
    return database.session().scalar(query)
