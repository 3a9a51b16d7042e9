"""What clerks and the host's staff decide about sign-ups, one or many at once. Each act is one transaction.

Every row is looked at again under the event's lock: whoever was second finds it changed and leaves it alone.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain import reviewing
from deqing_events.domain.reviewing import Act, Who
from deqing_events.domain.roles import Actor
from deqing_events.registration import quota_actions
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.review import placing_actions, queries, telling_actions, wording
from deqing_events.registration.review.models import ReviewBatch, ReviewStep
from deqing_events.registration.review.wording import Result
from deqing_events.registration.rules import RegistrationRefusedError


@dataclass(frozen=True)
class Pick:
    """A row somebody ticked, and the review it showed then ("" for whatever it is)."""

    registration_id: int
    seen: str = ""


@dataclass(frozen=True)
class Scope:
    """Whose rows somebody may decide about: those of one event, or (a clerk) those of the own workplaces."""

    event_id: int | None = None
    units: Collection[int] = ()

    def covers(self, held: Registration) -> bool:
        """Tell whether a row is inside."""
        if self.event_id is not None:
            return held.event_id == self.event_id
        return held.unit_id in self.units


@dataclass(frozen=True)
class Decision:
    """What is done, by whom, when and why. ``override``: approve although a step is missing, saying why."""

    act: Act
    who: Who
    now: dt.datetime
    by: Actor
    reason: str = ""
    override: bool = False


@dataclass(frozen=True)
class Decided:
    """One row that was acted on: its step, with what follows kept open until all rows are done."""

    held: Registration
    step: ReviewStep


class _SkippedError(Exception):
    """A row is left alone; the text says why."""


@database.retrying
def decide(picks: Sequence[Pick], decision: Decision, scope: Scope) -> Result:
    """Act on every picked row that still allows it; returns counts, and why other rows were left alone.

    Raises RegistrationRefusedError for a missing reason and for more rows than one act takes.
    """
    _check(picks, decision)
    seen = {pick.registration_id: pick.seen for pick in picks}
    with database.transaction() as session:
        for event_id in queries.events_of(seen):
            quota_actions.lock_event(session, event_id)
        held = [row for row in queries.rows(seen) if scope.covers(row)]
        result = Result(decision.act)
        result.skipped.update({wording.GONE: len(seen) - len(held)} if len(held) < len(seen) else {})
        done = _each(session, held, seen, decision, result)
        _keep(session, done, decision, scope, result)
    return result


def _check(picks: Sequence[Pick], decision: Decision) -> None:
    if not picks:
        raise RegistrationRefusedError("请先勾选要处理的人。")
    if len(picks) > queries.MOST_AT_ONCE:
        raise RegistrationRefusedError(f"一次最多处理 {queries.MOST_AT_ONCE} 人，请分几次来。")
    if not decision.reason and (decision.act in reviewing.NEEDS_REASON or decision.override):
        raise RegistrationRefusedError("请写明原因。")


def _each(
    session: Session, rows: Sequence[Registration], seen: dict[int, str], decision: Decision, result: Result
) -> list[Decided]:
    done: list[Decided] = []
    plans: dict[int, SignUpPlan] = {}
    for held in rows:
        plan = plans.setdefault(held.event_id, plan_of(held.event_id, now=decision.now))
        try:
            done.append(_one(session, held, plan, seen[held.id], decision, result))
        except (_SkippedError, RegistrationRefusedError) as refusal:
            result.skipped[str(refusal).rstrip("。")] += 1
    return done


def _one(  # noqa: PLR0913, PLR0917 - the row and everything that bears on it
    session: Session, held: Registration, plan: SignUpPlan, seen: str, decision: Decision, result: Result
) -> Decided:
    if seen and held.review != seen:
        raise _SkippedError(wording.CHANGED)
    if decision.act in (Act.RETURN, Act.REJECT) and offers.entered_at(held.id) is not None:
        raise _SkippedError(wording.ENTERED)
    law, at = queries.law_plan(plan), queries.standing(held)
    try:
        outcome = reviewing.follow(law, at, decision.who, decision.act, override=decision.override)
    except reviewing.ImpossibleActError as error:
        raise _SkippedError(_why_not(law, at, decision)) from error
    step = new_step(held, decision)
    if outcome.end:
        result.moved_up += len(placing_actions.end(session, held, outcome.end, decision.reason, decision))
    else:
        placing_actions.advance(session, held, plan, outcome, decision)
        held.review_note = decision.reason.rstrip("。；; ")[:200] if outcome.review == "returned" else ""
    result.seated += step.state_before != held.state == "confirmed"
    result.queued += step.state_before != held.state == "waiting"
    return Decided(held, step)


def _why_not(plan: reviewing.Plan, at: reviewing.Standing, decision: Decision) -> str:
    if decision.act is Act.APPROVE and reviewing.overridable(plan, at, decision.who):
        return wording.NOT_FIXED if at.review == "returned" else wording.UNIT_FIRST
    return wording.CHANGED


def new_step(held: Registration, decision: Decision) -> ReviewStep:
    """Return the step about to be taken, with how the row stands before it."""
    return ReviewStep(
        registration_id=held.id,
        at=decision.now,
        done_by=decision.by.who,
        role=decision.by.role[:80],
        act=decision.act,
        reason=decision.reason[:200],
        state_before=held.state,
        review_before=held.review,
        note_before=held.review_note,
        queue_before=held.queue_no,
        confirmed_before=held.confirmed_at,
    )


def _keep(session: Session, done: Sequence[Decided], decision: Decision, scope: Scope, result: Result) -> None:
    """Write the batch and its steps, as the rows stand now that all are done, and queue the messages."""
    result.done = len(done)
    if not done:
        return
    batch = ReviewBatch(act=decision.act, done_by=decision.by.who, at=decision.now, count=len(done), undone_count=0)
    batch.event_id, batch.undone_at = scope.event_id, None
    session.add(batch)
    session.flush()
    result.batch_id = batch.id
    for each in done:
        close(session, each, batch.id)
        facts = {
            "act": str(decision.act),
            "after": each.held.review,
            "batch": batch.id,
            "skipped_step": decision.override,
        }
        record("registration.review", "registration", each.held.id, by=decision.by, now=decision.now, **facts)
    session.flush()
    for each in done:
        telling_actions.decided(each.held, each.step, by=decision.by)


def close(session: Session, decided: Decided, batch_id: int | None) -> None:
    """Add a step with how its row stands after it."""
    held, step = decided.held, decided.step
    step.state_after, step.review_after, step.batch_id = held.state, held.review, batch_id
    session.add(step)
