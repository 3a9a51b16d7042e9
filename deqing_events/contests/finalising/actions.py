"""Choosing how a contest is finalised, locking its marks, and opening them again by a ruling."""

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.locks.models import FinalisingPlan, MarksLock
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.results.standings import worked_out

CHANGED = "成绩刚有改动，请重新核对后再锁定。"


class FinalisingRefusedError(ValueError):
    """Nothing was locked or opened; the text is a sentence for people."""


def choose(event_id: int, wanted: Plan, change: Change) -> None:
    """Choose how an event's contest is finalised.

    Raises FinalisingRefusedError when the marks are locked, or when the short way is chosen for a contest that usually
    takes the long one and no reason is given.
    """
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            if locks.usual_way(event_id) and not wanted.long_way and not change.reason:
                raise FinalisingRefusedError("有盲码的技能比武一般要签认和双人解密。不这样做，请写明理由。")
            row = session.get(FinalisingPlan, event_id) or FinalisingPlan(event_id=event_id)
            row.long_way, row.group_leader = wanted.long_way, wanted.group_leader
            row.sample_size, row.unblind_minutes = wanted.sample_size, wanted.unblind_minutes
            row.reason, row.by, row.at = change.reason, change.by.who, change.now
            session.add(row)
            told = {"long_way": row.long_way, "sample_size": row.sample_size, "reason": row.reason}
            record("finalising.plan", "event", event_id, by=change.by, now=change.now, **told)
    except MarksLockedError as error:
        raise FinalisingRefusedError(str(error)) from error
    except IntegrityError as error:
        raise FinalisingRefusedError(database.violated(error) or CHANGED) from error


def lock(event_id: int, seen: str, change: Change) -> MarksLock:
    """Lock the marks as they were looked at (``seen``: their digest); waits for whoever is writing one.

    Raises FinalisingRefusedError while something blocks, when they are locked, or when a mark changed meanwhile.
    """
    try:
        with database.transaction() as session:
            locks.take(event_id)
            if locks.standing(event_id) is not None:
                raise FinalisingRefusedError("成绩已经锁定了，请刷新后再看。")
            standings = worked_out(event_id)
            open_rows = blockers(event_id, standings)
            if open_rows or standings is None:
                raise FinalisingRefusedError(f"还差 {len(open_rows)} 项，办完才能锁定。第一项：{open_rows[0].cause}。")
            digest = digest_now(event_id, standings)
            if digest != seen:
                raise FinalisingRefusedError(CHANGED)
            made = MarksLock(event_id=event_id, digest=digest, rule_version=standings.version)
            made.locked_at, made.locked_by = change.now, change.by.who
            session.add(made)
            session.flush()
            record("marks.lock", "event", event_id, by=change.by, now=change.now, digest=digest)
            return made
    except IntegrityError as error:
        raise FinalisingRefusedError(database.violated(error) or CHANGED) from error


def reopen(event_id: int, ruling: str, change: Change) -> None:
    """Let marks change again by a recorded ruling; the lock stays in the history.

    Raises FinalisingRefusedError without a ruling or reason, or when nothing is locked.
    """
    if not (ruling and change.reason):
        raise FinalisingRefusedError("解锁成绩要写明凭哪个裁定、为什么。")
    with database.transaction():
        locks.take(event_id)
        held = locks.standing(event_id)
        if held is None:
            raise FinalisingRefusedError("成绩现在没有锁定，请刷新后再看。")
        held.reopened_at, held.reopened_by = change.now, change.by.who
        held.ruling, held.reopen_reason = ruling, change.reason
        record(
            "marks.reopen",
            "event",
            event_id,
            by=change.by,
            now=change.now,
            ruling=ruling,
            reason=change.reason,
            digest=held.digest,
        )
