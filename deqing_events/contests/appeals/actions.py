"""Filing appeals, accepting or refusing them, and ruling."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeal_hours.queries import window
from deqing_events.contests.appeals import queries
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration.bench import bench_of
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.appeals import AppealState, Vote, allowed
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event
from deqing_events.registration.rules import ZONE

CHANGED = "这件申诉刚被别人处理过，请刷新后再看。"
NOT_YET = "比赛还没有开始，开始以后才能申诉。"
SETTLED = frozenset({EventState.DRAFT, EventState.CANCELLED, EventState.FINAL, EventState.ARCHIVED})


class AppealRefusedError(ValueError):
    """Nothing was filed or decided; the text is a sentence for people."""


@dataclass(frozen=True)
class Filing:
    """An appeal as it is handed in. ``number`` is the entrant it is about, empty for the whole contest."""

    delegation: str
    leader: str
    grounds: str
    received_at: dt.datetime
    number: str = ""
    item: str = ""
    on_paper: bool = False


@dataclass(frozen=True)
class Ruling:
    """What was decided: the next state, whether marks are to be corrected, and on which paper it stands."""

    state: str
    correction_due: bool = False
    document: str = ""
    file_name: str = ""


def why_shut(event: Event, at: dt.datetime, hours: int) -> str:
    """Return the sentence that says why no appeal handed in ``at`` that moment is taken, empty when it is.

    ``hours`` is how long appeals are taken where nobody chose for this contest.
    """
    if event.state in SETTLED:
        return "这一场的成绩已经生效或已取消，不再受理申诉。"
    if event.starts_at is None or event.ends_at is None or at < event.starts_at:
        return NOT_YET
    last = window(event.id, hours).closes(event.ends_at)
    if at <= last:
        return ""
    here = last.astimezone(ZONE)
    return f"申诉到 {here.month}月{here.day}日 {here:%H:%M} 为止，现在已经过了。{_instead(event)}"


def _instead(event: Event) -> str:
    asked = " ".join(filter(None, (event.contact, event.contact_phone)))
    return "还有意见，请在成绩公示期间提异议" + (f"，或联系主办方（{asked}）。" if asked else "，或联系主办方。")


def file(event_id: int, filing: Filing, hours: int, change: Change) -> Appeal:
    """Take an appeal in; the rows concerned are frozen from then on. The same one sent again is the one that is there.

    Waits for marks that are being written. Raises AppealRefusedError out of time, or for an unknown entrant.
    """
    try:
        with database.transaction() as session:
            event = locks.take(event_id)
            shut = why_shut(event, filing.received_at, hours)
            if shut or filing.received_at > change.now:
                raise AppealRefusedError(shut or "收到的时间在现在以后，请核对。")
            entrant = queries.entrant_numbered(event_id, filing.number) if filing.number else None
            if filing.number and entrant is None:
                raise AppealRefusedError(f"没有参赛号 {filing.number}，请核对；对整场比赛申诉的话不用填参赛号。")
            there = queries.same(event_id, filing.leader, filing.grounds, entrant.id if entrant else None)
            if there is not None:
                return there
            made = Appeal(
                event_id=event_id,
                number=queries.last_number(event_id) + 1,
                entrant_id=entrant.id if entrant else None,
                item=filing.item,
                delegation=filing.delegation,
                leader=filing.leader,
                grounds=filing.grounds,
                on_paper=filing.on_paper,
                received_at=filing.received_at,
                filed_by=change.by.who,
                filed_at=change.now,
                changed_at=change.now,
            )
            session.add(made)
            session.flush()
            _recorded("appeal.file", made, change)
            return made
    except IntegrityError as error:
        raise AppealRefusedError(database.violated(error) or CHANGED) from error


def decide(event_id: int, appeal_id: int, ruling: Ruling, change: Change) -> None:
    """Take an appeal to its next state with a reason; refusing or rejecting it lets the rows go.

    Raises AppealRefusedError without a reason, without a document for a ruling, when somebody was faster, and where
    arbiters are named: for everybody else, for who is recused, and for a ruling that most of them did not vote for.
    """
    if not change.reason:
        raise AppealRefusedError("请写明理由。")
    if ruling.state in {AppealState.UPHELD, AppealState.REJECTED} and not (ruling.document or ruling.file_name):
        raise AppealRefusedError("裁定要写文号，或附上裁定书。")
    with database.transaction():
        locks.take(event_id)
        held = queries.one(event_id, appeal_id)
        if held is None or not allowed(held.state, ruling.state):
            raise AppealRefusedError(CHANGED)
        bench = bench_of(held)
        problem = bench.problem(change.by.who, ruling.state)
        if problem:
            raise AppealRefusedError(problem)
        held.bench = bench.names()
        held.votes_for, held.votes_against = bench.count(Vote.UPHELD), bench.count(Vote.REJECTED)
        held.state = ruling.state
        held.correction_due = ruling.correction_due and ruling.state == AppealState.UPHELD
        held.reason, held.document = change.reason, ruling.document
        held.file_name = ruling.file_name
        held.decided_by, held.changed_at = change.by.who, change.now
        _recorded("appeal.decide", held, change, state=held.state, document=held.document)


def settle(appeal: Appeal, change: Change) -> None:
    """Note inside the caller's open transaction that what an upheld appeal asked for was done; its rows are free."""
    appeal.correction_due, appeal.changed_at = False, change.now
    _recorded("appeal.settle", appeal, change)


def drop_correction(event_id: int, appeal_id: int, change: Change) -> None:
    """Say that an upheld appeal needs no correction after all.

    Raises AppealRefusedError without a reason, and for staff where arbiters are named.
    """
    if not change.reason:
        raise AppealRefusedError("请写明为什么不用更正。")
    with database.transaction():
        locks.take(event_id)
        held = queries.one(event_id, appeal_id)
        if held is None or not held.correction_due:
            raise AppealRefusedError(CHANGED)
        problem = bench_of(held).problem(change.by.who)
        if problem:
            raise AppealRefusedError(problem)
        settle(held, change)


def _recorded(action: str, appeal: Appeal, change: Change, **details: str) -> None:
    record(
        action,
        "appeal",
        appeal.id,
        by=change.by,
        now=change.now,
        event=appeal.event_id,
        number=appeal.number,
        **details,
    )
