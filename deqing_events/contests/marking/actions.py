"""Entering marks, times and penalties: a whole page or nothing; and giving judges their seats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals import freezing
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.history import Change, ReasonMissingError, require_reason
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import queries
from deqing_events.contests.marking.score_sheets import ELAPSED, PENALTY, ScoreSheet
from deqing_events.contests.models import Entrant, JudgeSeat, Mark
from deqing_events.contests.results import queries as results
from deqing_events.domain.entrants import STATUS_WORDS, EntrantStatus
from deqing_events.domain.timing import stored_text

Place = tuple[int, str]
"""A cell: entrant id and column key."""

TWICE = "这一项要两个人各录一遍，请到“双人录入”里录。"
TAKEN = "刚被别人改成 {now}，没有覆盖。请核对后再保存。"
GONE = "这位已不在名单里，请刷新。"
_WORDS = {status.value: word for word, status in STATUS_WORDS.items()}


@dataclass(frozen=True)
class Cell:
    """What somebody typed in one cell, read; ``seen`` is what stood there when the page was opened."""

    entrant_id: int
    key: str
    value: str | None
    seen: str | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.entrant_id, self.key


class MarksRefusedError(ValueError):
    """Nothing was saved: ``cells`` holds a sentence per cell, the text is the sentence for the page."""

    def __init__(self, sentence: str, cells: Mapping[Place, str] | None = None) -> None:
        super().__init__(sentence)
        self.cells = cells or {}


def enter(
    event_id: int, sheet: ScoreSheet, cells: Sequence[Cell], change: Change, guard: Callable[[], None] | None = None
) -> int:
    """Save the cells that differ from what is stored, all or none; returns how many changed.

    ``guard`` runs inside the transaction once the entrants are locked, and stops everything by raising an error.
    Raises MarksRefusedError when an entrant is not present or the judge is recused, when somebody else changed a cell
    meanwhile, when the marks are locked, when results stand published and no reason is given, and before that for a
    paper that two people type (``double_entry``).
    """
    try:
        with database.transaction():
            _refuse_typed_twice(event_id, sheet, cells)
            return enter_within(event_id, sheet, cells, change, guard)
    except (ReasonMissingError, MarksLockedError) as error:
        raise MarksRefusedError(str(error)) from error
    except IntegrityError as error:
        raise MarksRefusedError(database.violated(error) or "刚被别人改过，请刷新后再改。") from error


def enter_within(
    event_id: int, sheet: ScoreSheet, cells: Sequence[Cell], change: Change, guard: Callable[[], None] | None = None
) -> int:
    """Do what ``enter`` does inside the caller's open transaction.

    Raises what keeps it from being done: MarksRefusedError, MarksLockedError, ReasonMissingError.
    """
    require_unlocked(event_id)
    entrants = queries.locked_entrants(event_id)
    if guard is not None:
        guard()
    changed = _enter(event_id, entrants, sheet, cells, change)
    if changed:
        require_reason(event_id, change)
        record(
            "marks.enter",
            "event",
            event_id,
            by=change.by,
            now=change.now,
            judge=sheet.judge,
            sheet=sheet.key,
            changed=changed,
            reason=change.reason,
        )
    return changed


def _refuse_typed_twice(event_id: int, sheet: ScoreSheet, cells: Sequence[Cell]) -> None:
    """Refuse what one person may not type alone; once published, changes are corrections and give their reason."""
    columns = double_entry.twice_columns(event_id, sheet.judge)
    found = {cell.place: TWICE for cell in cells if cell.key in columns and cell.value != cell.seen}
    if found and results.latest(event_id) is None:
        raise MarksRefusedError(f"有 {len(found)} 格没法保存，全部都没有保存。{TWICE}", found)


def _enter(
    event_id: int, entrants: Mapping[int, Entrant], sheet: ScoreSheet, cells: Sequence[Cell], change: Change
) -> int:
    marks = queries.locked_marks(event_id, sheet.judge)
    titles = {column.key: column for column in sheet.columns}
    frozen = freezing.frozen(event_id, change.ruling_id)
    refused: dict[Place, str] = {}
    wanted: list[tuple[Cell, str | None]] = []
    for cell in cells:
        entrant = entrants.get(cell.entrant_id)
        before = _stored(entrant, marks.get(cell.place), cell.key)
        if cell.value in (cell.seen, before):
            continue
        problem = _problem(entrant, sheet, cell, before) or (freezing.FROZEN if frozen.holds(cell.entrant_id) else "")
        if problem:
            refused[cell.place] = problem
        else:
            wanted.append((cell, before))
    if refused:
        raise MarksRefusedError(f"有 {len(refused)} 格没法保存，全部都没有保存。请改好红色的格子。", refused)
    for cell, before in wanted:
        if before is not None:
            change.keep(cell.entrant_id, cell.key, before, cell.value, sheet.judge)
        if titles[cell.key].is_mark:
            _put_mark(marks.get(cell.place), cell, sheet.judge, change)
        else:
            _put_on_entrant(entrants[cell.entrant_id], cell)
    database.session().flush()
    return len(wanted)


def _problem(entrant: Entrant | None, sheet: ScoreSheet, cell: Cell, before: str | None) -> str:
    if entrant is None:
        return GONE
    if entrant.status != EntrantStatus.PRESENT:
        return f"这位是{_WORDS[entrant.status]}，不能打分。要打分请先把状态改成参赛。"
    if sheet.judge and sheet.judge in entrant.recused:
        return "这位裁判已对这位选手回避，不能打分。"
    if before != cell.seen:
        timed = any(column.timed for column in sheet.columns if column.key == cell.key)
        now = "空" if before is None else stored_text(before) if timed else before
        return TAKEN.format(now=now)
    return ""


def _stored(entrant: Entrant | None, mark: Mark | None, key: str) -> str | None:
    if entrant is None:
        return None
    if key == ELAPSED:
        return None if entrant.elapsed_seconds is None else str(entrant.elapsed_seconds)
    if key.startswith(PENALTY):
        return entrant.penalties.get(key.removeprefix(PENALTY))
    return mark.value if mark else None


def _put_mark(mark: Mark | None, cell: Cell, judge: str, change: Change) -> None:
    session = database.session()
    if cell.value is None:
        if mark is not None:
            session.delete(mark)
    elif mark is None:
        made = Mark(entrant_id=cell.entrant_id, criterion=cell.key, judge=judge, value=cell.value)
        made.by, made.at = change.by.who, change.now
        session.add(made)
    else:
        mark.value, mark.by, mark.at = cell.value, change.by.who, change.now


def _put_on_entrant(entrant: Entrant, cell: Cell) -> None:
    if cell.key == ELAPSED:
        entrant.elapsed_seconds = None if cell.value is None else int(cell.value)
        return
    key = cell.key.removeprefix(PENALTY)
    rest = {name: times for name, times in entrant.penalties.items() if name != key}
    entrant.penalties = rest if cell.value is None else {**rest, key: cell.value}


def seat_judges(event_id: int, wanted: Mapping[str, int], change: Change) -> None:
    """Let accounts sit as judges: ``wanted`` maps a judge of the panel to an account; a judge left out has no seat.

    Raises MarksRefusedError when one account sits twice or is no judge of this event.
    """
    known = {account.id for account in queries.judges_of(event_id)}
    if not set(wanted.values()) <= known:
        raise MarksRefusedError("请选有这场裁判角色的账号。")
    if len(set(wanted.values())) != len(wanted):
        raise MarksRefusedError("一个账号只能坐一个席位，请改一改。")
    try:
        with database.transaction() as session:
            for row in queries.seat_rows(event_id):
                session.delete(row)
            session.flush()
            session.add_all(JudgeSeat(event_id=event_id, judge=judge, account_id=who) for judge, who in wanted.items())
            record("judges.seat", "event", event_id, by=change.by, now=change.now, seats=dict(wanted))
    except IntegrityError as error:
        raise MarksRefusedError(database.violated(error) or "刚被别人改过，请刷新后再改。") from error
