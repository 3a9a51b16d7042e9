"""The ranking and the team table as Tables: the desk page, the workbook and the csv print the same one."""

from collections import Counter
from fractions import Fraction
from typing import Any

from deqing_events.contests.results.content import Content
from deqing_events.domain.tables import Column, Kind, Table, Value

_WORDS = 8
"""Columns of words: who, before the figures, and time, reason and prize after them."""
SIGNATURES = ("裁判长", "监督", "记分")
EQUAL_POINTS = "积分相同的，依次比较第一名、第二名……的个数；仍相同的名次并列。没有人完赛的代表队列在最后。"
"""What a publication without its rules in words goes by."""


def ranking_table(content: Content, subtitle: str = "", rules_line: str = "") -> Table:
    """Return 成绩汇总表 (domain.md §5): every ranked entrant in place order, then those without a place."""
    parts, timed = content["parts"], content.get("timed")
    columns = (
        Column("rank", "名次", Kind.INTEGER, 9),
        Column("number", "参赛号", width=10),
        Column("name", "姓名" if content["entrant_kind"] == "person" else "名称", width=12),
        Column("delegation", "代表队", width=14),
        Column("unit", "单位", width=26),
        *(Column(part["key"], part["title"], Kind.DECIMAL, 9, content["places"]) for part in parts),
        *(Column(each["key"], each["title"], width=11) for each in timed or ()),
        *((Column("best", "最好一次", width=11),) if content.get("best") else ()),
        Column("penalty", "加时(秒)" if timed else "扣分", Kind.DECIMAL, 9 if timed else 7, None),
        Column("total", "总成绩", width=11)
        if timed
        else Column("total", "总成绩", Kind.DECIMAL, 10, content["places"]),
        *((Column("standard", "标准分", Kind.INTEGER, 9),) if content.get("scale") else ()),
        Column("elapsed", "用时", width=10),
        Column("decided_by", "并列依据", width=14),
        Column("award", "奖项", width=10),
    )
    tiers = "，".join(f"{tier['title']} {tier['given']} 个" for tier in content["tiers"])
    ranked = [_ranked(row, content) for row in content["rows"]]
    blanks = len(columns) - _WORDS
    return Table(
        title=f"{content['title']}成绩汇总表",
        columns=columns,
        rows=[*ranked, *(_unranked(row, blanks) for row in content["unranked"])],
        file_name=f"{content['title']}-成绩汇总表",
        subtitle=subtitle,
        sheet_name="成绩汇总表",
        notes=tuple(filter(None, (f"奖项：{tiers}。" if tiers else "", rules_line))),
        signatures=SIGNATURES,
    )


def _ranked(row: dict[str, Any], content: Content) -> tuple[Value, ...]:
    timed = content.get("timed") or ()
    penalty = Fraction(row["penalty"])
    decided = "并列" if row["tied"] and not row["decided_by"] else row["decided_by"] or ""
    return (
        row["rank"],
        row["number"],
        row["name"],
        row["delegation"],
        row["unit"],
        *(Fraction(row["parts"][part["key"]]["exact"]) for part in content["parts"]),
        *(row["attempts"][each["key"]] for each in timed),
        *((row["best"],) if content.get("best") else ()),
        penalty or None,
        row["total"] if timed else Fraction(row["total_exact"]),
        *((row["standard"],) if content.get("scale") else ()),
        row["elapsed"],
        "" if decided == "总成绩" else decided,
        row["award"] or "",
    )


def _unranked(row: dict[str, Any], numbers: int) -> tuple[Value, ...]:
    blanks: tuple[Value, ...] = (None,) * numbers
    return (row["status"], row["number"], row["name"], row["delegation"], row["unit"], *blanks, "", "", "")


def team_table(content: Content, subtitle: str = "") -> Table:
    """Return 团体积分表 (domain.md §5): points as exact sums, how often each place was won, what decided."""
    league = content.get("league") or {}
    by_unit, sums = league.get("basis") == "unit", league.get("counts") == "scores"
    return Table(
        title=f"{content['title']}团体积分表",
        columns=(
            Column("rank", "名次", Kind.INTEGER, 8),
            Column("team", "单位" if by_unit else "代表队", width=18),
            Column("points", "成绩合计" if sums else "积分", Kind.DECIMAL, 10, 2),
            Column("placings", "各名次数", width=34),
            Column("award", "奖项", width=12),
            Column("why", "名次依据", width=34),
        ),
        rows=[
            (
                row["rank"] or "—",
                row["name"],
                Fraction(row["points_exact"]),
                placings_text(row["placings"]),
                row.get("award") or "",
                team_why(row),
            )
            for row in content["teams"]
        ],
        file_name=f"{content['title']}-团体积分表",
        subtitle=subtitle,
        sheet_name="团体积分表",
        notes=tuple(league.get("lines") or (EQUAL_POINTS,)),
        signatures=SIGNATURES,
    )


def team_why(row: Content) -> str:
    """Return what decided a team's place; a publication of the first schema says it in fewer words."""
    if "why" in row:
        return str(row["why"])
    if row["separated_by"] == "countback":
        return "与下一名积分相同，比较各名次的个数，列前"
    return "积分和各名次的个数都相同，并列" if row["tied"] else ""


def placings_text(placings: list[int], deepest: int | None = None) -> str:
    """Write [2, 2, 5] as 第2名×2 第5名×1; places behind ``deepest`` are counted together as 其余×1."""
    near = [place for place in placings if deepest is None or place <= deepest]
    said = [f"第{place}名×{count}" for place, count in sorted(Counter(near).items())]
    return " ".join([*said, *([f"其余×{len(placings) - len(near)}"] if len(near) < len(placings) else [])])
