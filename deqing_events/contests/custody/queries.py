"""Questions about the custody of blind codes."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from deqing_events import database
from deqing_events.accounts.models import StaffAccount, StaffGrant
from deqing_events.contests.custody.models import CodeIssue, CodeOpening
from deqing_events.contests.heats.models import Heat, HeatPlace
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.start_draws.models import LateLot, StartDraw
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Reach, Role
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Pairing:
    """What the encryption officer sees of an entrant: numbers, codes and places, nothing of the person."""

    number: str
    blind_code: str
    status: str
    heat: int | None
    station: str | None


def issues(event_id: int) -> list[CodeIssue]:
    """Return every act of giving out codes, the latest first."""
    query = select(CodeIssue).where(CodeIssue.event_id == event_id).order_by(CodeIssue.id.desc())
    return list(database.session().scalars(query))


def sealed(event_id: int) -> bool:
    """Tell whether an encryption officer gave out the codes and nobody opened the seal yet."""
    issued = exists().where(CodeIssue.event_id == event_id)
    opened = exists().where(CodeOpening.event_id == event_id)
    return bool(database.session().scalar(select(issued & ~opened)))


def officer_named(event_id: int) -> bool:
    """Tell whether somebody is named to give out the codes of this event: then they are sealed from the start."""
    query = (
        select(StaffGrant.id)
        .join(StaffAccount, StaffAccount.id == StaffGrant.account_id)
        .where(StaffGrant.role == Role.ENCRYPTION_OFFICER, StaffGrant.scope_id == event_id)
        .where(StaffAccount.disabled_at.is_(None))
    )
    return bool(database.session().scalar(select(query.exists())))


def pairings(event_id: int) -> list[Pairing]:
    """Return numbers and codes, by number. Names and workplaces are not even read."""
    query = (
        select(Entrant.number, Entrant.blind_code, Entrant.status, Heat.number, HeatPlace.station)
        .outerjoin(HeatPlace, HeatPlace.entrant_id == Entrant.id)
        .outerjoin(Heat, Heat.id == HeatPlace.heat_id)
        .where(Entrant.event_id == event_id)
        .order_by(Entrant.number)
    )
    return [Pairing(*row) for row in database.session().execute(query)]


def marked_blind(event_id: int) -> bool:
    """Tell whether a judge has marked anybody of the event, so that codes may not change any more."""
    own = select(Entrant.id).where(Entrant.event_id == event_id)
    found = exists().where(Mark.entrant_id.in_(own), Mark.judge != "")
    return bool(database.session().scalar(select(found)))


def gave_codes(event_id: int, who: str) -> bool:
    """Tell whether ``who`` gave out codes of this event."""
    found = exists().where(CodeIssue.event_id == event_id, CodeIssue.by == who)
    return bool(database.session().scalar(select(found)))


def ran_call_room(event_id: int, who: str) -> bool:
    """Tell whether ``who`` fixed the list, drew, or placed somebody late in this event."""
    draws = select(StartDraw.id).where(StartDraw.event_id == event_id)
    drew = exists().where(StartDraw.event_id == event_id, or_(StartDraw.fixed_by == who, StartDraw.drawn_by == who))
    placed = exists().where(LateLot.draw_id.in_(draws), LateLot.by == who)
    return bool(database.session().scalar(select(drew | placed)))


def contests_within(reach: Reach) -> list[Event]:
    """Return the events with entrants an encryption officer is named for, the latest first."""
    query = select(Event).where(
        Event.id.in_(reach.events),
        Event.id.in_(select(Entrant.event_id)),
        Event.state.not_in([EventState.ARCHIVED, EventState.CANCELLED]),
    )
    return list(database.session().scalars(query.order_by(Event.starts_at.desc(), Event.id)))
