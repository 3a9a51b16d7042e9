"""What is certain about going on while marks still come in: clinched, provisional, possible or out.

Everybody still in the contest stands between a worst and a best *position*, tuples that compare, the greater the
better; who is finished has both the same. A *clinched* entrant goes on however the unfinished end, also when some of
them drop out (which lowers a percentage). One who is *out* cannot go on any more. Both hold for the marks as they
stand: who changes a mark, adds a penalty or disqualifies somebody later changes the question. Checked against every
ending of small contests in tests/domain/test_prospects.py.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from deqing_events.domain.advancement import AdvancementRule, CountFrom, TieAtLevel

Position = tuple[Any, ...]


class Prospect(StrEnum):
    """What can be said about an entrant before the end."""

    CLINCHED = "clinched"
    PROVISIONAL = "provisional"
    POSSIBLE = "possible"
    OUT = "out"


PROSPECT_WORDS = {
    Prospect.CLINCHED: "已确定出线",
    Prospect.PROVISIONAL: "暂时出线",
    Prospect.POSSIBLE: "还有可能",
    Prospect.OUT: "已淘汰",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one entrant can still end; ``worst`` and ``best`` are equal for who is finished."""

    worst: Position
    best: Position
    finished: bool


@dataclass(frozen=True, slots=True)
class _Field:
    """Everybody's positions, sorted: of the finished, and the worst and best of the unfinished."""

    rule: AdvancementRule
    entrants: int
    draw_within: int
    done: Sequence[Position]
    worst: Sequence[Position]
    best: Sequence[Position]


def prospects(
    standings: Mapping[str, Standing], rule: AdvancementRule, *, entrants: int, draw_within: int = 0
) -> dict[str, Prospect]:
    """Return what is certain about each. ``entrants`` are all on the list, the absent included.

    Down to place ``draw_within`` a tie may be drawn apart later (domain.md 3.1.1), so that no tie is safe there.
    """
    rows = standings.values()
    field = _Field(
        rule,
        entrants,
        draw_within,
        sorted(row.best for row in rows if row.finished),
        sorted(row.worst for row in rows if not row.finished),
        sorted(row.best for row in rows if not row.finished),
    )
    return {id_: _prospect(row, field) for id_, row in standings.items()}


def _prospect(row: Standing, field: _Field) -> Prospect:
    if _is_safe(row, field):
        return Prospect.CLINCHED
    if not _has_a_way(row, field):
        return Prospect.OUT
    return Prospect.PROVISIONAL if row.finished and _is_in_now(row, field) else Prospect.POSSIBLE


def _above(positions: Sequence[Position], own: Position) -> int:
    return len(positions) - bisect_right(positions, own)


def _level(positions: Sequence[Position], own: Position) -> int:
    return bisect_right(positions, own) - bisect_left(positions, own)


def _is_safe(row: Standing, field: _Field) -> bool:
    """Whether no ending keeps the entrant out: those who can pass do so, or drop out, whichever is worse."""
    me = row.worst
    ahead, tied = _above(field.done, me), _level(field.done, me) - row.finished
    # Whoever cannot reach this entrant does the worst by dropping out; the entrant itself ends.
    passing = _above(field.best, me) - (not row.finished and row.best > me)
    drawing = _level(field.best, me) - (not row.finished and row.best == me)
    for above, level in _endings(field, passing, drawing, most=True):
        base = _base(field, len(field.done) + above + level + (not row.finished))
        rank, last = ahead + above + 1, ahead + above + tied + level + 1
        if not field.rule.takes(_unlucky(rank, last, ahead + 1, field), last, base):
            return False
    return True


def _unlucky(rank: int, last: int, earliest: int, field: _Field) -> int:
    """Return the place if a tie that may be drawn apart is drawn against the entrant."""
    return last if earliest <= field.draw_within or field.rule.tie_at_level is TieAtLevel.DRAW else rank


def _has_a_way(row: Standing, field: _Field) -> bool:
    """Whether some ending lets the entrant in: those who must pass drop out or end, whichever is better."""
    me = row.best
    ahead, tied = _above(field.done, me), _level(field.done, me) - row.finished
    passing = _above(field.worst, me)
    drawing = _level(field.worst, me) - (not row.finished and row.worst == me)
    behind = len(field.worst) - passing - drawing - (not row.finished)
    for above, level in _endings(field, passing, drawing, most=False):
        base = _base(field, len(field.done) + behind + above + level + (not row.finished))
        rank, last = ahead + above + 1, ahead + above + tied + level + 1
        lucky = rank <= field.draw_within or field.rule.tie_at_level is TieAtLevel.DRAW
        if field.rule.takes(rank, rank if lucky else last, base):
            return True
    return False


def _endings(field: _Field, passing: int, drawing: int, *, most: bool) -> Iterator[tuple[int, int]]:
    """Yield how many of those who pass or draw level end; only where dropping out matters is every number tried."""
    if field.rule.base is CountFrom.REGISTERED:
        yield (passing, drawing) if most else (0, 0)
        return
    yield from product(range(passing + 1), range(drawing + 1))


def _base(field: _Field, ended: int) -> int:
    return field.entrants if field.rule.base is CountFrom.REGISTERED else ended


def _is_in_now(row: Standing, field: _Field) -> bool:
    """Whether the entrant is inside the cut among those finished, percents taken as if everybody ended."""
    rank = _above(field.done, row.best) + 1
    last = rank + _level(field.done, row.best) - 1
    return field.rule.takes(rank, last, _base(field, len(field.done) + len(field.best)))
