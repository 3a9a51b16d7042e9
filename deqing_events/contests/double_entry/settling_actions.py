"""Settling what two people typed differently, opening a paper again, and choosing which papers are typed twice."""

from dataclasses import dataclass

from deqing_events.audit.actions import record
from deqing_events.contests.appeals import freezing
from deqing_events.contests.double_entry import queries, storing
from deqing_events.contests.double_entry.actions import EntryRefusedError, refusals
from deqing_events.contests.double_entry.models import EntryChoice
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.double_entry.queries import Way
from deqing_events.contests.history import Change
from deqing_events.contests.locks.guard import require_unlocked
from deqing_events.domain.double_entry import may_settle, place_of

OWN = "这张表您录过，不一致的格子要请没有录过的人来定。"
NO_REASON = "请写明凭什么这样定，例如：纸面上是 92。"
GONE = "这一格刚被别人定了，请刷新后再看。"
OUT = "这一位现在不用评分，这一格不用定。"
NO_REOPEN_REASON = "重新录入要写明理由。"
REOPENED = "这张表刚被重新打开，请刷新后再看。"
NO_CHOICE_REASON = "理论等成绩要两人各录一遍。不这样做，请写明理由。"


@dataclass(frozen=True)
class Settling:
    """How one cell is settled: ``value`` becomes the mark, None says that the paper is blank there.

    ``seen`` tells which settling the page showed (``queries.settled_mark``), empty for none.
    """

    difference_id: int
    value: str | None
    seen: str = ""


def settle(event_id: int, paper: Paper, wanted: Settling, change: Change) -> None:
    """Settle one cell with a reason.

    Raises EntryRefusedError for whoever typed this paper (the database refuses it as well), without a reason, and when
    it was settled otherwise meanwhile.
    """
    if not change.reason:
        raise EntryRefusedError(NO_REASON)
    with refusals() as session:
        require_unlocked(event_id)
        row = queries.difference(event_id, wanted.difference_id)
        held = queries.locked_round(event_id, row.round_id) if row else None
        if row is None or held is None or held.reopened_at is not None:
            raise EntryRefusedError(GONE)
        session.refresh(row)
        if not may_settle(change.by.who, {row.first_by, row.second_by}):
            raise EntryRefusedError(OWN)
        if queries.settled_mark(row) != wanted.seen:
            raise EntryRefusedError(GONE)
        if row.id not in {one.id for one in queries.standing(event_id, paper).differences}:
            raise EntryRefusedError(OUT)
        if freezing.frozen(event_id).holds(row.entrant_id):
            raise EntryRefusedError(freezing.FROZEN)
        row.settled, row.settled_by, row.settled_at, row.why = wanted.value, change.by.who, change.now, change.reason
        session.flush()
        told = {"event": event_id, "judge": paper.judge, "criterion": row.criterion, "reason": change.reason}
        record("double_entry.settle", "entrant", row.entrant_id, by=change.by, now=change.now, **told)
        storing.put(event_id, paper, {place_of(row.entrant_id, row.criterion): wanted.value}, change)


def reopen(event_id: int, paper: Paper, seen: int, change: Change) -> None:
    """Set every round of a paper aside, so that two people type it anew; its marks stand until then.

    ``seen`` is the last round when the page was opened. Raises EntryRefusedError without a reason, when rounds were set
    aside or begun meanwhile, and once the marks are locked.
    """
    if not change.reason:
        raise EntryRefusedError(NO_REOPEN_REASON)
    with refusals() as session:
        require_unlocked(event_id)
        found = [queries.locked_round(event_id, row.id) for row in queries.rounds(event_id, paper)]
        held = [row for row in found if row is not None and row.reopened_at is None]
        if not held or held[-1].id != seen:
            raise EntryRefusedError(REOPENED)
        for row in held:
            row.reopened_at, row.reopened_by, row.why = change.now, change.by.who, change.reason
        session.flush()
        told = {"event": event_id, "part": paper.part, "judge": paper.judge, "reason": change.reason}
        record("double_entry.reopen", "entry_round", seen, by=change.by, now=change.now, **told)


def choose(event_id: int, way: Way, change: Change, *, twice: bool) -> None:
    """Choose whether the papers of a part are typed by two people.

    Raises EntryRefusedError once the marks are locked, and when what is usually typed twice is not to be, without a
    reason.
    """
    if way.usual and not twice and not change.reason:
        raise EntryRefusedError(NO_CHOICE_REASON)
    with refusals() as session:
        require_unlocked(event_id)
        row = queries.choice(event_id, way.part, panel=way.panel)
        row = row or EntryChoice(event_id=event_id, part=way.part, panel=way.panel)
        row.twice, row.why, row.by, row.at = twice, change.reason, change.by.who, change.now
        session.add(row)
        session.flush()
        told = {"part": way.part, "judges": way.panel, "twice": twice, "reason": change.reason}
        record("double_entry.choose", "event", event_id, by=change.by, now=change.now, **told)
