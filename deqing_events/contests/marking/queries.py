"""Questions about marks, judges' seats and draws."""

from dataclasses import dataclass

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.accounts.models import StaffAccount, StaffGrant
from deqing_events.contests.models import Draw, Entrant, JudgeSeat, Mark, RuleSheet
from deqing_events.contests.spreads.models import SpreadAcceptance
from deqing_events.domain.kinds import EventState
from deqing_events.domain.packed_marks import BETWEEN, WITHIN
from deqing_events.domain.roles import Reach, Role
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Seat:
    """A judge of the panel and the account that sits there."""

    judge: str
    account_id: int
    name: str


def marks(event_id: int) -> list[Mark]:
    """Return every mark of an event."""
    query = select(Mark).join(Entrant, Entrant.id == Mark.entrant_id).where(Entrant.event_id == event_id)
    return list(database.session().scalars(query))


def marks_of(entrant_id: int) -> list[Mark]:
    """Return every mark of one entrant."""
    return list(database.session().scalars(select(Mark).where(Mark.entrant_id == entrant_id)))


def packed_marks(event_id: int) -> dict[int, str]:
    """Return all marks of each entrant as one text (``domain.packed_marks``), by entrant: a row each, not a mark."""
    one = Mark.criterion + WITHIN + Mark.judge + BETWEEN + Mark.value
    own = Mark.entrant_id.in_(select(Entrant.id).where(Entrant.event_id == event_id))  # sooner than a join: no sorting
    query = select(Mark.entrant_id, func.aggregate_strings(one, BETWEEN)).where(own)
    rows = database.session().execute(query.group_by(Mark.entrant_id))
    return {row[0]: row[1] for row in rows}


def locked_marks(event_id: int, judge: str) -> dict[tuple[int, str], Mark]:
    """Return one judge's marks by (entrant, criterion), locked until the open transaction ends."""
    entrants = select(Entrant.id).where(Entrant.event_id == event_id)
    query = select(Mark).where(Mark.judge == judge, Mark.entrant_id.in_(entrants))
    rows = database.session().scalars(query.with_for_update(key_share=True))
    return {(mark.entrant_id, mark.criterion): mark for mark in rows}


def locked_entrants(event_id: int) -> dict[int, Entrant]:
    """Return the entrants by id, locked until the open transaction ends."""
    query = select(Entrant).where(Entrant.event_id == event_id).order_by(Entrant.id)
    return {row.id: row for row in database.session().scalars(query.with_for_update(key_share=True))}


def draws(event_id: int) -> list[Draw]:
    """Return the recorded draws, the earliest first: the first of a group holds."""
    return list(database.session().scalars(select(Draw).where(Draw.event_id == event_id).order_by(Draw.id)))


def acceptances(event_id: int) -> dict[int, list[SpreadAcceptance]]:
    """Return the spreads that were let stand in an event, by entrant."""
    query = select(SpreadAcceptance).join(Entrant, Entrant.id == SpreadAcceptance.entrant_id)
    found: dict[int, list[SpreadAcceptance]] = {}
    for row in database.session().scalars(query.where(Entrant.event_id == event_id)):
        found.setdefault(row.entrant_id, []).append(row)
    return found


def seats(event_id: int) -> list[Seat]:
    """Return who sits where."""
    query = (
        select(JudgeSeat.judge, JudgeSeat.account_id, StaffAccount.name)
        .join(StaffAccount, StaffAccount.id == JudgeSeat.account_id)
        .where(JudgeSeat.event_id == event_id)
    )
    return [Seat(*row) for row in database.session().execute(query)]


def seat_rows(event_id: int) -> list[JudgeSeat]:
    """Return the stored seats."""
    return list(database.session().scalars(select(JudgeSeat).where(JudgeSeat.event_id == event_id)))


def judges_of(event_id: int) -> list[StaffAccount]:
    """Return the accounts that hold the role judge for an event, by name."""
    query = (
        select(StaffAccount)
        .join(StaffGrant, StaffGrant.account_id == StaffAccount.id)
        .where(StaffGrant.role == Role.JUDGE, StaffGrant.scope_id == event_id, StaffAccount.disabled_at.is_(None))
        .order_by(StaffAccount.name, StaffAccount.id)
    )
    return list(database.session().scalars(query))


def contests_within(reach: Reach) -> list[Event]:
    """Return the running contests with rules among the events a judge is named for."""
    with_rules = select(RuleSheet.event_id)
    query = select(Event).where(
        Event.id.in_(reach.events), Event.id.in_(with_rules), Event.state != EventState.ARCHIVED
    )
    return list(database.session().scalars(query.order_by(Event.starts_at, Event.id)))
