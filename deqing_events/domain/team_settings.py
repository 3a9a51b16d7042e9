"""How delegations are added up: the team table of a rule sheet, read from its JSON (domain.md 3.1.2).

What is not written there is as in the county's notice: places earn points, every finisher counts, ranks 1 to 3 are
team prizes, 4 to 13 best organisers. ``normal`` leaves out what is so anyway, so that older sheets stay as they are.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from deqing_events.domain.league import PointTable, TieShare
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.sheet_cursor import Cursor, Problem

BEST_ORGANISER = "优秀组织奖"
DEFAULTS: Mapping[str, Any] = {
    "counts": "places",
    "best": None,
    "basis": "delegation",
    "prizes": 3,
    "organisers": 13,
    "weight": "1",
}
_ASKED = ("points", "other", "ties", "countback")
_NUMERALS = "一二三四五六七八九十"
_MOST_POINTS, _MOST_RANK, _MOST_WEIGHT = 9_999, 99, 100
POINTS_ASKED = "积分请写成整数，用逗号隔开，例如 10,9,8,7。"


class Counting(StrEnum):
    """What adds up: points of places, the totals themselves, or points of prizes."""

    PLACES = "places"
    SCORES = "scores"
    PRIZES = "prizes"


class Basis(StrEnum):
    """Who is a team: the delegation of an entrant, or the workplace."""

    DELEGATION = "delegation"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """The rules of a team table.

    ``table`` gives points by place, or by prize (1 = the highest) where prizes count. ``best`` is how many of a team
    count, None for all. Ranks up to ``prizes`` win a team prize, further ones up to ``organisers`` 优秀组织奖.
    ``weight`` is that of this item in the table of a whole campaign.
    """

    table: PointTable
    share: TieShare
    countback: bool
    counts: Counting = Counting.PLACES
    best: int | None = None
    basis: Basis = Basis.DELEGATION
    prizes: int = 3
    organisers: int = 13
    weight: Fraction = Fraction(1)

    def award(self, rank: int | None) -> str:
        """Return the award of a rank; whoever shares a rank shares the award. Empty without one."""
        if rank is None or rank > max(self.prizes, self.organisers):
            return ""
        if rank > self.prizes:
            return BEST_ORGANISER
        return f"团体第{_NUMERALS[rank - 1] if rank <= len(_NUMERALS) else rank}名"


def team_settings(league: Mapping[str, Any]) -> TeamSettings | None:
    """Read a stored team table that has no ``problems``; None for {} (no team table)."""
    if not league:
        return None
    whole = {**DEFAULTS, **league}
    return TeamSettings(
        table=PointTable(tuple(whole["points"]), whole["other"]),
        share=TieShare(whole["ties"]),
        countback=bool(whole["countback"]),
        counts=Counting(whole["counts"]),
        best=whole["best"],
        basis=Basis(whole["basis"]),
        prizes=whole["prizes"],
        organisers=whole["organisers"],
        weight=number(whole["weight"]),
    )


def normal(league: Mapping[str, Any]) -> dict[str, Any]:
    """Return a team table without what is so anyway; a weight is written one way only."""
    kept = dict(league)
    if isinstance(kept.get("weight"), str):
        with suppress(ValueError):
            kept["weight"] = plain_text(number(kept["weight"]))
    return {key: value for key, value in kept.items() if key not in DEFAULTS or value != DEFAULTS[key]}


def full(league: Mapping[str, Any]) -> dict[str, Any]:
    """Return a team table with everything written out; {} stays {}."""
    return {**DEFAULTS, **league} if league else {}


def problems(league: object, *, timed: bool = False) -> list[Problem]:
    """List what is wrong with a team table, by path; nothing there (no team table) is fine.

    ``timed``: the sheet ranks times, which do not add up to a team's total.
    """
    if not league:
        return []
    found: list[Problem] = []
    row = Cursor(league, "league", found)
    if not isinstance(league, dict):
        return found
    unknown = sorted(set(map(str, league)) - {*_ASKED, *DEFAULTS})
    if unknown:
        found.append(Problem("league", f"团体积分里不认识“{unknown[0][:20]}”，请对照导出的样子改。"))
    row = Cursor({**DEFAULTS, **league}, "league", found)
    counts = row.choice("counts", Counting)
    if timed and counts is Counting.SCORES:
        row.note("counts", "计时的项目不能把用时相加排团体，请选按名次积分。")
    _check_points(row, needed=counts is not Counting.SCORES)
    row.choice("ties", TieShare)
    if not isinstance(row.value("countback"), bool):
        row.note("countback", "请选“是”或“否”。")
    row.choice("basis", Basis)
    _check_ranks(row)
    _check_weight(row)
    return found


def _check_points(row: Cursor, *, needed: bool) -> None:
    points = row.value("points")
    if not isinstance(points, list) or not all(map(_is_points, points)) or (needed and not points):
        row.note("points", POINTS_ASKED)
    if not _is_points(row.value("other")):
        row.note("other", "请填写 0 或更大的整数。")


def _is_points(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_POINTS


def _check_ranks(row: Cursor) -> None:
    best = row.value("best")
    if best is not None and not _within(best, 1, _MOST_RANK):
        row.note("best", f"请填 1 到 {_MOST_RANK} 的整数；都算就留空。")
    prizes, organisers = row.value("prizes"), row.value("organisers")
    for key, value in (("prizes", prizes), ("organisers", organisers)):
        if not _within(value, 0, _MOST_RANK):
            row.note(key, f"请填 0 到 {_MOST_RANK} 的整数；不设就填 0。")


def _within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _check_weight(row: Cursor) -> None:
    try:
        fits = 0 <= number(str(row.value("weight"))) <= _MOST_WEIGHT
    except ValueError:
        fits = False
    if not fits:
        row.note("weight", f"请填 0 到 {_MOST_WEIGHT} 的数，例如 1 或 1.5。")
