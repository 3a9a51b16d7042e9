"""Saying which event is a contest's next round, and by which rule its entrants go on."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import queries
from deqing_events.contests.rounds.models import RoundLink
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event

DECIDED = "晋级名单已经确认，先撤销名单才能改。"
BEGUN = "已经开始打分，这时改晋级办法要写明理由。"
NOT_FITTING = "下一轮要选同一主办单位的另一场，参赛对象也要相同，而且还没结束。"
CIRCLE = "这样会绕回来：选的那场最后又晋级到这一场。"


class LinkRefusedError(ValueError):
    """Nothing was changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Wanted:
    """The next round and the rule, as ``RoundLink`` keeps them."""

    next_event_id: int
    condition: str
    level: int
    cap_percent: int
    base: str
    tie_at_level: str
    reserves: int
    guests_consume: bool
    reply_hours: int


def put(event_id: int, wanted: Wanted, change: Change) -> RoundLink:
    """Set or change where an event leads to. Raises LinkRefusedError, also without a reason once marks are given."""
    try:
        with database.transaction() as session:
            event = session.get_one(Event, event_id, with_for_update=True)
            held = queries.link(event_id)
            if held is not None and all(getattr(held, name) == value for name, value in vars(wanted).items()):
                return held
            _refuse(event, session.get(Event, wanted.next_event_id), change)
            held = held or RoundLink(event_id=event_id)
            for name, value in vars(wanted).items():
                setattr(held, name, value)
            held.set_at, held.set_by = change.now, change.by.who
            session.add(held)
            session.flush()
            record("round.set", "event", event_id, by=change.by, now=change.now, reason=change.reason, **vars(wanted))
            return held
    except IntegrityError as error:
        raise LinkRefusedError(database.violated(error) or NOT_FITTING) from error


def take_away(event_id: int, change: Change) -> None:
    """Let an event lead nowhere; without a link nothing happens. Raises LinkRefusedError as ``put`` does."""
    with database.transaction() as session:
        session.get_one(Event, event_id, with_for_update=True)
        held = queries.link(event_id)
        if held is None:
            return
        _refuse_late(event_id, change)
        _remove(session, held, change)


def _remove(session: Session, held: RoundLink, change: Change) -> None:
    facts = {"next_event_id": held.next_event_id, "reason": change.reason}
    record("round.unset", "event", held.event_id, by=change.by, now=change.now, **facts)
    session.delete(held)


def _refuse(event: Event, onward: Event | None, change: Change) -> None:
    _refuse_late(event.id, change)
    if onward is None or not _fits(event, onward):
        raise LinkRefusedError(NOT_FITTING)
    if queries.leads_to(onward.id, event.id):
        raise LinkRefusedError(CIRCLE)


def _refuse_late(event_id: int, change: Change) -> None:
    if queries.standing(event_id) is not None:
        raise LinkRefusedError(DECIDED)
    if queries.has_marks(event_id) and not change.reason:
        raise LinkRefusedError(BEGUN)


def _fits(event: Event, onward: Event) -> bool:
    same = (event.host_id, event.host_unit_id, event.entrant_kind)
    return (
        onward.id != event.id
        and (onward.host_id, onward.host_unit_id, onward.entrant_kind) == same
        and EventState(onward.state) not in queries.OVER
    )
