"""Questions about the review: steps, batches, who is where, and what waits for whom."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.reviewing import Act, Plan, Standing
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.review.models import ReviewBatch, ReviewStep

UNDO_WITHIN = dt.timedelta(minutes=15)
"""How long an act can be taken back. Its messages wait as long, so that an undone act never told anybody anything."""

MOST_AT_ONCE = 500
"""How many rows one act takes: the writers' queue is held for seconds at most."""


def law_plan(plan: SignUpPlan) -> Plan:
    """Return a plan as the law of the review reads it."""
    return Plan(plan.review, plan.claim_at)


def standing(held: Registration, *, vouched: bool = False) -> Standing:
    """Return where a registration stands, as the law reads it."""
    return Standing(held.state, held.review, vouched)


def asks_workplace() -> ColumnElement[bool]:
    """Return the condition that the event of a registration asks the workplace first."""
    plan = select(SignUpPlan.event_id).where(SignUpPlan.event_id == Registration.event_id)
    return plan.where(SignUpPlan.review == "unit_host").exists()


def tab_condition(tab: str) -> ColumnElement[bool] | None:
    """Return what a tab of the lists shows; None for a tab that is no review's matter."""
    alive = Registration.state.in_(ACTIVE)
    if tab == "todo":
        submitted = and_(Registration.review == "submitted", ~asks_workplace())
        return and_(alive, or_(Registration.review == "unit_confirmed", submitted))
    if tab == "unit":
        return and_(alive, Registration.review == "submitted", asks_workplace())
    if tab == "returned":
        return and_(alive, Registration.review == "returned")
    if tab == "in":
        return and_(Registration.state == "confirmed", Registration.review.in_(DONE_REVIEWS))
    return None


def of_units(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a registration belongs to a workplace inside ``reach``."""
    return Registration.unit_id.in_(reach.units)


def waiting_for_units(reach: Reach) -> list[tuple[Event, int]]:
    """Return the events in which people of the own workplaces wait for the workplace's word, and how many."""
    condition = tab_condition("unit")
    assert condition is not None  # noqa: S101 - "unit" is a tab of the review
    query = (
        select(Registration.event_id, func.count()).where(condition, of_units(reach)).group_by(Registration.event_id)
    )
    found = dict(database.session().execute(query).all())
    events = database.session().scalars(select(Event).where(Event.id.in_(found)).order_by(Event.starts_at, Event.id))
    return [(event, found[event.id]) for event in events]


def rows(ids: Iterable[int]) -> list[Registration]:
    """Return registrations as they are now, in the order in which they came in."""
    query = (
        select(Registration)
        .where(Registration.id.in_(list(ids)))
        .order_by(Registration.submitted_at, Registration.id)
        .options(selectinload(Registration.event).selectinload(Event.sessions), selectinload(Registration.session))
        .execution_options(populate_existing=True)
    )
    return list(database.session().scalars(query))


def events_of(ids: Iterable[int]) -> list[int]:
    """Return the events of registrations, in the order in which they are locked."""
    query = select(Registration.event_id).where(Registration.id.in_(list(ids))).distinct()
    return sorted(database.session().scalars(query))


def steps_of(registration_id: int) -> list[ReviewStep]:
    """Return what was decided about one registration, oldest first."""
    query = select(ReviewStep).where(ReviewStep.registration_id == registration_id).order_by(ReviewStep.id)
    return list(database.session().scalars(query))


def last_step(registration_id: int, *acts: Act) -> ReviewStep | None:
    """Return the last step of some kinds, or None. A step that was undone counts as none."""
    undone = select(ReviewBatch.id).where(ReviewBatch.id == ReviewStep.batch_id, ReviewBatch.undone_at.is_not(None))
    query = (
        select(ReviewStep)
        .where(ReviewStep.registration_id == registration_id, ReviewStep.act.in_(acts), ~undone.exists())
        .order_by(ReviewStep.id.desc())
        .limit(1)
    )
    return database.session().scalar(query)


def last_step_ids(ids: Iterable[int]) -> dict[int, int]:
    """Return the id of the last step of each registration."""
    query = (
        select(ReviewStep.registration_id, func.max(ReviewStep.id))
        .where(ReviewStep.registration_id.in_(list(ids)))
        .group_by(ReviewStep.registration_id)
    )
    return dict(database.session().execute(query).all())


def vouched(held: Registration) -> bool:
    """Tell whether the own workplace's last word was that it knows the person."""
    last = last_step(held.id, Act.UNIT_CONFIRM, Act.UNIT_RETURN)
    return held.source == "clerk" if last is None else last.act == Act.UNIT_CONFIRM


def batch_steps(batch_id: int) -> list[ReviewStep]:
    """Return the steps of a batch, undoing left out, the latest first: they are undone in that order."""
    query = select(ReviewStep).where(ReviewStep.batch_id == batch_id, ReviewStep.act != "undo")
    return list(database.session().scalars(query.order_by(ReviewStep.id.desc())))


def batch(batch_id: int) -> ReviewBatch | None:
    """Return one batch, or None."""
    return database.session().get(ReviewBatch, batch_id)


def recent_batches(who: str, *, event_id: int | None, limit: int = 10) -> Sequence[ReviewBatch]:
    """Return what an account decided last, in one event or (None) as a clerk."""
    query = select(ReviewBatch).where(ReviewBatch.done_by == who, ReviewBatch.event_id == event_id)
    return list(database.session().scalars(query.order_by(ReviewBatch.id.desc()).limit(limit)))


def undoable(one: ReviewBatch, who: str, now: dt.datetime) -> bool:
    """Tell whether an account can still take a batch back."""
    return one.done_by == who and one.undone_at is None and now - one.at < UNDO_WITHIN


def next_to_do(event_id: int, after: Registration | None = None) -> int | None:
    """Return the id of the next registration the host has to look at (after one, else the first); None without any."""
    condition = tab_condition("todo")
    assert condition is not None  # noqa: S101 - "todo" is a tab of the review
    query = select(Registration.id).where(Registration.event_id == event_id, condition)
    query = query.order_by(Registration.submitted_at, Registration.id).limit(1)
    if after is not None and after.submitted_at is not None:
        later = tuple_(Registration.submitted_at, Registration.id) > tuple_(literal(after.submitted_at), after.id)
        found = database.session().scalar(query.where(later))
        if found is not None:
            return found
        query = query.where(Registration.id != after.id)
    return database.session().scalar(query)


def left_to_do(event_id: int) -> int:
    """Return how many registrations of an event wait for the host."""
    condition = tab_condition("todo")
    assert condition is not None  # noqa: S101 - "todo" is a tab of the review
    query = select(func.count()).select_from(Registration).where(Registration.event_id == event_id, condition)
    return database.session().scalar(query) or 0


def returned_ids() -> list[int]:
    """Return all registrations of running events that were returned and not completed yet."""
    query = (
        select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.state.in_(ACTIVE), Registration.review == "returned", Event.state == "published")
        .order_by(Registration.id)
    )
    return list(database.session().scalars(query))


def back_again(held: Registration) -> bool:
    """Tell whether the person of a registration that is over has another one of the same event."""
    query = select(Registration.id).where(
        Registration.event_id == held.event_id,
        Registration.person_key == held.person_key,
        Registration.state.in_(("joined", *ACTIVE)),
        Registration.id != held.id,
    )
    return database.session().scalar(query.limit(1)) is not None


def front_of_queue(event_id: int) -> int:
    """Return a queue number before everybody who waits for an event."""
    query = select(func.min(Registration.queue_no)).where(
        Registration.event_id == event_id, Registration.state == "waiting"
    )
    return min(database.session().scalar(query) or 0, 0) - 1
