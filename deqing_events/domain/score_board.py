"""What a score board may show while it is frozen.

A revision sets an entrant's value from its instant on; None takes the mark away. Instants are whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one entrant's value."""

    at: int
    entrant: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Board:
    """Whether the board is frozen, what the public sees and what the jury sees."""

    frozen: bool
    public: dict[str, str]
    jury: dict[str, str]


def board(revisions: Sequence[Revision], now: int, freeze_at: int | None, unfreeze_at: int | None) -> Board:
    """Show all revisions up to now; while frozen the public sees only those before `freeze_at`.

    Frozen is half open, [freeze_at, unfreeze_at); None = never frozen, or never released. Of two revisions of
    one entrant at one instant the later in the sequence counts.
    """
    known = sorted((row for row in revisions if row.at <= now), key=lambda row: row.at)
    frozen = freeze_at is not None and freeze_at <= now and (unfreeze_at is None or now < unfreeze_at)
    public = [row for row in known if not frozen or freeze_at is None or row.at < freeze_at]
    return Board(frozen, _latest(public), _latest(known))


def _latest(revisions: Sequence[Revision]) -> dict[str, str]:
    values = {row.entrant: row.value for row in revisions}
    return {entrant: value for entrant, value in values.items() if value is not None}
