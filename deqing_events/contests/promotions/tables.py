"""晋级申报表 (domain.md §5): one row per promotion, identity numbers as text, masked without the full right."""

from collections.abc import Mapping, Sequence

from deqing_events.contests.promotions.models import Promotion
from deqing_events.domain.masking import mask_id, mask_name
from deqing_events.domain.promotion_rules import level_word, said
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.events.trades import TRADES

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 7),
    Column("name", "姓名", width=12),
    Column("identity", "身份证号", width=22),
    Column("unit", "单位", width=26),
    Column("occupation", "职业", width=14),
    Column("before", "原等级", width=10),
    Column("after", "拟晋升等级", width=12),
    Column("rule", "依据规则", width=44),
    Column("rank", "名次", Kind.INTEGER, 7),
    Column("document", "批准文号", width=22),
)


def declaration(
    title: str, rows: Sequence[Promotion], numbers: Mapping[int, str], subtitle: str, *, full: bool
) -> Table:
    """Return the table; ``numbers`` are identity numbers by sign-up."""
    return Table(
        title=f"{title}技能晋级申报表",
        columns=COLUMNS,
        rows=[_row(index, row, numbers.get(row.registration_id, ""), full=full) for index, row in enumerate(rows, 1)],
        file_name=f"{title}-晋级申报表",
        subtitle=subtitle,
        sheet_name="晋级申报表",
        signatures=("经办人", "审核人", "批准单位（盖章）"),
    )


def _row(index: int, row: Promotion, number: str, *, full: bool) -> tuple[str | int | None, ...]:
    held = row.registration
    return (
        index,
        held.name if full else mask_name(held.name),
        number if full else mask_id(number),
        held.unit.name if held.unit else held.unit_text,
        TRADES.get(row.occupation, row.occupation),
        level_word(row.level_before),
        level_word(row.level_after),
        said(row.rule),
        row.rank,
        row.document_number,
    )
