"""The outbox as a sender sees it: take one message by a lease, say what became of it.

A sender takes a message in one short transaction, sends it outside any, and records the outcome in another. Killed in
between, its lease runs out and another sender takes the message: it may then go out twice, never not at all.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, insert, or_, select, update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.domain.message_retry import MOST_TRIES, next_try
from deqing_events.domain.roles import Actor
from deqing_events.messages import templates
from deqing_events.messages.actions import CHUNK, changed
from deqing_events.messages.models import Message, MessageTry
from deqing_events.messages.outgoing import KEPT, LATER, REFUSED, SENT, Outgoing, Receipt

LEASE = dt.timedelta(minutes=2)
"""Longer than any gateway takes for one message."""

EXPIRED = "过了有效时间，没有发出。"
UNSURE = "多次发送后都没有记下结果，可能已经发出。"
LOST = "lost"
"""The outcome when another sender holds the message by now."""


@dataclass(frozen=True)
class Claim:
    """A message this sender holds, and the secret it holds it by."""

    outgoing: Outgoing
    holder: str


def _due(now: dt.datetime) -> ColumnElement[bool]:
    free = or_(
        and_(Message.state == "queued", Message.next_try_at <= now),
        and_(Message.state == "sending", Message.claimed_until <= now, Message.tries < MOST_TRIES),
    )
    return and_(free, or_(Message.expires_at.is_(None), Message.expires_at > now))


@database.retrying
def claim(*, now: dt.datetime, by: Actor, message_id: int | None = None) -> Claim | None:
    """Take the most urgent message that is due, or the one named; None when there is none to take.

    Two senders never hold the same message: the condition of the update decides, not the look before it.
    """
    del by
    urgent = case((Message.template.in_(templates.SECRET), 0), else_=1)
    look = select(Message.id).where(_due(now)).order_by(urgent, Message.next_try_at, Message.id).limit(1)
    if message_id is not None:
        look = look.where(Message.id == message_id)
    holder = secrets.token_hex(16)
    with database.transaction() as session:
        found = session.scalar(look.with_for_update(skip_locked=True))
        if found is None or not take(session, found, holder, now=now):
            return None
        message = session.get_one(Message, found)
        values = {name: str(value) for name, value in message.placeholders.items()}
        return Claim(Outgoing(found, message.template, message.mobile, values, message.text, now), holder)


def take(session: Session, message_id: int, holder: str, *, now: dt.datetime) -> bool:
    """Put the lease on one message in the open transaction; false when it is no longer due."""
    statement = (
        update(Message)
        .where(Message.id == message_id, _due(now))
        .values(state="sending", claimed_by=holder, claimed_until=now + LEASE, tries=Message.tries + 1)
    )
    return changed(session, statement) == 1


@database.retrying
def settle(held: Claim, receipt: Receipt, *, now: dt.datetime, by: Actor) -> str:
    """Record what became of a held message; returns sent, kept, later, failed, or lost when the lease had run out."""
    message_id = held.outgoing.id
    with database.transaction() as session:
        query = select(Message).where(
            Message.id == message_id, Message.claimed_by == held.holder, Message.state == "sending"
        )
        message = session.scalars(query.with_for_update()).one_or_none()
        if message is None:
            return LOST
        message.claimed_by, message.claimed_until = "", None
        message.last_error, message.provider_id = receipt.note[:200], receipt.provider_id[:80]
        _move_on(message, receipt, now)
        _forget_code(message)
        session.add(_tried(message_id, receipt.outcome, receipt.note, now=now, by=by))
        return message.state if message.state != "queued" else LATER


def _move_on(message: Message, receipt: Receipt, now: dt.datetime) -> None:
    again = next_try(message.tries, now, message.expires_at) if receipt.outcome == LATER else None
    if receipt.outcome in {SENT, KEPT}:
        message.state, message.sent_at = receipt.outcome, now
    elif again is not None:
        message.state, message.next_try_at = "queued", again
    else:
        message.state = "failed"


def _forget_code(message: Message) -> None:
    """Empty a one-time code that went out or never will; one that is kept stays readable until it expires."""
    if message.template in templates.SECRET and message.state not in {"queued", "kept"}:
        message.text, message.placeholders = "", {}


def close_overdue(*, now: dt.datetime, by: Actor) -> tuple[int, int]:
    """Drop what expired unsent, give up what was taken too often without an outcome; returns how many of each."""
    free = or_(Message.state == "queued", and_(Message.state == "sending", Message.claimed_until <= now))
    dropped = _close(and_(free, Message.expires_at <= now), "dropped", EXPIRED, now=now, by=by)
    stuck = and_(Message.state == "sending", Message.claimed_until <= now, Message.tries >= MOST_TRIES)
    return dropped, _close(stuck, "failed", UNSURE, now=now, by=by)


def _close(condition: ColumnElement[bool], state: str, why: str, *, now: dt.datetime, by: Actor) -> int:
    look = select(Message.id).where(condition).order_by(Message.id).limit(CHUNK)
    if database.session().scalar(look.limit(1)) is None:
        return 0
    with database.transaction() as session:
        ids = list(session.scalars(look.with_for_update(skip_locked=True)))
        if not ids:
            return 0
        closed = {"state": state, "last_error": why, "claimed_by": "", "claimed_until": None}
        changed(session, update(Message).where(Message.id.in_(ids)).values(**closed))
        secret = update(Message).where(Message.id.in_(ids), Message.template.in_(templates.SECRET))
        changed(session, secret.values(text="", placeholders={}))
        outcome = "dropped" if state == "dropped" else REFUSED
        session.execute(
            insert(MessageTry),
            [{"message_id": number, "at": now, "outcome": outcome, "note": why, "done_by": by.who} for number in ids],
        )
        return len(ids)


def _tried(message_id: int, outcome: str, note: str, *, now: dt.datetime, by: Actor) -> MessageTry:
    return MessageTry(message_id=message_id, at=now, outcome=outcome, note=note[:200], done_by=by.who)
