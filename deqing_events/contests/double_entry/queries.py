"""Questions about double entry: which papers, how far each is, what differs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.double_entry import papers
from deqing_events.contests.double_entry.models import EntryChoice, EntryDifference, EntryRound, TypedEntry
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.models import Entrant
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.double_entry import PaperState, place_of
from deqing_events.domain.rule_sheet import parse


@dataclass(frozen=True)
class Way:
    """How the papers of a part are typed; ``usual`` is what holds where nobody chose."""

    part: str
    title: str
    panel: bool
    twice: bool
    usual: bool
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """How far one paper is: ``round`` is the one to type in or to settle, ``todo`` the places nobody compared yet."""

    paper: Paper
    state: PaperState
    round: EntryRound | None
    todo: frozenset[str]
    differences: Sequence[EntryDifference] = ()

    @property
    def open_cells(self) -> int:
        """How many cells wait to be settled."""
        return sum(row.settled_at is None for row in self.differences)

    @property
    def typing(self) -> EntryRound | None:
        """The round that is being typed; None before anybody began, and once two people's entries were compared."""
        return self.round if self.round is not None and self.round.compared_at is None else None

    def entry_of(self, who: str) -> TypedEntry | None:
        """Return what somebody typed in the round that is being typed."""
        return next((row for row in self.typing.entries if row.by == who), None) if self.typing else None


def all_papers(event_id: int) -> list[Paper]:
    """Return every paper of an event's contest, typed twice or not; none while there are no rules."""
    held = rules.current(event_id)
    return papers.papers(parse(held.body)) if held else []


def ways(event_id: int) -> list[Way]:
    """Return how each part is typed.

    Usually what was agreed on is typed twice where a contest is finalised the long way (domain.md 3.1, step 4); judges
    mark on their phones, so their papers are not.
    """
    found: dict[tuple[str, bool], Way] = {}
    chosen = {(row.part, row.panel): row for row in _choices(event_id)}
    long_way = locks.plan(event_id).long_way
    for paper in all_papers(event_id):
        panel = bool(paper.judge)
        title = paper.title.removesuffix(f" · {paper.judge}") + (" · 各裁判的评分表" if panel else "")
        usual, row = long_way and not panel, chosen.get((paper.part, panel))
        twice, why = (row.twice, row.why) if row else (usual, "")
        found.setdefault((paper.part, panel), Way(paper.part, title, panel, twice, usual, why))
    return list(found.values())


def _choices(event_id: int) -> list[EntryChoice]:
    return list(database.session().scalars(select(EntryChoice).where(EntryChoice.event_id == event_id)))


def choice(event_id: int, part: str, *, panel: bool) -> EntryChoice | None:
    """Return what somebody chose for the papers of a part, or None."""
    query = select(EntryChoice).where(
        EntryChoice.event_id == event_id, EntryChoice.part == part, EntryChoice.panel.is_(panel)
    )
    return database.session().scalars(query).one_or_none()


def twice(event_id: int) -> list[Paper]:
    """Return the papers that two people type."""
    wanted = {(way.part, way.panel) for way in ways(event_id) if way.twice}
    return [paper for paper in all_papers(event_id) if (paper.part, bool(paper.judge)) in wanted] if wanted else []


def twice_columns(event_id: int, judge: str) -> set[str]:
    """Return the criteria of one judge (empty: agreed on) whose marks come from two people only."""
    chosen = exists().where(EntryChoice.event_id == event_id, EntryChoice.panel, EntryChoice.twice)
    if judge and not database.session().scalar(select(chosen)):
        return set()  # a judge's phone asks at every mark
    own = (paper for paper in twice(event_id) if paper.judge == judge)
    return {column.key for paper in own for column in paper.sheet.columns}


def rounds(event_id: int, paper: Paper) -> list[EntryRound]:
    """Return the rounds of a paper that count, in order, each with what was typed."""
    query = select(EntryRound).where(
        EntryRound.event_id == event_id,
        EntryRound.part == paper.part,
        EntryRound.judge == paper.judge,
        EntryRound.reopened_at.is_(None),
    )
    query = query.options(selectinload(EntryRound.entries)).order_by(EntryRound.number)
    return list(database.session().scalars(query))


def next_number(event_id: int, paper: Paper) -> int:
    """Return the number of a paper's next round."""
    query = select(EntryRound.number).where(
        EntryRound.event_id == event_id, EntryRound.part == paper.part, EntryRound.judge == paper.judge
    )
    return max(database.session().scalars(query), default=0) + 1


def locked_round(event_id: int, round_id: int) -> EntryRound | None:
    """Return a round of this event, locked until the open transaction ends, freshly read with what was typed."""
    query = select(EntryRound).where(EntryRound.id == round_id, EntryRound.event_id == event_id)
    query = query.options(selectinload(EntryRound.entries)).with_for_update().execution_options(populate_existing=True)
    return database.session().scalars(query).one_or_none()


def differences(round_ids: Sequence[int]) -> list[EntryDifference]:
    """Return what differs in some rounds, in the order it was stored."""
    query = select(EntryDifference).where(EntryDifference.round_id.in_(round_ids)).order_by(EntryDifference.id)
    return list(database.session().scalars(query)) if round_ids else []


def difference(event_id: int, difference_id: int) -> EntryDifference | None:
    """Return one cell that differs in a standing round of this event, or None."""
    query = select(EntryDifference).join(EntryRound, EntryRound.id == EntryDifference.round_id)
    query = query.where(EntryRound.event_id == event_id, EntryDifference.id == difference_id)
    return database.session().scalars(query.where(EntryRound.reopened_at.is_(None))).one_or_none()


def settled_mark(row: EntryDifference) -> str:
    """Return what tells one settling of a cell from another, empty before the first."""
    return row.settled_at.isoformat() if row.settled_at is not None else ""


def standing(event_id: int, paper: Paper, rows: Sequence[Entrant] | None = None) -> Standing:
    """Return how far one paper is; cells of somebody who is not marked any more (absent, say) do not wait."""
    people = entrants.for_event(event_id) if rows is None else rows
    held = rounds(event_id, paper)
    compared = [row for row in held if row.compared_at is not None]
    needed = papers.places(paper, people)
    todo = frozenset(needed - {place for row in compared for place in row.covered})
    found = differences([row.id for row in compared])
    differ = [row for row in found if place_of(row.entrant_id, row.criterion) in needed]
    waiting = next((row for row in held if row.compared_at is None), None)
    state = _state(waiting, compared, todo, differ)
    return Standing(paper, state, waiting or (compared[-1] if compared else None), todo, differ)


def _state(
    waiting: EntryRound | None, compared: Sequence[EntryRound], todo: frozenset[str], differ: Sequence[EntryDifference]
) -> PaperState:
    if any(row.settled_at is None for row in differ):
        return PaperState.DIFFERS
    if not todo:
        return PaperState.DONE
    if waiting is not None and any(entry.handed_at for entry in waiting.entries):
        return PaperState.ONCE
    return PaperState.LATE if compared else PaperState.EMPTY


def standings(event_id: int) -> list[Standing]:
    """Return how far each paper that is typed twice is."""
    found = twice(event_id)
    rows = entrants.for_event(event_id) if found else []
    return [standing(event_id, paper, rows) for paper in found]


def typed_by(entrant_id: int, event_id: int) -> set[str]:
    """Return who typed or settled a mark of an entrant from paper."""
    query = select(EntryRound).where(EntryRound.event_id == event_id, EntryRound.compared_at.is_not(None))
    found: set[str] = set()
    for row in database.session().scalars(query.options(selectinload(EntryRound.entries))):
        if any(str(place).startswith(f"{entrant_id}:") for place in row.covered):
            found |= {entry.by for entry in row.entries}
    return found


def people(event_id: int) -> list[Entrant]:
    """Return everybody on an event's list."""
    return entrants.for_event(event_id)
