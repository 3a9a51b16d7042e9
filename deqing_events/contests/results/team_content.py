"""The team table as a publication keeps it: rules in words, and each team with points, places, award and reason."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from deqing_events.domain.league import LeagueRow
from deqing_events.domain.rounding import exact_text, plain_text, shown
from deqing_events.domain.team_settings import TeamSettings, full
from deqing_events.domain.team_text import between, league_lines

Content = dict[str, Any]
SCHEMA = 2
"""2 keeps how the teams were added up, their awards and what decided between neighbours; 1 did not."""
_LATER = ("award", "why")
_DECIMALS = 2


def league_content(league: Mapping[str, Any]) -> Content | None:
    """Return how the teams are added up, with the rules in words; None without a team table."""
    return {**full(league), "lines": league_lines(league)} if league else None


def team_rows(rows: Sequence[LeagueRow], settings: TeamSettings | None) -> list[Content]:
    """Return the teams in order."""
    if settings is None:
        return []
    notes = [_why(row, after, settings) for row, after in pairwise([*rows, None])]
    return [
        {
            "rank": row.rank,
            "tied": row.tied,
            "name": row.unit,
            "points": points_text(row.total),
            "points_exact": exact_text(row.total),
            "placings": list(row.placings),
            "separated_by": row.separated_from_next_by and row.separated_from_next_by.value,
            "award": settings.award(row.rank) or None,
            "why": why,
        }
        for row, why in zip(rows, notes, strict=True)
    ]


def without_later(content: Mapping[str, Any]) -> Content:
    """Return a publication as its first schema had it, to be compared with one made then."""
    kept = {key: value for key, value in content.items() if key not in {"schema", "league"}}
    teams = [{key: value for key, value in row.items() if key not in _LATER} for row in content["teams"]]
    return {**kept, "teams": teams}


def points_text(points: Fraction) -> str:
    """Write points with the decimals they have, at most two; a longer sum is rounded half up, exact in the file."""
    return plain_text(points) if (points * 10**_DECIMALS).denominator == 1 else shown(points, _DECIMALS)


def _why(row: LeagueRow | None, after: LeagueRow | None, settings: TeamSettings) -> str:
    """Say what put a team before the next, that a place is shared, or that too few of a team finished."""
    if row is None or row.rank is None:
        return ""
    found = []
    if settings.best and len(row.placings) < settings.best:
        found.append(f"完赛 {len(row.placings)} 个，不足 {settings.best} 个")
    if after is not None and after.rank == row.rank:
        return "；".join(found)
    if row.tied:
        found.append("积分和各名次的个数都相同，并列" if settings.countback else "积分相同，并列")
    if after is not None and row.total != after.total and points_text(row.total) == points_text(after.total):
        found.append(f"与下一名显示相同，准确积分 {exact_text(row.total)} 高于 {exact_text(after.total)}，列前")
    if after is not None:
        found.append(between(row, after))
    return "；".join(filter(None, found))
