"""What a review's act does to places: claiming one at its step, giving it up, getting it back when an act is undone.

Everything here is part of the caller's transaction, with the event locked.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from deqing_events.domain.reviewing import Outcome
from deqing_events.domain.roles import Actor
from deqing_events.registration import actions, seating_actions
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.review import group_actions, queries, wording
from deqing_events.registration.review.models import ReviewStep
from deqing_events.registration.rules import RegistrationRefusedError


class Circumstances(Protocol):
    """When and by whom."""

    @property
    def now(self) -> dt.datetime:
        """The moment."""

    @property
    def by(self) -> Actor:
        """Whoever acts."""


def advance(session: Session, held: Registration, plan: SignUpPlan, outcome: Outcome, how: Circumstances) -> None:
    """Set the new review and, where the act asks for a place, give one or a place in the queue.

    Raises RegistrationRefusedError, with nothing changed, when there is none and the event keeps no waiting list.
    """
    before, held.review = held.review, outcome.review
    try:
        group = group_actions.group_of(held, plan) if outcome.claims else []
        if group:
            _place(session, held, group, now=how.now)
    except RegistrationRefusedError:
        held.review = before
        raise
    settle(held, now=how.now)
    session.flush()
    group_actions.tell([each for each in group if each is not held], now=how.now, by=how.by)


def settle(held: Registration, *, now: dt.datetime) -> None:
    """Keep ``confirmed_at`` true: the moment from which somebody is in for good, empty while under review."""
    for_good = held.state == "confirmed" and held.review in DONE_REVIEWS
    held.confirmed_at = (held.confirmed_at or now) if for_good else None


def _place(session: Session, held: Registration, group: Sequence[Registration], *, now: dt.datetime) -> None:
    if seating_actions.seat(session, held.event, group, now=now) is None:
        return
    if not held.event.waiting_list:
        raise RegistrationRefusedError(wording.FULL)
    seating_actions.queue_up(session, held.event_id, group)


def end(session: Session, held: Registration, state: str, reason: str, how: Circumstances) -> list[int]:
    """End a registration; returns the ids of those who got a place through it."""
    moved = actions.drop(session, held, state, reason=reason, by=how.by, now=how.now, staff=True)
    held.review_note, held.confirmed_at = reason[:200], None
    return moved


def put_back(session: Session, held: Registration, step: ReviewStep, *, now: dt.datetime) -> None:
    """Let a row stand as before a step. Raises RegistrationRefusedError, with nothing changed, when it cannot.

    Somebody rejected tries for the place again and otherwise waits where they would have.
    """
    if step.state_after == "rejected":
        _readmit(session, held, step, now=now)
    elif step.state_after != step.state_before and held.team_id is None:
        if held.state == "confirmed":
            seating_actions.unseat(session, held.event, [held], now=now)
        held.state, held.queue_no = step.state_before, step.queue_before
    held.review, held.review_note = step.review_before, step.note_before
    for_good = held.state == "confirmed" and held.review in DONE_REVIEWS
    held.confirmed_at = (step.confirmed_before or now) if for_good else None
    session.flush()


def _readmit(session: Session, held: Registration, step: ReviewStep, *, now: dt.datetime) -> None:
    if queries.back_again(held):
        raise RegistrationRefusedError(wording.AGAIN)
    if held.team is not None and held.team.state != "entered":
        raise RegistrationRefusedError(wording.NO_TEAM)
    queue_no = step.queue_before
    if step.state_before == "confirmed":
        held.review = step.review_before
        if seating_actions.seat(session, held.event, [held], now=now) is not None:
            if not held.event.waiting_list:
                raise RegistrationRefusedError(wording.FULL)
            held.state, queue_no = "waiting", queue_no or queries.front_of_queue(held.event_id)
    else:
        held.state = step.state_before
    held.queue_no = queue_no
    held.cancelled_at, held.cancelled_by, held.cancel_reason = None, "", ""
