"""荣誉登记表: people masked unless somebody takes full names out with a reason; no number of a person is in it."""

from collections.abc import Sequence

from deqing_events.contests.honours.models import Honour
from deqing_events.domain.honours import HOLDER_WORDS, HONOUR_WORDS, HonourKind
from deqing_events.domain.kinds import LEVEL_WORDS, EntrantKind, Level
from deqing_events.domain.masking import mask_name
from deqing_events.domain.tables import Column, Kind, Table

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 7),
    Column("kind", "荣誉", width=18),
    Column("level", "级别", width=10),
    Column("holder", "类别", width=8),
    Column("name", "姓名或名称", width=20),
    Column("unit", "所在单位", width=26),
    Column("event", "赛事", width=28),
    Column("by", "授予单位", width=20),
    Column("day", "授予日期", Kind.DATE, 13),
    Column("document", "文号", width=22),
)


def register_table(rows: Sequence[Honour], subtitle: str, *, full: bool) -> Table:
    """Return the register; people's names stand whole only in a ``full`` one."""
    return Table(
        title="荣誉登记表",
        columns=COLUMNS,
        rows=[
            (
                index,
                HONOUR_WORDS[HonourKind(row.kind)],
                LEVEL_WORDS[Level(row.level)],
                HOLDER_WORDS[EntrantKind(row.holder_kind)],
                row.name if full or row.holder_kind != EntrantKind.PERSON else mask_name(row.name),
                row.unit_name,
                row.event.title if row.event else "",
                row.awarded_by,
                row.awarded_on,
                row.document_number,
            )
            for index, row in enumerate(rows, 1)
        ],
        file_name="荣誉登记表",
        subtitle=subtitle,
        sheet_name="荣誉登记表",
        signatures=("经办人", "审核人"),
    )
