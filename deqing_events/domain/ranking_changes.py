"""What differs between two rankings of one contest, entrant by entrant (for corrections and the history of results)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One entrant in a ranking. ``total`` is shown with the sheet's decimals, ``exact`` as a reduced fraction.

    ``rank`` is None for who is not ranked; then ``status`` says why (缺考, 弃权 …).
    """

    rank: int | None
    tied: bool
    total: str
    exact: str
    award: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """An entrant whose line changed; None where the entrant is not in one of the rankings."""

    number: str
    before: Line | None
    after: Line | None

    @property
    def moves_prize(self) -> bool:
        """Tell whether a prize was won, lost or changed."""
        return (self.before.award if self.before else "") != (self.after.award if self.after else "")


def differences(before: Mapping[str, Line], after: Mapping[str, Line]) -> list[Difference]:
    """Return the entrants whose lines differ, by their new place, then by number."""
    changed = [
        Difference(number, before.get(number), after.get(number))
        for number in {*before, *after}
        if before.get(number) != after.get(number)
    ]
    return sorted(changed, key=_order)


def carried_out(before: Mapping[str, Line], changes: Sequence[Difference]) -> dict[str, Line]:
    """Return the ranking that the differences lead to."""
    result = dict(before)
    for change in changes:
        if change.after is None:
            result.pop(change.number, None)
        else:
            result[change.number] = change.after
    return result


def said(change: Difference, total: str = "总成绩") -> str:
    """Say in words what changed: 总成绩 90.45 → 92.70，第 2 名 → 第 1 名，二等奖 → 一等奖; ``total`` is its name."""
    one, other = change.before, change.after
    if one is None or other is None:
        return "移出名单" if other is None else f"加进名单，{_place(other)}"
    parts = []
    if one.exact != other.exact:
        same = one.total == other.total
        shown = (one.exact, other.exact) if same else (one.total, other.total)
        parts.append(f"{total} {shown[0] or '无'} → {shown[1] or '无'}")
    if _place(one) != _place(other):
        parts.append(f"{_place(one)} → {_place(other)}")
    if one.award != other.award:
        parts.append(f"{one.award or '没有奖项'} → {other.award or '没有奖项'}")
    return "，".join(parts) or "写法变了"


def _place(line: Line) -> str:
    if line.rank is None:
        return line.status or "没有名次"
    return f"第 {line.rank} 名{'（并列）' if line.tied else ''}"


def _order(change: Difference) -> tuple[int, int, str]:
    line = change.after or change.before
    rank = line.rank if line else None
    return (rank is None, rank or 0, change.number)
