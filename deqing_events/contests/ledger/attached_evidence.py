"""Evidence that people attached: photos of the day, papers with signatures, notices with a seal."""

from collections.abc import Callable, Sequence
from typing import IO

from deqing_events.contests.ledger import attachment_queries
from deqing_events.contests.ledger.attachment_store import content_of, is_there
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import FOLDERS, File, Item, Look, book, cells, moment, named
from deqing_events.contests.ledger.models import EvidenceFile
from deqing_events.contests.ledger.queries import Tally
from deqing_events.domain.ledger import file_name
from deqing_events.domain.tables import Column, Kind, Table, Value

PHOTOS = "照片"


def items(case: Case) -> list[Item]:
    """Return what was attached, by folder; photos always, so that people see where they belong."""
    held = attachment_queries.attached(case.event.id)
    folders = [folder for folder in FOLDERS if folder == PHOTOS or any(row.folder == folder for row in held)]
    return [_folder(case, folder, [row for row in held if row.folder == folder]) for folder in folders]


def _folder(case: Case, folder: str, rows: Sequence[EvidenceFile]) -> Item:
    latest = max(rows, key=lambda row: row.at, default=None)
    return Item(
        f"files-{FOLDERS.index(folder)}",
        folder,
        "现场照片" if folder == PHOTOS else "附件",
        Tally(len(rows), latest.at, latest.by) if latest else Tally(),
        "有照片就传上来。" if folder == PHOTOS else "传上来的照片和扫描件。",
        source="上传的文件",
        unit="份",
        href=f"{case.desk}/ledger/files/new?folder={FOLDERS.index(folder)}",
        link="上传",
        files=lambda look: _files(case, folder, rows, look),
    )


def _files(case: Case, folder: str, rows: Sequence[EvidenceFile], look: Look) -> list[File]:
    """Return the list of a folder's files, and those that this look may hold and that are still stored."""
    shown = [row for row in rows if look.full or row.nameless]
    stored = [row for row in shown if is_there(row.file_name)]
    files = [File(_name(number, row), 1, _writer(row)) for number, row in enumerate(stored, 1)]
    there = {row.id for row in stored}
    return [book("附件目录" if folder != PHOTOS else "照片目录", [_list(case, folder, rows, there)], look), *files]


def _writer(row: EvidenceFile) -> Callable[[IO[bytes]], object]:
    return lambda target: target.write(content_of(row.file_name) or b"")


def _name(number: int, row: EvidenceFile) -> str:
    return f"附件{number:02}-{file_name(row.title)}.{row.file_name.rpartition('.')[2]}"


def _list(case: Case, folder: str, rows: Sequence[EvidenceFile], there: set[int]) -> Table:
    columns = (
        Column("no", "序号", Kind.INTEGER, 6),
        *cells(("title", "是什么", 40), ("by", "谁传的", 14), ("at", "什么时候", 18)),
        Column("size", "字节数", Kind.INTEGER, 10),
        *cells(("digest", "SHA-256", 68), ("held", "在不在这份台账里", 30)),
    )
    made: list[tuple[Value, ...]] = [
        (number, row.title, named(row.by), moment(row.at), row.size, row.sha256, _held(row, there))
        for number, row in enumerate(rows, 1)
    ]
    return Table(f"{case.event.title}{folder}附件", columns, made, "附件目录")


def _held(row: EvidenceFile, there: set[int]) -> str:
    if row.id in there:
        return "在"
    return "文件已按期删除" if row.nameless else "有个人信息，只在含全名的台账里"
