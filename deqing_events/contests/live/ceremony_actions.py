"""Revealing a ranking from the bottom up, one tap at a time. The whole ranking is fixed when the ceremony begins."""

from deqing_events import database
from deqing_events.contests.live import actions
from deqing_events.contests.live.actions import LiveRefusedError, Tap
from deqing_events.contests.live.content import ceremony
from deqing_events.contests.results.actions import what_blocks
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.unblinding import queries as unblinding

ALL_REVEALED = "已经全部揭晓。"
NOTHING_REVEALED = "还没有揭晓任何名次，不用退。"


def begin(event_id: int, steps: str, tap: Tap) -> None:
    """Fix the ranking and show an empty stage; ``steps`` is row or prize.

    Raises LiveRefusedError while a mark or a draw is missing, while names stand behind blind codes, and before results
    may go out at all (locked, unblinded).
    """
    with database.transaction():
        board = actions.tapped(event_id, tap, ("shut", "open", "frozen"))
        actions.check_naming(event_id, "name")
        standings = worked_out(event_id)
        problem = what_blocks(standings) or unblinding.why_not_yet(event_id)
        if problem or standings is None:
            raise LiveRefusedError(problem.replace("公布", "揭晓"))
        board.naming, board.steps = "name", steps
        board.content = ceremony(board.event, standings, board)
        board.state, board.revealed = "ceremony", 0
        actions.changed(board, "ceremony", by=tap.by, now=tap.now)


def reveal(event_id: int, tap: Tap) -> None:
    """Reveal the next row or prize; tapped twice on one page it is one. Raises LiveRefusedError."""
    with database.transaction():
        board = actions.tapped(event_id, tap, ("ceremony",))
        if board.revealed >= len(board.content["steps"]):
            raise LiveRefusedError(ALL_REVEALED)
        board.revealed += 1
        actions.changed(board, "reveal", by=tap.by, now=tap.now)


def take_back(event_id: int, tap: Tap) -> None:
    """Hide the last step again. Raises LiveRefusedError."""
    with database.transaction():
        board = actions.tapped(event_id, tap, ("ceremony",))
        if not board.revealed:
            raise LiveRefusedError(NOTHING_REVEALED)
        board.revealed -= 1
        actions.changed(board, "take_back", by=tap.by, now=tap.now)
