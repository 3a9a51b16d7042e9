"""The overall table as JSON values, made from nothing but the publications of the items (domain.md 3.2)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from deqing_events.contests.campaign_tables import queries
from deqing_events.contests.campaign_tables.queries import Item
from deqing_events.contests.results.content import digest_of
from deqing_events.contests.results.team_content import team_rows
from deqing_events.domain.kinds import EventState
from deqing_events.domain.rounding import number
from deqing_events.domain.team_settings import Basis, TeamSettings, team_settings
from deqing_events.domain.team_table import ItemPoints, overall_table
from deqing_events.events.models import Campaign

Content = dict[str, Any]
USUAL: Mapping[str, Any] = {"points": [], "other": 0, "ties": "average", "countback": True}
"""How a campaign without rules of its own ranks its delegations."""
COUNTED = ("final", "public_notice", "provisional")
STATE_WORDS = {
    "final": "已生效",
    "public_notice": "暂列",
    "provisional": "暂列",
    "none": "未出",
    "over": "不排名次",
    "cancelled": "已取消",
    "no_table": "不计团体",
    "by_unit": "按单位排，不计",
}
_OPEN = ("public_notice", "provisional", "none")


def overall_rules(campaign: Campaign) -> TeamSettings:
    """Return how the overall table ranks: countback and the ranks of the awards come from the campaign."""
    found = team_settings({**USUAL, **campaign.league})
    if found is None:
        raise TypeError("the usual rules are rules")
    return found


def overall(campaign: Campaign, items: Sequence[Item]) -> Content:
    """Return the table as it follows from what is published of the items now; awards once all of them are final."""
    frozen = queries.contents([item.publication_id for item in items if item.publication_id is not None])
    columns = [_column(item, frozen.get(item.publication_id or 0)) for item in items]
    counting = [column for column in columns if column["state"] in COUNTED]
    settings = overall_rules(campaign)
    rows = overall_table([_points(column) for column in counting], countback=settings.countback)
    complete = bool(counting) and not any(column["state"] in _OPEN for column in columns)
    shown = team_rows(rows, settings)
    plain = [{key: value for key, value in column.items() if key != "placings"} for column in columns]
    return {
        "schema": 1,
        "title": campaign.name,
        "items": plain,
        "rows": shown if complete else [{**row, "award": None} for row in shown],
        "complete": complete,
        "lines": rule_lines(settings, plain),
    }


def same_table(one: Content, other: Content) -> bool:
    """Tell whether two tables say the same."""
    return digest_of(one) == digest_of(other)


def rule_lines(settings: TeamSettings, columns: Sequence[Content]) -> list[str]:
    """Say how the overall table comes about."""
    weighed = [f"“{column['title']}”乘 {column['weight']}" for column in columns if column["weight"] not in ("", "1")]
    weights = f"，其中{'、'.join(weighed)}" if weighed else ""
    equal = "总积分相同，依次比较各项第一名、第二名……的个数" if settings.countback else "总积分相同的名次并列"
    return [
        f"总积分是各项团体积分的和{weights}。",
        f"{equal}；仍相同的名次并列。没有人完赛的代表队列在最后，不排名次。",
        "“暂列”的项目还没有生效，名次可能变动；“未出”的还没有成绩。全部生效后定团体奖和优秀组织奖。",
    ]


def _column(item: Item, content: Content | None) -> Content:
    league = (content or {}).get("league") or {}
    teams = content["teams"] if content else []
    state = _state(item, league, has_teams=bool(teams))
    rows = teams if state in COUNTED else []
    return {
        "event": item.event_id,
        "title": item.title,
        "slug": item.slug,
        "state": state,
        "publication": item.digest,
        "weight": str(league.get("weight", "1")) if rows else "",
        "exact": {row["name"]: row["points_exact"] for row in rows},
        "placings": {row["name"]: row["placings"] for row in rows},
    }


def _state(item: Item, league: Mapping[str, Any], *, has_teams: bool) -> str:
    if item.state == EventState.CANCELLED:
        return "cancelled"
    if item.publication_id is None:
        return "over" if item.state in {EventState.FINAL, EventState.ARCHIVED} else "none"
    if not has_teams:
        return "no_table"
    return "by_unit" if league.get("basis") == Basis.UNIT else item.stage


def _points(column: Content) -> ItemPoints:
    exact = {name: Fraction(points) for name, points in column["exact"].items()}
    return ItemPoints(number(column["weight"]), exact, column["placings"])
