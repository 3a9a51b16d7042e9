"""Questions about arbiters, their votes, and the appeals they see."""

from collections.abc import Mapping

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from deqing_events import database
from deqing_events.accounts.models import StaffAccount, StaffGrant
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration.models import AppealVote
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.models import Entrant, JudgeSeat, Mark, MarkChange
from deqing_events.contests.signatures.models import Signature
from deqing_events.domain.roles import Reach, Role


def arbiters(event_id: int) -> list[StaffAccount]:
    """Return the accounts that are named as arbiters of an event, by name, with their grants."""
    query = (
        select(StaffAccount)
        .join(StaffGrant, StaffGrant.account_id == StaffAccount.id)
        .where(StaffGrant.role == Role.ARBITER, StaffGrant.scope_id == event_id, StaffAccount.disabled_at.is_(None))
        .options(selectinload(StaffAccount.grants))
        .order_by(StaffAccount.name, StaffAccount.id)
    )
    return list(database.session().scalars(query))


def votes(appeal_id: int) -> Mapping[int, AppealVote]:
    """Return what was said about an appeal, by account."""
    rows = database.session().scalars(select(AppealVote).where(AppealVote.appeal_id == appeal_id))
    return {row.account_id: row for row in rows}


def within(reach: Reach) -> list[Appeal]:
    """Return the appeals of the contests an arbiter is named for, the latest first, with contest and entrant."""
    query = select(Appeal).where(Appeal.event_id.in_(reach.events))
    query = query.options(joinedload(Appeal.event), joinedload(Appeal.entrant))
    return list(database.session().scalars(query.order_by(Appeal.id.desc())))


def took_part(event_id: int, account_id: int) -> bool:
    """Tell whether an account sat as a judge, entered or changed marks, signed, locked or opened them in a contest."""
    who, own = f"staff:{account_id}", select(Entrant.id).where(Entrant.event_id == event_id)
    lock = MarksLock.event_id == event_id
    asked = or_(
        exists().where(JudgeSeat.event_id == event_id, JudgeSeat.account_id == account_id),
        exists().where(Mark.by == who, Mark.entrant_id.in_(own)),
        exists().where(MarkChange.by == who, MarkChange.entrant_id.in_(own)),
        exists().where(Signature.event_id == event_id, Signature.by == who),
        exists().where(lock, or_(MarksLock.locked_by == who, MarksLock.reopened_by == who)),
    )
    return bool(database.session().scalar(select(asked)))
