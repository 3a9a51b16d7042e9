"""Publishing results, correcting and withdrawing them, and recording draws. A publication is never changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals.freezing import RowFrozenError, require_thawed
from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.history import Change
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.models import Draw, Publication
from deqing_events.contests.notices import actions as notices
from deqing_events.contests.notices.queries import why_not_final
from deqing_events.contests.objections.queries import open_objections
from deqing_events.contests.results import queries
from deqing_events.contests.results.content import Content, digest_of, frozen, public_naming, same_ranking
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.unblinding.queries import why_not_yet
from deqing_events.domain.evaluation import Block
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.events.steps.actions import allowed, move

NO_RULES = "还没有评分规则，先写好规则再算名次。"
NOBODY = "还没有可以排名次的人。"
INCOMPLETE = "还有人的分数没打完，打完才能公布。"
NEEDS_DRAW = "还有并列的名次要抽签，抽完才能公布。"
CHANGED = "成绩刚有改动，请重新核对后再公布。"
APPEALED = "还有申诉没办完：裁定作出、要更正的更正好以后，才能公示或生效。"
OBJECTED = "还有异议没答复，或成立后还没更正，办完才能生效。"
NEEDS_REASON = "这次公布会更正上一次的成绩，请写明理由。"
STAGE_AFTER = {"provisional": "public_notice", "public_notice": "final"}
EVENT_STATES = {"public_notice": EventState.PUBLIC_NOTICE, "final": EventState.FINAL}


class ResultsRefusedError(ValueError):
    """Nothing was published or recorded; the text is a sentence for people."""


@dataclass(frozen=True)
class Publishing:
    """What somebody wants to publish: the stage, the digest of the content they looked at, and what a notice says."""

    stage: str
    seen: str
    terms: notices.Terms = field(default_factory=notices.Terms)


def stages_open(current: Publication | None, content: Content) -> list[str]:
    """Return the stages that may come next, the usual one first; a correction after the notice restarts it."""
    if current is None:
        return ["public_notice", "provisional"]
    if same_ranking(current.content, content):
        return [STAGE_AFTER[current.stage]] if current.stage in STAGE_AFTER else []
    return ["provisional", "public_notice"] if current.stage == "provisional" else ["public_notice"]


def what_blocks(standings: Standings | None) -> str:
    """Return the sentence that says why nothing can be published, empty when it can."""
    if standings is None:
        return NO_RULES
    blocks = standings.evaluation.blocked_by
    if Block.INCOMPLETE in blocks:
        return INCOMPLETE
    if Block.NEEDS_DRAW in blocks:
        return NEEDS_DRAW
    return "" if standings.evaluation.places else NOBODY


def publish(event_id: int, wanted: Publishing, change: Change) -> Publication:
    """Freeze the ranking as the next publication and take the event to the matching state.

    Raises ResultsRefusedError while something blocks, when the ranking differs from the one looked at, when the stage
    may not come next, when a correction has no reason, when a notice has not ended yet,
    or when the marks have to be locked and unblinded first.
    """
    try:
        with database.transaction() as session:
            event = session.get_one(Event, event_id, with_for_update=True)
            standings = worked_out(event_id)
            problem = what_blocks(standings)
            if problem or standings is None:
                raise ResultsRefusedError(problem)
            waits = why_not_yet(event_id)
            if waits:
                raise ResultsRefusedError(waits)
            content = frozen(event, standings, public_naming(event))
            _check(event_id, wanted, content, change)
            made = _made(event_id, standings.version, content, wanted.stage, change)
            session.add(made)
            session.flush()
            if made.stage == "public_notice":
                notices.put_up(made, wanted.terms, change)
            _move_event(event, wanted.stage, change)
            record(
                "results.publish",
                "event",
                event_id,
                by=change.by,
                now=change.now,
                version=made.version,
                stage=made.stage,
                digest=made.digest,
                reason=change.reason,
            )
            return made
    except IntegrityError as error:
        raise ResultsRefusedError(database.violated(error) or CHANGED) from error


def _check(event_id: int, wanted: Publishing, content: Content, change: Change) -> None:
    current = queries.latest(event_id)
    if digest_of(content) != wanted.seen:
        raise ResultsRefusedError(CHANGED)
    if wanted.stage not in stages_open(current, content):
        raise ResultsRefusedError("现在不能公布成这一种，请刷新后再看。")
    if current is not None and not same_ranking(current.content, content) and not change.reason:
        raise ResultsRefusedError(NEEDS_REASON)
    _refuse_disputed(event_id, wanted.stage, current, change)


def _refuse_disputed(event_id: int, stage: str, current: Publication | None, change: Change) -> None:
    """Keep results back that somebody disputes, or may still dispute."""
    if stage != "provisional" and open_appeals(event_id):
        raise ResultsRefusedError(APPEALED)
    if stage != "final" or current is None:
        return
    waits = why_not_final(current, change.now) or (OBJECTED if open_objections(event_id) else "")
    if waits:
        raise ResultsRefusedError(waits)


def _made(event_id: int, rule_version: int, content: Content, stage: str, change: Change) -> Publication:
    version = queries.last_version(event_id) + 1
    whole: dict[str, Any] = {
        "event": event_id,
        "version": version,
        "stage": stage,
        "rules": rule_version,
        "reason": change.reason,
        "content": content,
    }
    return Publication(
        event_id=event_id,
        version=version,
        stage=stage,
        rule_version=rule_version,
        content=content,
        digest=digest_of(whole),
        reason=change.reason,
        by=change.by.who,
        at=change.now,
    )


def _move_event(event: Event, stage: str, change: Change) -> None:
    after = EVENT_STATES.get(stage)
    if after is not None and allowed(event.state, after):
        move(event, after, now=change.now, by=change.by, reason=change.reason)


def withdraw(event_id: int, change: Change) -> None:
    """Take all published results of an event off the public pages; they stay stored.

    Raises ResultsRefusedError without a reason or when nothing stands published.
    """
    if not change.reason:
        raise ResultsRefusedError("撤回成绩请写明理由。")
    with database.transaction():
        standing = [row for row in queries.history(event_id) if row.withdrawn_at is None]
        if not standing:
            raise ResultsRefusedError("现在没有公布的成绩。")
        for row in standing:
            row.withdrawn_at = change.now
        versions, by, now = [row.version for row in standing], change.by, change.now
        record("results.withdraw", "event", event_id, by=by, now=now, versions=versions, reason=change.reason)


def record_draw(event_id: int, order: Sequence[int], reason: str, *, by: Actor, now: dt.datetime) -> None:
    """Record in which order a tied group was drawn: entrant ids, first place first.

    Raises ResultsRefusedError unless exactly such a group waits for a draw and ``reason`` says who drew before whom,
    and when the marks are locked.
    """
    if not reason:
        raise ResultsRefusedError("请写明谁主持、谁见证，例如：裁判长何裁样主持，领队在场。")
    with database.transaction() as session:
        _lock(session, event_id)
        _refuse_when_locked(event_id)
        standings = worked_out(event_id)
        waiting = standings.evaluation.needs_draw if standings else ()
        numbers = {row.id: row.number for row in standings.entrants.values()} if standings else {}
        drawn = sorted(numbers.get(entrant_id, "") for entrant_id in order)
        if not any(sorted(group) == drawn for group in waiting):
            raise ResultsRefusedError("这一组现在不用抽签，请刷新后再看。")
        _refuse_when_frozen(event_id, order)
        session.add(Draw(event_id=event_id, order=list(order), reason=reason, by=by.who, at=now))
        record("results.draw", "event", event_id, by=by, now=now, order=[numbers[row] for row in order], reason=reason)


def _refuse_when_locked(event_id: int) -> None:
    try:
        require_unlocked(event_id)
    except MarksLockedError as error:
        raise ResultsRefusedError(str(error)) from error


def _refuse_when_frozen(event_id: int, order: Sequence[int]) -> None:
    try:
        require_thawed(event_id, order)
    except RowFrozenError as error:
        raise ResultsRefusedError(str(error)) from error


def _lock(session: Session, event_id: int) -> None:
    session.get_one(Event, event_id, with_for_update=True)
