"""Rows that an open appeal freezes, and the check every writer of marks makes inside its own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from deqing_events.contests.appeals import queries
from deqing_events.domain.appeals import AppealState

FROZEN = "申诉处理中，裁定以前不能改。"


class RowFrozenError(ValueError):
    """A row is frozen: nothing was written; the text is a sentence for people."""


@dataclass(frozen=True)
class Frozen:
    """What is frozen: everybody, or these entrants."""

    everybody: bool
    entrants: frozenset[int]

    def holds(self, entrant_id: int) -> bool:
        """Tell whether an entrant's row is frozen."""
        return self.everybody or entrant_id in self.entrants


def frozen(event_id: int, ruling_id: int | None = None) -> Frozen:
    """Return what open appeals freeze; what an upheld one (``ruling_id``) is about may be changed by its correction.

    Call it after ``require_unlocked``, whose hold keeps new appeals out until the transaction ends.
    """
    rows = [row for row in queries.open_appeals(event_id) if row.id != ruling_id or row.state != AppealState.UPHELD]
    return Frozen(
        any(row.entrant_id is None for row in rows),
        frozenset(row.entrant_id for row in rows if row.entrant_id is not None),
    )


def require_thawed(event_id: int, entrants: Iterable[int], ruling_id: int | None = None) -> None:
    """Raise RowFrozenError when one of the entrants is frozen."""
    held = frozen(event_id, ruling_id)
    if held.everybody or any(held.holds(entrant_id) for entrant_id in entrants):
        raise RowFrozenError(FROZEN)
