"""The overall table as a Table: the page to print and the workbook show the same one."""

from fractions import Fraction

from deqing_events.contests.campaign_tables.content import COUNTED, STATE_WORDS, Content
from deqing_events.contests.results.tables import placings_text
from deqing_events.domain.tables import Column, Kind, Table, Value

SIGNATURES = ("裁判长", "监督", "记分")


def overall_table(content: Content, subtitle: str = "") -> Table:
    """Return 总积分榜: delegations by rank, an item's points per column, the sum, the places, what decided."""
    items = content["items"]
    title = f"{content['title']}团体总积分榜{'' if content['complete'] else '（暂列）'}"
    return Table(
        title=title,
        columns=(
            Column("rank", "名次", Kind.INTEGER, 7),
            Column("team", "代表队", width=16),
            *(Column(f"item{at}", heading(item), Kind.DECIMAL, 11, 2) for at, item in enumerate(items)),
            Column("total", "总积分", Kind.DECIMAL, 10, 2),
            Column("placings", "各名次数", width=30),
            Column("why", "名次依据", width=30),
            Column("award", "奖项", width=12),
        ),
        rows=[_line(row, items) for row in content["rows"]],
        file_name=title,
        subtitle=subtitle,
        sheet_name="总积分榜",
        notes=tuple(content["lines"]),
        signatures=SIGNATURES,
    )


def heading(item: Content) -> str:
    """Return an item's name with its weight and, while it is not final, its state."""
    weight = f" ×{item['weight']}" if item["weight"] not in ("", "1") else ""
    return f"{item['title']}{weight}" if item["state"] == "final" else f"{item['title']}{weight}（{word(item)}）"


def word(item: Content) -> str:
    """Return the state of an item in words."""
    return STATE_WORDS[item["state"]]


def _line(row: Content, items: list[Content]) -> tuple[Value, ...]:
    points = [
        Fraction(item["exact"][row["name"]]) if row["name"] in item["exact"] else _missing(item) for item in items
    ]
    return (
        row["rank"] or "—",
        row["name"],
        *points,
        Fraction(row["points_exact"]),
        placings_text(row["placings"]),
        row["why"],
        row["award"] or "",
    )


def _missing(item: Content) -> Value:
    return None if item["state"] in COUNTED else word(item)
