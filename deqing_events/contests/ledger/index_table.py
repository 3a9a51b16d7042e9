"""index.xlsx of a ledger: every file with its digest, and every piece of evidence with how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.ledger.evidence import Index
from deqing_events.contests.ledger.items import Item, moment
from deqing_events.documents.zip_stream import Packed
from deqing_events.domain.ledger import State
from deqing_events.domain.tables import Column, Kind, Table, Value

INDEX_NAME = "index.xlsx"
STATE_WORDS = {
    State.HELD: "有",
    State.WAITING: "没办完",
    State.MISSING: "缺",
    State.EXPLAINED: "缺，已说明",
    State.NONE: "没有，不需要",
}
MOVED = "打包时还有人在改记录，这一份可能前后对不上。请等大家都停下来，再下载一次。"
_FILES = (
    Column("no", "序号", Kind.INTEGER, 6),
    Column("path", "文件", width=44),
    Column("what", "是什么", width=18),
    Column("rows", "行数", Kind.INTEGER, 8),
    Column("source", "从哪里来", width=34),
    Column("at", "最后一条记录", width=18),
    Column("by", "谁办的", width=14),
    Column("size", "字节数", Kind.INTEGER, 10),
    Column("sha256", "SHA-256", width=68),
)
_EVIDENCE = (
    Column("no", "序号", Kind.INTEGER, 6),
    Column("folder", "类别", width=8),
    Column("what", "材料", width=18),
    Column("state", "情况", width=14),
    Column("rows", "数量", Kind.INTEGER, 8),
    Column("unit", "单位", width=6),
    Column("needed", "要不要", width=8),
    Column("why", "为什么", width=50),
    Column("note", "说明", width=50),
)


@dataclass(frozen=True)
class Line:
    """One file that went into the ledger."""

    item: Item
    path: str
    rows: int
    packed: Packed


def index_tables(index: Index, lines: Sequence[Line], *, steady: bool) -> list[Table]:
    """Return the list of files and the list of evidence; ``steady`` as ``Packing`` says."""
    title = f"{index.event.title}活动台账"
    files: list[tuple[Value, ...]] = [
        (
            number,
            line.path,
            line.item.title,
            line.rows,
            line.item.source,
            moment(line.item.tally.at),
            line.item.by,
            line.packed.size,
            line.packed.sha256,
        )
        for number, line in enumerate(lines, 1)
    ]
    notes = ("核对办法见“怎么核对.txt”。", *(() if steady else (MOVED,)))
    evidence = [_evidence(number, item) for number, item in enumerate(index.items, 1)]
    return [
        Table(f"{title}目录", _FILES, files, "index", sheet_name="文件", notes=notes),
        Table(f"{title}材料清单", _EVIDENCE, evidence, "index", sheet_name="材料"),
    ]


def _evidence(number: int, item: Item) -> tuple[Value, ...]:
    return (
        number,
        item.folder,
        item.title,
        STATE_WORDS[item.state],
        item.tally.rows,
        item.unit,
        "要" if item.needed else "不一定",
        item.why,
        item.waits or item.explained,
    )
