"""The overall table as a Table: the page to print and the workbook show the same one."""

from fractions import Fraction

from deqing_events.contests.campaign_tables.content import COUNTED, STATE_WORDS, Content
from deqing_events.contests.results.tables import placings_text
from deqing_events.domain.tables import Column, Kind, Table, Value

SIGNATURES = ("裁判长", "监督", "记分")
DEEPEST = 10
"""Places further behind are counted together: over many items there are too many to list."""


def overall_table(content: Content, subtitle: str = "") -> Table:
    """Return 总积分榜: delegations by rank, an item's points per column, the sum, the places, what decided."""
    items = columns_of(content)
    title = f"{content['title']}团体总积分榜{'' if content['complete'] else '（暂列）'}"
    return Table(
        title=title,
        columns=(
            Column("rank", "名次", Kind.INTEGER, 7),
            Column("team", "代表队", width=16),
            Column("total", "总积分", Kind.DECIMAL, 10, 2),
            Column("award", "奖项", width=12),
            *(Column(f"item{at}", heading(item), Kind.DECIMAL, 11, 2) for at, item in enumerate(items)),
            Column("placings", "各名次数", width=30),
            Column("why", "名次依据", width=30),
        ),
        rows=[_line(row, items) for row in content["rows"]],
        file_name=title,
        subtitle=subtitle,
        sheet_name="总积分榜",
        notes=tuple(filter(None, (*content["lines"], left_out(content)))),
        signatures=SIGNATURES,
    )


def columns_of(content: Content) -> list[Content]:
    """Return the items that count or may still count: each has a column."""
    return [item for item in content["items"] if item["state"] in {*COUNTED, "none"}]


def left_out(content: Content) -> str:
    """Name the items that do not count, empty for none."""
    others = [f"{item['title']}（{word(item)}）" for item in content["items"] if item not in columns_of(content)]
    return f"没有计入的项目：{'、'.join(others)}。" if others else ""


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
        Fraction(row["points_exact"]),
        row["award"] or "",
        *points,
        placings_text(row["placings"], DEEPEST),
        row["why"],
    )


def _missing(item: Content) -> Value:
    return None if item["state"] in COUNTED else word(item)
