"""Limits on guessing, held in the database so that they hold across processes."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.accounts.models import RateCount
from deqing_events.accounts.queries import tries


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries of one key in each window of ``seconds``."""

    name: str
    most: int
    seconds: int

    def window(self, now: dt.datetime) -> int:
        """Return the number of the window that ``now`` falls in."""
        return int(now.timestamp()) // self.seconds

    def ends(self, now: dt.datetime) -> dt.datetime:
        """Return when the window that ``now`` falls in is over."""
        return dt.datetime.fromtimestamp((self.window(now) + 1) * self.seconds, dt.UTC)


def exhausted(limit: Limit, who: str, *, now: dt.datetime) -> bool:
    """Tell whether ``who`` has used up the limit, without counting a try."""
    return tries(f"{limit.name}:{who}", limit.window(now)) >= limit.most


def count_try(limit: Limit, who: str, *, now: dt.datetime) -> bool:
    """Count one try in its own transaction; true while within the limit. Old windows are swept on the way."""
    for _ in range(2):
        try:
            with database.transaction() as session:
                return count_within(session, limit, who, now=now)
        except IntegrityError:
            continue  # another process made the row first: the second round updates it
    return False


def count_within(session: Session, limit: Limit, who: str, *, now: dt.datetime) -> bool:
    """Count one try in the open transaction; true while within the limit.

    The row stays locked until the end, so tries of one key queue. Raises IntegrityError when another process made the
    row first: the caller runs its transaction again.
    """
    key, window = f"{limit.name}:{who}", limit.window(now)
    raised = session.execute(
        update(RateCount)
        .where(RateCount.key == key, RateCount.window == window)
        .values(count=RateCount.count + 1)
        .returning(RateCount.count)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if raised is None:
        session.execute(
            delete(RateCount)
            .where(RateCount.key == key, RateCount.window < window)
            .execution_options(synchronize_session=False)
        )
        session.add(RateCount(key=key, window=window, count=1))
        session.flush()
        raised = 1
    return raised <= limit.most


def forget(limit: Limit, who: str, *, now: dt.datetime) -> None:
    """Clear the counter of ``who`` (after a success)."""
    key, window = f"{limit.name}:{who}", limit.window(now)
    held = select(RateCount.id).where(RateCount.key == key, RateCount.window == window)
    if database.session().scalar(held) is None:
        return
    with database.transaction() as session:
        session.execute(delete(RateCount).where(RateCount.key == key).execution_options(synchronize_session=False))
