"""Saving a judge's marks: through the one door of marks, once per sending, and not what the judge has handed in."""

from collections.abc import Sequence

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.hand_ins import queries as hand_ins
from deqing_events.contests.hand_ins.actions import HANDED_IN
from deqing_events.contests.history import Change
from deqing_events.contests.judge_pages.models import MarkSending
from deqing_events.contests.judges.queries import Holder
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import ScoreSheet


class _SentBeforeError(Exception):
    """This very sending was saved before."""


def save(holder: Holder, sheet: ScoreSheet, cells: Sequence[marking.Cell], change: Change, nonce: str = "") -> int:
    """Save the cells of the judge's own sheet; returns how many changed, 0 for a sending that came before.

    Raises marking.MarksRefusedError, also for what was handed in.
    """

    def allowed() -> None:
        if nonce:
            _note(holder.panel_judge_id, nonce, change)
        if {cell.entrant_id for cell in cells} & hand_ins.standing(holder.event_id, sheet.judge).keys():
            raise marking.MarksRefusedError(HANDED_IN)

    try:
        return marking.enter(holder.event_id, sheet, cells, change, guard=allowed)
    except _SentBeforeError:
        return 0


def _note(panel_judge_id: int, nonce: str, change: Change) -> None:
    """Note the sending; the entrants are locked, so the same one at the same time waits and is found here."""
    session = database.session()
    known = select(MarkSending.id).where(MarkSending.panel_judge_id == panel_judge_id, MarkSending.nonce == nonce)
    if session.scalar(known) is not None:
        raise _SentBeforeError
    session.add(MarkSending(panel_judge_id=panel_judge_id, nonce=nonce, at=change.now))
    session.flush()
