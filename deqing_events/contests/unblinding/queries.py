"""Questions about unblinding, and whether results may go out yet."""

import datetime as dt

from sqlalchemy import exists, select

from deqing_events import database
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.models import Entrant
from deqing_events.contests.unblinding.models import Unblinding

NOT_LOCKED = "成绩还没有锁定。请先到“赛务”复核锁定，再公布。"
NOT_UNBLINDED = "成绩已经锁定，还没有解密。请裁判长和监督到“赛务”各自确认解密，再公布。"


def done(event_id: int) -> Unblinding | None:
    """Return the act that joined codes and names, or None before it."""
    query = select(Unblinding).where(Unblinding.event_id == event_id, Unblinding.confirmed_at.is_not(None))
    return database.session().scalars(query).one_or_none()


def begun(held: MarksLock, now: dt.datetime) -> Unblinding | None:
    """Return the act that waits for its second person, or None when none does any more."""
    since = now - dt.timedelta(minutes=locks.plan(held.event_id).unblind_minutes)
    query = select(Unblinding).where(
        Unblinding.lock_id == held.id, Unblinding.confirmed_at.is_(None), Unblinding.opened_at > since
    )
    return database.session().scalars(query.order_by(Unblinding.id.desc()).limit(1)).one_or_none()


def needed(event_id: int) -> bool:
    """Tell whether a contest has to be unblinded at all: the long way with blind codes, or sealed codes."""
    coded = select(exists().where(Entrant.event_id == event_id, Entrant.blind_code != ""))
    if not database.session().scalar(coded):
        return False
    return locks.plan(event_id).long_way or custody.sealed(event_id) or done(event_id) is not None


def why_not_yet(event_id: int) -> str:
    """Return the sentence that says why results may not go out yet, empty when they may (domain.md 3.1, step 7)."""
    codes = needed(event_id)
    if (codes or locks.plan(event_id).long_way) and locks.standing(event_id) is None:
        return NOT_LOCKED
    return NOT_UNBLINDED if codes and done(event_id) is None else ""
