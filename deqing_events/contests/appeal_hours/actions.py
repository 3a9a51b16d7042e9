"""Choosing how long appeals of a contest are taken, and taking them longer."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeal_hours import queries
from deqing_events.contests.appeal_hours.models import AppealWindow
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.appeals import extension_problem, hours_problem
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event

SETTLED = frozenset({EventState.CANCELLED, EventState.FINAL, EventState.ARCHIVED})


class WindowRefusedError(ValueError):
    """Nothing was changed; the text is a sentence for people."""


def choose(event_id: int, hours: int, default: int, change: Change) -> None:
    """Take appeals for so many hours after the end; ``default`` holds where nobody chose before.

    Raises WindowRefusedError for too many, for fewer once the contest ended, and then also without a reason.
    """
    with database.transaction() as session:
        event = _open(event_id)
        before = queries.window(event_id, default)
        problem = hours_problem(before.hours, hours, event.ends_at, change.now)
        if not problem and event.ends_at is not None and change.now >= event.ends_at and not change.reason:
            problem = "比赛已经结束，改申诉时限请写明理由。"
        if problem:
            raise WindowRefusedError(problem)
        held = session.get(AppealWindow, event_id) or AppealWindow(event_id=event_id)
        held.hours = hours
        _signed(held, change)
        record(
            "appeal.hours",
            "event",
            event_id,
            by=change.by,
            now=change.now,
            before=before.hours,
            after=hours,
            reason=change.reason,
        )


def extend(event_id: int, until: dt.datetime, default: int, change: Change) -> None:
    """Take appeals until a later moment, also where the time was over already.

    Raises WindowRefusedError without a reason, for a moment that is not later, and for one too far away.
    """
    if not change.reason:
        raise WindowRefusedError("请写明为什么延长。")
    with database.transaction() as session:
        event = _open(event_id)
        window = queries.window(event_id, default)
        problem = extension_problem(window, event.ends_at, until, change.now)
        if problem or event.ends_at is None:
            raise WindowRefusedError(problem)
        held = session.get(AppealWindow, event_id) or AppealWindow(event_id=event_id, hours=window.hours)
        held.extended_until = until
        _signed(held, change)
        record(
            "appeal.extend",
            "event",
            event_id,
            by=change.by,
            now=change.now,
            before=window.closes(event.ends_at).isoformat(),
            after=until.isoformat(),
            reason=change.reason,
        )


def _open(event_id: int) -> Event:
    event = locks.take(event_id)
    if event.state in SETTLED:
        raise WindowRefusedError("这一场的成绩已经生效或已取消，申诉时限不再改。")
    return event


def _signed(held: AppealWindow, change: Change) -> None:
    held.reason, held.by, held.at = change.reason or held.reason or "", change.by.who, change.now
    database.session().add(held)
