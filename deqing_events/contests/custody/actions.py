"""Giving out blind codes, and opening the seal.

Two custodians: whoever ran the call room of an event (drew, placed somebody late) never gives out its codes, and the
other way round. The log says how many codes were given out and by whom, never which code is whose.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.custody import codes, queries
from deqing_events.contests.custody.models import CodeIssue, CodeOpening
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.heats import stations
from deqing_events.contests.live.queries import is_showing
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.models import Entrant
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event

RAN_CALL_ROOM = "这个账号做过这场的检录抽签，不能再编盲码。请换一位加密裁判。"
SHOWN = "实时榜正在给大家看。请先关上，再编盲码。"
MARKED = "已经有裁判按现在的盲码打过分，不能再换盲码。"


class CodesRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


@contextmanager
def _refusals(event_id: int) -> Iterator[Session]:
    """Open the transaction with the event locked, and turn refusals into sentences."""
    try:
        with database.transaction() as session:
            session.get_one(Event, event_id, with_for_update=True)
            require_unlocked(event_id)
            yield session
    except (codes.CodesExhaustedError, MarksLockedError) as error:
        raise CodesRefusedError(str(error)) from error
    except IntegrityError as error:
        raise CodesRefusedError(database.violated(error) or "盲码刚被别人编过，请刷新后再看。") from error


def issue(event_id: int, *, by: Actor, now: dt.datetime) -> int:
    """Give every competing entrant without a code a random one and seal the pairing; returns how many.

    The first time all codes are new: those that organisers gave out before were not secret. Raises CodesRefusedError
    for somebody who ran the call room, when judges have marked under codes that would change, and while a live board
    shows totals.
    """
    with _refusals(event_id):
        rows = _competing(event_id, by)
        if not queries.issues(event_id):
            _clear(event_id)
        made = _give(event_id, [row for row in rows if not row.blind_code])
        if made:
            _keep(event_id, made, "", by, now)
    return made


def replace_all(event_id: int, reason: str, *, by: Actor, now: dt.datetime) -> int:
    """Give everybody a new code because the old ones leaked or were spoilt; returns how many.

    Raises CodesRefusedError as ``issue`` does, and without a reason.
    """
    with _refusals(event_id):
        rows = _competing(event_id, by)
        if not reason:
            raise CodesRefusedError("请写明为什么要换掉全部盲码。")
        _clear(event_id)
        made = _give(event_id, rows)
        _keep(event_id, made, reason, by, now)
    return made


def open_seal(event_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Note inside the caller's transaction that the pairing may be read from now on; a second time changes nothing."""
    if queries.sealed(event_id):
        database.session().add(CodeOpening(event_id=event_id, by=by.who, at=now))


def _competing(event_id: int, by: Actor) -> list[Entrant]:
    if queries.ran_call_room(event_id, by.who):
        raise CodesRefusedError(RAN_CALL_ROOM)
    if queries.issues(event_id) and not queries.sealed(event_id):
        raise CodesRefusedError("这场已经解密，盲码不再改。")
    if is_showing(event_id):
        raise CodesRefusedError(SHOWN)
    return [row for row in entrants.for_event(event_id) if row.status == EntrantStatus.PRESENT]


def _clear(event_id: int) -> None:
    if queries.marked_blind(event_id):
        raise CodesRefusedError(MARKED)
    for row in entrants.for_event(event_id):
        row.blind_code = ""
    database.session().flush()
    stations.shuffle_all(event_id)


def _give(event_id: int, rows: Sequence[Entrant]) -> int:
    taken = entrants.blind_codes(event_id) | entrants.numbers(event_id)
    for row, code in zip(rows, codes.fresh(len(rows), taken), strict=True):
        row.blind_code = code
    database.session().flush()
    return len(rows)


def _keep(event_id: int, count: int, reason: str, by: Actor, now: dt.datetime) -> None:
    database.session().add(CodeIssue(event_id=event_id, count=count, reason=reason, by=by.who, at=now))
    record("codes.issue", "event", event_id, by=by, now=now, count=count, reason=reason)
