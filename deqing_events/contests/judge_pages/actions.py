"""Saving a judge's marks: through the one door of marks, and not what the judge has handed in."""

from collections.abc import Sequence

from deqing_events.contests.hand_ins import queries as hand_ins
from deqing_events.contests.hand_ins.actions import HANDED_IN
from deqing_events.contests.history import Change
from deqing_events.contests.judges.queries import Holder
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import ScoreSheet


def save(holder: Holder, sheet: ScoreSheet, cells: Sequence[marking.Cell], change: Change) -> int:
    """Save the cells of the judge's own sheet; returns how many changed. Raises marking.MarksRefusedError."""

    def still_open() -> None:
        if {cell.entrant_id for cell in cells} & hand_ins.standing(holder.event_id, sheet.judge).keys():
            raise marking.MarksRefusedError(HANDED_IN)

    return marking.enter(holder.event_id, sheet, cells, change, guard=still_open)
