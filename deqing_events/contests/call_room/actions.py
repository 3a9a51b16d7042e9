"""Ticking in by hand, confirming absences, taking them back until the heat starts."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals.freezing import RowFrozenError
from deqing_events.contests.call_room import queries
from deqing_events.contests.call_room.models import CallTick
from deqing_events.contests.call_room.roll import RollRow, roll
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.heats.models import Heat, HeatRule
from deqing_events.contests.history import Change, ReasonMissingError
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.domain.roles import Actor

GONE = "名单刚变过，请看清现在的样子再点一次。"
GAVE_CODES = "这个账号编过这场的盲码，不能再做检录。请换一位检录员。"
REASONS = {"absent": "检录迟到，确认缺考", "present": "检录撤销缺考"}


class CallRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


@contextmanager
def _refusals(event_id: int, by: Actor) -> Iterator[Session]:
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            if custody.gave_codes(event_id, by.who):
                raise CallRefusedError(GAVE_CODES)
            yield session
    except (ReasonMissingError, MarksLockedError, RowFrozenError) as error:
        raise CallRefusedError(str(error)) from error
    except IntegrityError as error:
        raise CallRefusedError(database.violated(error) or GONE) from error


def tick(event_id: int, heat_id: int, entrant_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Note that somebody of a heat is here; a second time changes nothing. Raises CallRefusedError for a stranger."""
    with _refusals(event_id, by) as session:
        row = _one(event_id, heat_id, entrant_id, now)
        if row.came_at is None:
            session.add(CallTick(entrant_id=row.entrant.id, by=by.who, at=now))
            session.flush()
            record("call_room.tick", "entrant", row.entrant.id, by=by, now=now, number=row.entrant.number)


def take_tick_back(event_id: int, heat_id: int, entrant_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Take a tick back that was a mistake; scans are undone in the check-in pages."""
    with _refusals(event_id, by) as session:
        row = _one(event_id, heat_id, entrant_id, now)
        held = queries.tick_of(row.entrant.id)
        if held is not None:
            session.delete(held)
            record("call_room.untick", "entrant", row.entrant.id, by=by, now=now, number=row.entrant.number)


def mark_absent(event_id: int, heat_id: int, ids: Sequence[int], *, by: Actor, now: dt.datetime) -> int:
    """Confirm that people who are too late are absent; returns how many.

    Raises CallRefusedError when one of them is not too late: then nobody is marked.
    """
    sentence = "{number} 没有超过迟到时间，不能记缺考。全部都没有改。"
    return _set(event_id, heat_id, ids, ("absent", lambda row: row.may_mark_absent, sentence), Change(by, now))


def take_back(event_id: int, heat_id: int, entrant_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Take an absence back. Raises CallRefusedError once the heat has started."""
    sentence = "这一批已经开始，{number} 的缺考不能在这里撤销。请承办人在参赛名单里改，写明理由。"
    _set(event_id, heat_id, [entrant_id], ("present", lambda row: row.may_take_back, sentence), Change(by, now))


Rule = tuple[str, Callable[[RollRow], bool], str]
"""The status to give, who may get it, and what is said when somebody may not."""


def _set(event_id: int, heat_id: int, ids: Sequence[int], rule: Rule, change: Change) -> int:
    status, may, sentence = rule
    with _refusals(event_id, change.by):
        rows = {row.entrant.id: row for row in roll(event_id, *_heat(event_id, heat_id), change.now)}
        for entrant_id in ids:
            row = rows.get(entrant_id)
            if row is None:
                raise CallRefusedError(GONE)
            if not may(row):
                raise CallRefusedError(sentence.format(number=row.entrant.number))
        told = Change(change.by, change.now, REASONS[status])
        return entrants.set_status_within(event_id, ids, status, told)


def _one(event_id: int, heat_id: int, entrant_id: int, now: dt.datetime) -> RollRow:
    rows = roll(event_id, *_heat(event_id, heat_id), now)
    found = next((row for row in rows if row.entrant.id == entrant_id), None)
    if found is None:
        raise CallRefusedError(GONE)
    return found


def _heat(event_id: int, heat_id: int) -> tuple[Heat, HeatRule]:
    heat, rule = heats.one(event_id, heat_id), heats.rule(event_id)
    if heat is None or rule is None:
        raise CallRefusedError(GONE)
    return heat, rule
