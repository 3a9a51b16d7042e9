"""Taking a batch back: each row stands again as before, if it still stands as the batch left it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.reviewing import Act
from deqing_events.domain.roles import Actor
from deqing_events.registration import promotion, quota_actions
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.review import placing_actions, queries, telling_actions, wording
from deqing_events.registration.review.models import ReviewBatch, ReviewStep
from deqing_events.registration.rules import RegistrationRefusedError

NOT_YOURS = "只能撤销自己的操作。"
TOO_LATE = "超过 15 分钟，不能撤销了，请逐个处理。"
DONE = "已经撤销过了。"


@dataclass
class Undone:
    """How many rows were put back, how many of them had to queue, and why the others stayed."""

    count: int = 0
    queued: int = 0
    kept: Counter[str] = field(default_factory=Counter)


@database.retrying
def undo(batch_id: int, *, now: dt.datetime, by: Actor) -> Undone:
    """Take one's own batch back within 15 minutes. Raises RegistrationRefusedError when that is over or was done."""
    with database.transaction() as session:
        steps = queries.batch_steps(batch_id)
        events = queries.events_of([step.registration_id for step in steps])
        for event_id in events:
            quota_actions.lock_event(session, event_id)
        batch = session.get_one(ReviewBatch, batch_id, populate_existing=True)
        _may_undo(batch, now=now, by=by)
        found = _each(session, steps, now=now, by=by)
        batch.undone_at, batch.undone_count = now, found.count
        for event_id in events:
            promotion.move_up(event_id, now=now, by=by)
        record("registration.review_undo", "review_batch", batch.id, by=by, now=now, count=found.count)
    return found


def _may_undo(batch: ReviewBatch, *, now: dt.datetime, by: Actor) -> None:
    if batch.done_by != by.who:
        raise RegistrationRefusedError(NOT_YOURS)
    if batch.undone_at is not None:
        raise RegistrationRefusedError(DONE)
    if not queries.undoable(batch, by.who, now):
        raise RegistrationRefusedError(TOO_LATE)


def _each(session: Session, steps: list[ReviewStep], *, now: dt.datetime, by: Actor) -> Undone:
    held = {row.id: row for row in queries.rows(step.registration_id for step in steps)}
    latest, found = queries.last_step_ids(held), Undone()
    for step in steps:
        row = held[step.registration_id]
        try:
            _still_stands(row, step, latest[row.id])
            placing_actions.put_back(session, row, step, now=now)
        except RegistrationRefusedError as refusal:
            found.kept[str(refusal).rstrip("。")] += 1
            continue
        found.count += 1
        found.queued += row.state == "waiting" != step.state_before
        session.add(_undone_step(row, step, now=now, by=by))
        telling_actions.take_back(step)
        record("registration.review", "registration", row.id, by=by, now=now, act="undo", batch=step.batch_id)
    session.flush()
    return found


def _still_stands(held: Registration, step: ReviewStep, latest: int) -> None:
    if (held.state, held.review) != (step.state_after, step.review_after) or latest != step.id:
        raise RegistrationRefusedError(wording.CHANGED)
    if step.act in (Act.APPROVE, Act.UNIT_CONFIRM) and offers.entered_at(held.id) is not None:
        raise RegistrationRefusedError(wording.ENTERED)


def _undone_step(held: Registration, step: ReviewStep, *, now: dt.datetime, by: Actor) -> ReviewStep:
    return ReviewStep(
        registration_id=held.id,
        batch_id=step.batch_id,
        at=now,
        done_by=by.who,
        role=by.role[:80],
        act="undo",
        reason="",
        state_before=step.state_after,
        review_before=step.review_after,
        note_before="",
        queue_before=0,
        confirmed_before=None,
        state_after=held.state,
        review_after=held.review,
    )
