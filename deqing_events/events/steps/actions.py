"""Changing an event's state. Each step is allowed from some states only and leaves a row with who, when and why."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.kinds import EVENT_STATE_WORDS, EventState
from deqing_events.domain.roles import Actor
from deqing_events.events.editing.checks import before_publication, blocking
from deqing_events.events.hooks import places_of
from deqing_events.events.models import Event, EventStep

NEXT: Mapping[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset(
        {
            EventState.DRAFT,
            EventState.POSTPONED,
            EventState.CANCELLED,
            EventState.PUBLIC_NOTICE,
            EventState.FINAL,
        }
    ),
    EventState.POSTPONED: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLIC_NOTICE: frozenset({EventState.FINAL, EventState.CANCELLED}),
    EventState.FINAL: frozenset({EventState.ARCHIVED}),
    EventState.CANCELLED: frozenset({EventState.ARCHIVED}),
    EventState.ARCHIVED: frozenset(),
}
"""Where each state may go (domain.md §3.1: none skipped, cancelled from any public state before final)."""


class StepRefusedError(Exception):
    """A step was refused; the text is a sentence for people."""


def allowed(state: str, after: EventState) -> bool:
    """Tell whether an event in ``state`` may go to ``after`` at all."""
    return after in NEXT[EventState(state)]


def move(event: Event, after: EventState, *, now: dt.datetime, by: Actor, reason: str = "") -> None:
    """Take one step inside the caller's open transaction, with its row and audit entry.

    For features above (publishing results moves to public_notice). Raises StepRefusedError when not allowed.
    """
    if not allowed(event.state, after):
        here, there = EVENT_STATE_WORDS[EventState(event.state)], EVENT_STATE_WORDS[after]
        raise StepRefusedError(f"这一场现在是“{here}”，不能直接到“{there}”。请刷新后再看。")
    before, event.state = event.state, after
    event.updated_at = now
    database.session().add(EventStep(event_id=event.id, before=before, after=after, reason=reason, by=by.who, at=now))
    record("event.step", "event", event.id, by=by, now=now, before=before, after=after, reason=reason)


def publish(event_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Make a draft public. Raises StepRefusedError while a line of the check list blocks."""
    with database.transaction() as session:
        event = _locked(session, event_id)
        bad = blocking(before_publication(event, now))
        if bad:
            raise StepRefusedError(f"还有 {bad} 项要改，改好就能发布。")
        move(event, EventState.PUBLISHED, now=now, by=by)
        event.published_at = event.published_at or now


def back_to_draft(event_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Hide an event again. Raises StepRefusedError once somebody has registered."""
    with database.transaction() as session:
        event = _locked(session, event_id)
        places = places_of(event.id, event.capacity)
        if places.signed_up:
            raise StepRefusedError(f"已经有 {places.signed_up} 人报名，不能收回草稿；办不成请用“延期”或“取消”。")
        move(event, EventState.DRAFT, now=now, by=by)


def postpone(event_id: int, reason: str, *, new_start: dt.datetime | None = None, now: dt.datetime, by: Actor) -> None:
    """Put an event off. With ``new_start`` all sessions move by the same time and it stays open to the public.

    Raises StepRefusedError when a new start is given but there is no session, or it is not in the future.
    """
    with database.transaction() as session:
        event = _locked(session, event_id)
        if event.state != EventState.POSTPONED:
            move(event, EventState.POSTPONED, now=now, by=by, reason=reason)
        event.state_reason = reason
        if new_start is not None:
            _shift(event, new_start, now)
            move(event, EventState.PUBLISHED, now=now, by=by, reason=reason)


def _shift(event: Event, new_start: dt.datetime, now: dt.datetime) -> None:
    if event.starts_at is None or event.ends_at is None:
        raise StepRefusedError("还没有场次，请先加场次。")
    if new_start <= now:
        raise StepRefusedError("新的开始时间要在现在之后。")
    later = new_start - event.starts_at
    for held in event.sessions:
        # The period check looks at the row as a whole, so both ends move in one flush.
        held.starts_at, held.ends_at = held.starts_at + later, held.ends_at + later
    event.starts_at, event.ends_at = event.starts_at + later, event.ends_at + later
    for name in ("registration_closes_at", "cancel_until"):
        until = getattr(event, name)
        if until is not None:
            setattr(event, name, until + later)


def cancel(event_id: int, reason: str, *, now: dt.datetime, by: Actor) -> None:
    """Call an event off for good; registrations stay as they are and show the reason."""
    with database.transaction() as session:
        event = _locked(session, event_id)
        move(event, EventState.CANCELLED, now=now, by=by, reason=reason)
        event.state_reason = reason


def finish(event_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Mark an event as held and done, so that it counts. Raises StepRefusedError before it is over."""
    with database.transaction() as session:
        event = _locked(session, event_id)
        if event.ends_at is None or event.ends_at > now:
            raise StepRefusedError("活动还没有结束，结束后再办结。")
        move(event, EventState.FINAL, now=now, by=by)


def reopen(event: Event, reason: str, *, now: dt.datetime, by: Actor) -> None:
    """Take an archived event back to the state it was archived from, inside the caller's open transaction.

    For the ledger above, which keeps the ruling. Raises StepRefusedError when the event is not archived.
    """
    session = database.session()
    closed = select(EventStep).where(EventStep.event_id == event.id, EventStep.after == EventState.ARCHIVED.value)
    last = session.scalars(closed.order_by(EventStep.id.desc()).limit(1)).one_or_none()
    if event.state != EventState.ARCHIVED or last is None:
        raise StepRefusedError("这一场现在没有归档，请刷新后再看。")
    before, event.state = event.state, last.before
    event.updated_at = now
    session.add(EventStep(event_id=event.id, before=before, after=event.state, reason=reason, by=by.who, at=now))
    record("event.step", "event", event.id, by=by, now=now, before=before, after=event.state, reason=reason)


def _locked(session: Session, event_id: int) -> Event:
    return session.get_one(Event, event_id, with_for_update=True)
