"""A team table in plain sentences: how points come together, who wins what, what decided between neighbours."""

from collections.abc import Mapping
from typing import Any

from deqing_events.domain.league import LeagueRow, Separation, TieShare, deciding_place
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.team_settings import Basis, Counting, TeamSettings, team_settings

WHO = {Basis.DELEGATION: "代表队", Basis.UNIT: "单位"}


def league_lines(league: Mapping[str, Any]) -> list[str]:
    """Say how places become team points; nothing without a team table."""
    settings = team_settings(league)
    if settings is None:
        return []
    return [
        _adding_up(settings),
        f"{_equal(settings)}。没有人完赛的{WHO[settings.basis]}列在最后，不排名次。",
        *_awards(settings),
        *([f"计入竞赛活动总积分时乘 {plain_text(settings.weight)}。"] if settings.weight != 1 else []),
    ]


def _adding_up(settings: TeamSettings) -> str:
    who = WHO[settings.basis]
    guests = f"同场参赛、只排名的不占名次，也不给{who}积分。"
    best = f"每个{who}只计最高的 {settings.best} 个，不足的照实计。" if settings.best else ""
    if settings.counts is Counting.SCORES:
        which = f"最高的 {settings.best} 个" if settings.best else "全部"
        few = "，不足的照实相加" if settings.best else ""
        return f"团体成绩：每个{who}取{which}总成绩相加{few}。同场参赛、只排名的不计。"
    points, other = "、".join(map(str, settings.table.points)), settings.table.other_finisher
    if settings.counts is Counting.PRIZES:
        rest = f"有名次没有奖的各积 {other} 分" if other else "没有奖的不积分"
        return f"团体积分：从最高的奖起依次积 {points} 分，{rest}。{best}{guests}"
    rest = f"其余有名次者各积 {other} 分" if other else "其余不积分"
    shared = "平分所占名次的积分" if settings.share is TieShare.AVERAGE else "都得该名次的积分"
    return f"团体积分：第 1 名起依次积 {points} 分，{rest}；并列的{shared}。{best}{guests}"


def _equal(settings: TeamSettings) -> str:
    what = "成绩" if settings.counts is Counting.SCORES else "积分"
    return f"{what}相同，依次比较第一名、第二名……的个数" if settings.countback else f"{what}相同的名次并列"


def _awards(settings: TeamSettings) -> list[str]:
    parts = []
    if settings.prizes:
        parts.append("第 1 名发团体奖" if settings.prizes == 1 else f"第 1 至 {settings.prizes} 名发团体奖")
    if settings.organisers > settings.prizes:
        parts.append(f"第 {settings.prizes + 1} 至 {settings.organisers} 名发优秀组织奖")
    return [f"{'，'.join(parts)}；名次并列的一起获奖。"] if parts else []


def between(upper: LeagueRow, lower: LeagueRow) -> str:
    """Say what put a team before the next one when their points are equal; nothing when the points say it."""
    if upper.separated_from_next_by is not Separation.COUNTBACK:
        return ""
    decided = deciding_place(upper.placings, lower.placings)
    if decided is None:
        return ""
    place, more, fewer = decided
    return f"与下一名积分相同，第 {place} 名 {more} 个，多于 {fewer} 个，列前"
