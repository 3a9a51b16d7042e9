"""Whom a judge must not mark, and writing it on the entrants, inside the caller's transaction.

What was ticked by hand stays: only what followed from a judge's own workplace or declaration is taken back with it.
"""

from collections.abc import Iterable

from deqing_events import database
from deqing_events.contests.appeals import freezing
from deqing_events.contests.history import Change
from deqing_events.contests.judges import queries
from deqing_events.contests.judges.models import PanelJudge
from deqing_events.contests.models import Entrant
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.recusal import same_workplace, workplace
from deqing_events.events.models import Event

SAME = "同单位"


def reason(judge: PanelJudge, entrant: Entrant, kind: str) -> str:
    """Return in a word why the judge must not mark the entrant, empty when nothing is in the way."""
    own = workplace(judge.unit_id, [judge.workplace])
    names = [entrant.unit_name, entrant.name if kind == EntrantKind.UNIT else ""]
    if same_workplace(own, workplace(entrant.unit_id, names)):
        return SAME
    return str(judge.relations.get(str(entrant.id), ""))


def settle(event_id: int, rows: Iterable[Entrant]) -> None:
    """Put the judges who must not mark them on entrants that were made or changed."""
    judges, kind = queries.panel(event_id), kind_of(event_id)
    for row in rows:
        held = row.recused or []  # a row that is not stored yet has none
        due = [judge.judge for judge in judges if judge.judge not in held and reason(judge, row, kind)]
        if due:
            row.recused = [*held, *due]


def follow(judge: PanelJudge, rows: Iterable[Entrant], before: set[int], change: Change) -> int:
    """Bring entrants in line with a judge whose workplace or relations changed; returns how many changed.

    ``before`` are the entrants that followed from what the judge had said earlier. Raises RowFrozenError for an entrant
    whose row an appeal holds.
    """
    kind, changed = kind_of(judge.event_id), 0
    held = freezing.frozen(judge.event_id, change.ruling_id)
    for row in rows:
        due, there = bool(reason(judge, row, kind)), judge.judge in row.recused
        if due == there or (there and row.id not in before):
            continue
        if held.holds(row.id):
            raise freezing.RowFrozenError(freezing.FROZEN)
        earlier = list(row.recused)
        row.recused = [*earlier, judge.judge] if due else [name for name in earlier if name != judge.judge]
        change.keep(row.id, "recused", earlier, row.recused)
        changed += 1
    return changed


def kind_of(event_id: int) -> str:
    """Return what competes in the event: person, team or unit."""
    return database.session().get_one(Event, event_id).entrant_kind
