"""Taking objections in and ruling on them."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.objections import queries
from deqing_events.contests.objections.models import Objection
from deqing_events.domain.objections import RECEIPT_ALPHABET, RECEIPT_LENGTH, ObjectionState

CHANGED = "这条异议刚被别人处理过，请刷新后再看。"
GONE = "这份公示已经看不到了。"


class ObjectionRefusedError(ValueError):
    """Nothing was taken or decided; the text is a sentence for people."""


@dataclass(frozen=True)
class Filing:
    """An objection as somebody sends it; ``mobile`` is normalised, ``file_name`` a stored file or empty."""

    name: str
    mobile: str
    grounds: str
    file_name: str = ""


@dataclass(frozen=True)
class Ruling:
    """What was found: upheld or rejected, what the person reads, and whether marks are to be corrected."""

    state: str
    reply: str
    correction_due: bool = False


def file(notice_id: int, filing: Filing, change: Change) -> Objection:
    """Take an objection in and return it; the same one sent again is the one that is there.

    Raises ObjectionRefusedError when the notice takes none any more.
    """
    digest = hashlib.sha256(f"{filing.name}\n{filing.mobile}\n{filing.grounds}".encode()).hexdigest()
    try:
        with database.transaction() as session:
            notice = notices.one(notice_id)
            shut = notices.why_no_objection(notice, notices.day_of(change.now)) if notice else GONE
            if notice is None or shut:
                raise ObjectionRefusedError(shut)
            locks.take(notice.event_id)
            there = queries.same(notice_id, digest)
            if there is not None:
                return there
            made = Objection(notice_id=notice_id, event_id=notice.event_id, digest=digest, receipt=_receipt())
            made.name, made.mobile, made.grounds = filing.name, filing.mobile, filing.grounds
            made.file_name, made.filed_at, made.changed_at = filing.file_name, change.now, change.now
            session.add(made)
            session.flush()
            record("objection.file", "objection", made.id, by=change.by, now=change.now, event=made.event_id)
            return made
    except IntegrityError as error:
        raise ObjectionRefusedError(database.violated(error) or CHANGED) from error


def decide(event_id: int, objection_id: int, ruling: Ruling, change: Change) -> None:
    """Rule on an objection. Raises ObjectionRefusedError without reason and reply, or when somebody was faster."""
    if not (change.reason and ruling.reply):
        raise ObjectionRefusedError("请写明理由和给本人的答复。")
    with database.transaction():
        locks.take(event_id)
        held = queries.one(event_id, objection_id)
        if held is None or held.state != ObjectionState.OPEN:
            raise ObjectionRefusedError(CHANGED)
        held.state, held.reason, held.reply = ruling.state, change.reason, ruling.reply
        held.correction_due = ruling.correction_due and ruling.state == ObjectionState.UPHELD
        held.decided_by, held.changed_at = change.by.who, change.now
        _recorded("objection.decide", held, change, state=held.state)


def settle(objection: Objection, change: Change) -> None:
    """Note inside the caller's open transaction that the correction an objection asked for was made."""
    objection.correction_due, objection.changed_at = False, change.now
    _recorded("objection.settle", objection, change)


def drop_correction(event_id: int, objection_id: int, change: Change) -> None:
    """Say that an upheld objection needs no correction after all. Raises ObjectionRefusedError without a reason."""
    if not change.reason:
        raise ObjectionRefusedError("请写明为什么不用更正。")
    with database.transaction():
        locks.take(event_id)
        held = queries.one(event_id, objection_id)
        if held is None or not held.correction_due:
            raise ObjectionRefusedError(CHANGED)
        settle(held, change)


def reveal(objection: Objection, change: Change) -> None:
    """Write down that somebody looked at the mobile of whoever objects."""
    with database.transaction():
        _recorded("objection.reveal", objection, change)


def _recorded(action: str, objection: Objection, change: Change, **details: str) -> None:
    details = {**details, **({"reason": change.reason[:200]} if change.reason else {})}
    record(action, "objection", objection.id, by=change.by, now=change.now, event=objection.event_id, **details)


def _receipt() -> str:
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_LENGTH))
