"""From two entries to marks, inside the transaction of whoever handed in second: compared once, stored together."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.double_entry.models import EntryDifference, EntryRound
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking import queries
from deqing_events.domain.double_entry import Comparison, compared, parted

ALIKE = "双人录入一致"
_BOTH = 2


def both_in(held: EntryRound) -> bool:
    """Tell whether two people have handed in."""
    return sum(entry.handed_at is not None for entry in held.entries) == _BOTH


def compare(held: EntryRound, paper: Paper, todo: Collection[str], change: Change) -> Comparison:
    """Compare what two people handed in: marks from what is alike, rows to settle from the rest.

    Only places that stood on both pages are compared; whoever joined the list in between is typed in a later round.
    """
    first, second = held.entries
    required = set(todo) & first.cells.keys() & second.cells.keys()
    found = compared(required, first.cells, second.cells)
    held.covered, held.compared_at = sorted(required), change.now
    for row in found.differences:
        entrant_id, criterion = parted(row.place)
        made = EntryDifference(round_id=held.id, entrant_id=entrant_id, criterion=criterion)
        made.first, made.second, made.first_by, made.second_by = row.first, row.second, first.by, second.by
        database.session().add(made)
    database.session().flush()
    told = {"event": held.event_id, "part": held.part, "judge": held.judge}
    told |= {"count": len(found.equal), "differ": len(found.differences)}
    record("double_entry.compare", "entry_round", held.id, by=change.by, now=change.now, **told)
    put(held.event_id, paper, found.equal, replace(change, reason=ALIKE))
    return found


def put(event_id: int, paper: Paper, values: Mapping[str, str | None], change: Change) -> None:
    """Store marks by place through the marks' own action, whatever stood there before; the earlier value is kept."""
    queries.locked_entrants(event_id)
    before = queries.locked_marks(event_id, paper.judge)
    cells = []
    for place, value in values.items():
        entrant_id, criterion = parted(place)
        mark = before.get((entrant_id, criterion))
        cells.append(marking.Cell(entrant_id, criterion, value, mark.value if mark else None))
    marking.enter_within(event_id, paper.sheet, cells, change)
