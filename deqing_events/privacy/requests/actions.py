"""Asking for deletion, taking it back, and staff's answer."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.messages.actions import Note, changed, queue
from deqing_events.messages.models import Message, MessageTry
from deqing_events.privacy.erasing import actions as erasing
from deqing_events.privacy.models import DataRequest
from deqing_events.privacy.own.queries import sign_ups
from deqing_events.privacy.requests import queries
from deqing_events.registration import actions as registering
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions import stored_files
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import draft_actions
from deqing_events.registration.teams.row_actions import Circumstances
from deqing_events.settings import Keys, Settings
from deqing_events.workers.hashes import mobile_key
from deqing_events.workers.models import PhoneOwner, SignInCode

REASON = "本人要求删除资料"
ANSWERED = "这份申请已经答复过或撤回了。"


class RequestRefusedError(Exception):
    """Nothing was decided; the text is a sentence for people."""


def ask(mobile: str, *, keys: Keys, now: dt.datetime, by: Actor) -> bool:
    """Take a request for deletion; false when one waits already."""
    made = DataRequest(mobile_key=mobile_key(mobile, keys), mobile=mobile, asked_at=now, counts={})
    try:
        with database.transaction() as session:
            session.add(made)
            session.flush()
            record("data_request.ask", "data_request", made.id, by=by, now=now)
    except IntegrityError:
        return False
    return True


def withdraw(mobile: str, *, keys: Keys, now: dt.datetime, by: Actor) -> bool:
    """Take back the request that waits; false without one."""
    waiting = select(DataRequest).where(DataRequest.mobile_key == mobile_key(mobile, keys), DataRequest.state == "open")
    with database.transaction() as session:
        held = session.scalars(waiting.with_for_update()).one_or_none()
        if held is None:
            return False
        held.state, held.decided_at, held.mobile = "withdrawn", now, ""
        record("data_request.withdraw", "data_request", held.id, by=by, now=now)
    return True


def refuse(request_id: int, reason: str, *, now: dt.datetime, by: Actor) -> None:
    """Answer a request with a reason the worker reads. Raises RequestRefusedError when it was answered already."""
    with database.transaction() as session:
        held = _open(session, request_id)
        mobile = held.mobile
        held.state, held.decided_at, held.decided_by = "refused", now, by.who
        held.reason, held.mobile = reason[:200], ""
        record("data_request.refuse", "data_request", held.id, by=by, now=now, reason=reason[:200])
        _tell(held, mobile, now=now, by=by)


def approve(request_id: int, *, settings: Settings, now: dt.datetime, by: Actor) -> list[int]:
    """Delete what a request asks for: sign-ups to come are cancelled, all lose their names; the rest goes.

    Returns the events concerned. Raises RequestRefusedError when it was answered already or a sign-up cannot be
    cancelled (a captain whose place nobody can take): what was cancelled until then stays so, and staff try again.
    """
    asked = queries.one(request_id)
    if asked is None or asked.state != "open":
        raise RequestRefusedError(ANSWERED)
    cancelled = _cancel(queries.coming(sign_ups(asked.mobile), now), settings, now=now, by=by)
    with database.transaction() as session:
        held = _open(session, request_id)
        mobile = held.mobile
        rows = sign_ups(mobile)
        extent = queries.extent(mobile, now)
        files = erasing.anonymise(session, rows, now=now)
        _forget_phone(session, mobile, held.mobile_key)
        held.counts = {
            "cancelled": cancelled,
            "sign_ups": len(rows),
            "answers": extent.answers,
            "messages": extent.messages,
            "phones": extent.phones,
        }
        held.state, held.decided_at, held.decided_by, held.mobile = "done", now, by.who, ""
        record("data_request.approve", "data_request", held.id, by=by, now=now, **held.counts)
        _tell(held, mobile, now=now, by=by)
    stored_files.forget(settings.uploads, files)
    return sorted({row.event_id for row in rows})


def _open(session: Session, request_id: int) -> DataRequest:
    query = select(DataRequest).where(DataRequest.id == request_id, DataRequest.state == "open").with_for_update()
    held = session.scalars(query).one_or_none()
    if held is None:
        raise RequestRefusedError(ANSWERED)
    return held


def _cancel(rows: list[Registration], settings: Settings, *, now: dt.datetime, by: Actor) -> int:
    how = Circumstances(settings.keys, now, by, staff=True, reason=REASON)
    try:
        for row in rows:
            if row.state in ACTIVE:
                registering.cancel(row.id, reason=REASON, by=by, now=now, staff=True)
            elif row.team_id is not None:
                draft_actions.remove(row.team_id, row.id, how)
    except RegistrationRefusedError as refusal:
        raise RequestRefusedError(str(refusal)) from refusal
    return len(rows)


def _forget_phone(session: Session, mobile: str, key: str) -> None:
    ids = select(Message.id).where(Message.mobile == mobile)
    changed(session, delete(MessageTry).where(MessageTry.message_id.in_(ids)))
    changed(session, delete(Message).where(Message.mobile == mobile))
    changed(session, delete(PhoneOwner).where(PhoneOwner.mobile == mobile))
    changed(session, delete(SignInCode).where(SignInCode.mobile_key == key))


def _tell(held: DataRequest, mobile: str, *, now: dt.datetime, by: Actor) -> None:
    note = Note(
        "data_request_done",
        mobile,
        {"request": "删除申请"},
        None,
        f"data_request:{held.id}:{held.asked_at:%Y%m%d%H%M%S}",
    )
    queue(note, now=now, by=by)
