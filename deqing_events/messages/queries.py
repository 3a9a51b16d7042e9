"""Questions about messages: what a worker reads in 我的, and what the desk lists."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from deqing_events import database
from deqing_events.messages import templates
from deqing_events.messages.asking import PAGE_SIZE, Asked
from deqing_events.messages.models import STATES, Message, MessageTry

TAIL_DIGITS = 4


@dataclass(frozen=True)
class Told:
    """A message as the worker reads it, whether or not a text message of it went out."""

    id: int
    template: str
    title: str
    text: str
    about_kind: str
    about_id: int | None
    at: dt.datetime


def for_mobile(mobile: str, *, now: dt.datetime, limit: int = 50) -> list[Told]:
    """Return what was told to a mobile, newest first; never a one-time code, nor what its time has not come for."""
    return _told([Message.mobile == mobile], now, limit)


def for_about(kind: str, ids: Iterable[int], *, now: dt.datetime, limit: int = 200) -> list[Told]:
    """Return what was told about these rows of a kind, newest first; the same exceptions."""
    return _told([Message.about_kind == kind, Message.about_id.in_(list(ids))], now, limit)


def _told(conditions: Sequence[ColumnElement[bool]], now: dt.datetime, limit: int) -> list[Told]:
    at = func.coalesce(Message.not_before, Message.created_at)
    query = (
        select(Message)
        .where(*conditions, Message.template.not_in(templates.SECRET), Message.state != "dropped")
        .where(or_(Message.not_before.is_(None), Message.not_before <= now))
        .order_by(at.desc(), Message.id.desc())
        .limit(limit)
    )
    return [
        Told(
            message.id,
            message.template,
            templates.TITLES.get(message.template, "消息"),
            templates.body(message.text),
            message.about_kind,
            message.about_id,
            max(message.not_before or message.created_at, message.created_at),
        )
        for message in database.session().scalars(query)
    ]


def listing(asked: Asked) -> tuple[list[Message], int]:
    """Return one page of messages, newest first, and how many there are."""
    query = select(Message).where(*_narrowed(asked))
    if asked.state:
        query = query.where(Message.state.in_(_states(asked.state)))
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Message.created_at.desc(), Message.id.desc())
    query = query.offset((asked.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return list(database.session().scalars(query)), total


def counts(asked: Asked) -> dict[str, int]:
    """Return how many messages each state holds under the same narrowing; the key "" counts all."""
    query = select(Message.state, func.count()).where(*_narrowed(asked)).group_by(Message.state)
    found = {row[0]: row[1] for row in database.session().execute(query)}
    waiting = found.get("queued", 0) + found.get("sending", 0)
    return {"": sum(found.values()), **{state: found.get(state, 0) for state in STATES}, "queued": waiting}


def one(message_id: int) -> Message | None:
    """Return the message, or None."""
    return database.session().get(Message, message_id)


def tries(message_id: int) -> list[MessageTry]:
    """Return what happened to a message, oldest first."""
    query = select(MessageTry).where(MessageTry.message_id == message_id).order_by(MessageTry.at, MessageTry.id)
    return list(database.session().scalars(query))


def waiting(*, now: dt.datetime) -> int:
    """Return how many messages are due and wait for a sender."""
    query = select(func.count()).where(Message.state.in_(_states("queued")), Message.next_try_at <= now)
    return database.session().scalar(query) or 0


def _states(shown: str) -> tuple[str, ...]:
    return ("queued", "sending") if shown == "queued" else (shown,)


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.template:
        found.append(Message.template == asked.template)
    if asked.q:
        if asked.q.isascii() and asked.q.isdigit() and len(asked.q) >= TAIL_DIGITS:
            found.append(Message.mobile.endswith(asked.q))
        else:
            # A code must not be found by trying its digits.
            found.append(Message.template.not_in(templates.SECRET))
            found.append(Message.text.contains(asked.q, autoescape=True))
    return found
