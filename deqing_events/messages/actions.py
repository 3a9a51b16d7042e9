"""Putting messages into the outbox, and what staff and time do to them there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.roles import Actor
from deqing_events.messages import hooks, templates
from deqing_events.messages.models import Message, MessageTry

_message = cast("Table", Message.__table__)
CHUNK = 500
GONE_CODE = "验证码不能再发，请本人在页面上重新获取。"
NOT_FAILED = "这条已经在排队或已经发出，不用再发。"
TOO_LATE = "这条已经过了有效时间，不能再发。"


class NotAgainError(Exception):
    """A message cannot be sent again or looked at; the text is a sentence for people."""


@dataclass(frozen=True)
class Note:
    """What to tell whom. ``once_key`` names the occasion ("confirmed:17"), without personal data.

    ``about`` is a kind and a row id such as ("registration", 17). Before ``not_before`` it is not sent, from
    ``expires_at`` on it is dropped instead.
    """

    template: str
    mobile: str = field(repr=False)
    values: Mapping[str, object] = field(repr=False)
    about: tuple[str, int] | None
    once_key: str
    not_before: dt.datetime | None = None
    expires_at: dt.datetime | None = None


def queue(note: Note, *, now: dt.datetime, by: Actor) -> int | None:
    """Add a message to the caller's open transaction and return its id.

    None when the occasion was told before, or when there is no mobile to send to. Raises PlaceholderError for an
    unknown template and for missing, unknown or empty values.
    """
    row = _row(note, now, by)
    if row is None:
        return None
    session = database.session()
    return session.execute(_insert_once(session.get_bind().dialect.name), row).scalar_one_or_none()


def queue_all(notes: Sequence[Note], *, now: dt.datetime, by: Actor) -> None:
    """Add several messages to the caller's open transaction at once; what was told before is left out."""
    rows = [row for row in (_row(note, now, by) for note in notes) if row is not None]
    if rows:
        session = database.session()
        session.execute(_insert_many(session.get_bind().dialect.name), rows)


def _row(note: Note, now: dt.datetime, by: Actor) -> dict[str, object] | None:
    tidied, text = templates.filled(note.template, note.values)
    if note.template in templates.SECRET and note.expires_at is None:
        raise templates.PlaceholderError(f"{note.template}: a one-time code needs an end")
    mobile = normalise_mobile(note.mobile)
    if mobile is None:
        return None
    kept = hooks.offers.kept_at_once() and (note.not_before is None or note.not_before <= now)
    kind, number = note.about or ("", None)
    return {
        "template": note.template,
        "mobile": mobile,
        "placeholders": tidied,
        "text": text,
        "about_kind": kind,
        "about_id": number,
        "once_key": note.once_key,
        "state": "kept" if kept else "queued",
        "tries": 0,
        "next_try_at": max(note.not_before or now, now),
        "not_before": note.not_before,
        "expires_at": note.expires_at,
        "last_error": "",
        "provider_id": "",
        "claimed_by": "",
        "queued_by": by.who,
        "created_at": now,
        "sent_at": now if kept else None,
    }


def drop(once_key: str) -> bool:
    """Drop a message that still waits, in the open transaction; false when it has gone out or was never queued.

    The occasion counts as told: it is not queued again under the same key.
    """
    statement = update(Message).where(Message.once_key == once_key, Message.state == "queued").values(state="dropped")
    return changed(database.session(), statement) == 1


@cache
def _insert_once(dialect: str) -> Executable:
    """Return the insert that gives the new id, or no row when the occasion was told before. Built once: it is hot."""
    if dialect == "postgresql":
        return postgresql.insert(_message).on_conflict_do_nothing(index_elements=["once_key"]).returning(_message.c.id)
    return sqlite.insert(_message).on_conflict_do_nothing(index_elements=["once_key"]).returning(_message.c.id)


@cache
def _insert_many(dialect: str) -> Executable:
    """Return the insert of many at once; built once, as well."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(_message).on_conflict_do_nothing(index_elements=["once_key"])


def send_again(message_id: int, *, now: dt.datetime, by: Actor) -> str:
    """Put a message that was given up back into the queue and return its state: queued, or kept where nothing leaves.

    Raises NotAgainError saying why not.
    """
    with database.transaction() as session:
        message = session.get_one(Message, message_id)
        if message.template in templates.SECRET:
            raise NotAgainError(GONE_CODE)
        if message.expires_at is not None and message.expires_at <= now:
            raise NotAgainError(TOO_LATE)
        state = "kept" if hooks.offers.kept_at_once() else "queued"
        statement = (
            update(Message)
            .where(Message.id == message_id, Message.state == "failed")
            .values(state=state, tries=0, next_try_at=now, last_error="", sent_at=now if state == "kept" else None)
        )
        if changed(session, statement) != 1:
            raise NotAgainError(NOT_FAILED)
        session.add(MessageTry(message_id=message_id, at=now, outcome="again", done_by=by.who))
        record("message.again", "message", message_id, by=by, now=now, state=state)
        return state


def reveal(message_id: int, reason: str, *, now: dt.datetime, by: Actor) -> str:
    """Return the text of a kept one-time code and leave an audit entry. Raises NotAgainError when it is over."""
    with database.transaction() as session:
        message = session.get_one(Message, message_id)
        over = message.expires_at is not None and message.expires_at <= now
        if message.state != "kept" or over or not message.text:
            raise NotAgainError("这个验证码已经过期。请本人在页面上重新获取。")
        record("message.reveal", "message", message_id, by=by, now=now, reason=reason)
        return templates.body(message.text)


def blank_codes(*, now: dt.datetime, by: Actor) -> int:
    """Empty the texts of one-time codes whose time is over; returns how many."""
    del by  # no state changes, so there is nothing to put on anybody's account
    statement = (
        update(Message)
        .where(Message.template.in_(templates.SECRET), Message.text != "", Message.state == "kept")
        .where(Message.expires_at <= now)
        .values(text="", placeholders={})
    )
    with database.transaction() as session:
        return changed(session, statement)


def clear_older_than(cutoff: dt.datetime, data_class: str, *, now: dt.datetime, by: Actor) -> int:
    """Delete the messages of a data class made before ``cutoff`` and return how many.

    What still waits to be sent stays. Its occasion can be told again afterwards, so the cutoff lies far enough back.
    """
    keys = [template.key for template in templates.TEMPLATES.values() if template.data_class == data_class]
    done_with = Message.state.not_in(("queued", "sending"))
    old = select(Message.id).where(Message.template.in_(keys), Message.created_at < cutoff, done_with).limit(CHUNK)
    total, deleted = 0, CHUNK
    while deleted == CHUNK:
        with database.transaction() as session:
            ids = list(session.scalars(old))
            changed(session, delete(MessageTry).where(MessageTry.message_id.in_(ids)))
            deleted = changed(session, delete(Message).where(Message.id.in_(ids)))
            if deleted:
                record("message.clear", "message", "", by=by, now=now, count=deleted, data_class=data_class)
        total += deleted
    return total


def changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update or a delete
    """Run an update or delete in the open transaction and return how many rows it changed."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - an update or delete has no other result
    return result.rowcount
