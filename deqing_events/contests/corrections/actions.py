"""Collecting corrections, looking at what they do, applying all of them at once.

The preview runs the same code as applying and takes everything back, so what it shows is what happens.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.appeals import queries as appeal_queries
from deqing_events.contests.appeals.freezing import RowFrozenError
from deqing_events.contests.corrections import queries
from deqing_events.contests.corrections.changes import STATUS, Wanted, column_of, read
from deqing_events.contests.corrections.effects import Effects, effects
from deqing_events.contests.corrections.models import Correction
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.history import Change, ReasonMissingError
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.objections import actions as objections
from deqing_events.contests.objections import queries as objection_queries
from deqing_events.contests.results.content import Content, frozen, full_naming
from deqing_events.contests.results.standings import worked_out
from deqing_events.events.models import Event

CHANGED = "刚有人改过成绩或这批更正，请重新核对下面的结果再确认。"
EMPTY = "这一批里还没有更正，先加一条。"
MOST = 100


class CorrectionRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


@dataclass(frozen=True)
class Basis:
    """On what a batch rests: the upheld appeal or objection it carries out, else the number of a paper."""

    ruling: str = ""
    appeal_id: int | None = None
    objection_id: int | None = None


class _TakenBackError(Exception):
    """Ends a preview: everything it wrote is rolled back."""


@contextmanager
def _refusals() -> Iterator[Session]:
    try:
        with database.transaction() as session:
            yield session
    except marking.MarksRefusedError as error:
        cells = "".join(dict.fromkeys(error.cells.values()))
        raise CorrectionRefusedError(cells or str(error)) from error
    except (MarksLockedError, RowFrozenError, ReasonMissingError) as error:
        raise CorrectionRefusedError(str(error)) from error
    except IntegrityError as error:
        raise CorrectionRefusedError(database.violated(error) or CHANGED) from error


def put(event_id: int, wanted: Wanted, change: Change) -> None:
    """Add a change to the draft of an event; a second one of the same cell replaces the first."""
    with _refusals() as session:
        held = queries.draft(event_id)
        if held is None:
            held = Correction(event_id=event_id, changes=[], made_by=change.by.who, made_at=change.now)
            session.add(held)
        rest = [each for each in held.changes if read(each).place != wanted.place]
        if len(rest) >= MOST:
            raise CorrectionRefusedError(f"一批最多 {MOST} 条，先确认这一批。")
        held.changes = [*rest, wanted.stored()]
        session.flush()
        record("correction.draft", "correction", held.id, by=change.by, now=change.now, count=len(held.changes))


def take_out(event_id: int, index: int, change: Change) -> None:
    """Take one change out of the draft; one that is gone already does not matter."""
    with _refusals():
        held = queries.draft(event_id)
        if held is None or index >= len(held.changes):
            return
        held.changes = [each for number, each in enumerate(held.changes) if number != index]
        record("correction.draft", "correction", held.id, by=change.by, now=change.now, count=len(held.changes))


def drop(event_id: int, change: Change) -> None:
    """Give the draft up. Raises CorrectionRefusedError without one."""
    with _refusals():
        held = queries.draft(event_id)
        if held is None:
            raise CorrectionRefusedError("没有在准备的更正。")
        held.state = "dropped"
        record("correction.drop", "correction", held.id, by=change.by, now=change.now)


def look(event_id: int, basis: Basis, change: Change) -> Effects:
    """Return what the draft would do. Raises CorrectionRefusedError where it could not be applied."""
    found: list[Effects] = []
    with suppress(_TakenBackError), _refusals():
        found.append(_carried_out(event_id, basis, replace(change, reason=change.reason or "预览")))
        _take_back()
    database.session().expire_all()
    return found[0]


def _take_back() -> None:
    raise _TakenBackError


def apply(event_id: int, basis: Basis, seen: str, change: Change) -> Correction:
    """Write every change of the draft in one transaction, and close the appeal or objection it carries out.

    Raises CorrectionRefusedError without a reason and a ruling, when what it does differs from what was looked at
    (``seen``: the digest), when the marks are locked, or when an open appeal holds one of the rows.
    """
    if not change.reason:
        raise CorrectionRefusedError("请写明更正的理由。")
    with _refusals():
        done = _carried_out(event_id, basis, change)
        if done.digest != seen:
            raise CorrectionRefusedError(CHANGED)
        held = queries.draft(event_id)
        if held is None:
            raise CorrectionRefusedError(EMPTY)
        ruling = _settled(event_id, basis, change)
        held.state, held.ruling, held.effects = "applied", ruling, done.stored()
        held.applied_by, held.applied_at, held.reason = change.by.who, change.now, change.reason
        held.appeal_id, held.objection_id = basis.appeal_id, basis.objection_id
        record(
            "correction.apply",
            "correction",
            held.id,
            by=change.by,
            now=change.now,
            event=event_id,
            count=len(held.changes),
            ruling=held.ruling,
            reason=change.reason,
            digest=done.digest,
        )
        return held


def _carried_out(event_id: int, basis: Basis, change: Change) -> Effects:
    """Write the draft's changes inside the open transaction, and return what they did."""
    require_unlocked(event_id)
    held = queries.draft(event_id)
    changes = [read(each) for each in held.changes] if held else []
    if held is None or not changes:
        raise CorrectionRefusedError(EMPTY)
    before = _ranking(event_id)
    _write(event_id, changes, replace(change, ruling_id=basis.appeal_id))
    database.session().flush()
    return effects(held.changes, before, _ranking(event_id))


def _write(event_id: int, changes: Sequence[Wanted], change: Change) -> None:
    standings = worked_out(event_id)
    sheets = score_sheets(standings.rules) if standings else []
    # Who comes back into the contest must be in it before marks are written; who leaves keeps the marks.
    for each in sorted(changes, key=lambda one: one.key != STATUS or one.after != "present"):
        if each.key == STATUS:
            entrants.set_status_within(event_id, [each.entrant_id], each.after or "present", change)
            continue
        found = column_of(sheets, each.sheet, each.key)
        if found is None:
            raise CorrectionRefusedError("规则改过，有一条更正的评分项已经没有了，请去掉它。")
        cell = marking.Cell(each.entrant_id, each.key, each.after, each.before)
        marking.enter_within(event_id, found[0], [cell], change)


def _ranking(event_id: int) -> Content:
    database.session().expire_all()
    standings = worked_out(event_id)
    if standings is None:
        raise CorrectionRefusedError("还没有评分规则，没有可以更正的成绩。")
    return frozen(database.session().get_one(Event, event_id), standings, full_naming)


def _settled(event_id: int, basis: Basis, change: Change) -> str:
    """Close what the batch carries out and return how its ruling is called."""
    if basis.appeal_id is not None:
        appeal = appeal_queries.one(event_id, basis.appeal_id)
        if appeal is None or not appeal.correction_due:
            raise CorrectionRefusedError("这件申诉不再等着更正，请重新选依据。")
        appeals.settle(appeal, change)
        return f"第 {appeal.number} 号申诉裁定 {appeal.document}".strip()
    if basis.objection_id is not None:
        objection = objection_queries.one(event_id, basis.objection_id)
        if objection is None or not objection.correction_due:
            raise CorrectionRefusedError("这条异议不再等着更正，请重新选依据。")
        objections.settle(objection, change)
        return "公示异议的核实结论"
    if not basis.ruling:
        raise CorrectionRefusedError("请选依据，或写明凭哪份材料更正。")
    return basis.ruling
