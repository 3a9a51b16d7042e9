"""Evidence on paper that was photographed: score sheets, rulings on appeals, what came with objections.

The pictures may show names, so that the masked ledger holds only their list with digests.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.appeals.papers import FOLDER as STORED_IN
from deqing_events.contests.double_entry import queries as double
from deqing_events.contests.double_entry.photo_queries import photos
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Item, Look, book, cells, moment, named
from deqing_events.contests.ledger.queries import Tally
from deqing_events.contests.objections import queries as objections
from deqing_events.domain.ledger import file_name
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.registration.questions import stored_files
from deqing_events.web import installation

KEPT_BACK = "可能有姓名，只在含全名的台账里"


@dataclass(frozen=True)
class Paper:
    """One photographed paper: what it is, the stored file, who sent it and when."""

    label: str
    stored: str
    by: str
    at: dt.datetime


def items(case: Case) -> list[Item]:
    """Return this evidence; none without a contest, and no line where nothing was photographed."""
    if not case.is_contest:
        return []
    found = (
        ("sheet_photos", "成绩", "评分表照片", _sheets(case)),
        ("rulings", "结果", "裁定书", _rulings(case)),
        ("objection_files", "结果", "异议材料", _objections(case)),
    )
    return [_item(case, key, folder, title, rows) for key, folder, title, rows in found if rows]


def _sheets(case: Case) -> list[Paper]:
    papers = double.all_papers(case.event.id)
    held = [(paper, row) for paper in papers for row in photos(case.event.id, paper)]
    return [Paper(paper.title, row.file_name, row.by, row.at) for paper, row in held]


def _rulings(case: Case) -> list[Paper]:
    rows = [row for row in reversed(appeals.of_event(case.event.id)) if row.file_name]
    return [Paper(f"第 {row.number} 号申诉", row.file_name, row.decided_by, row.changed_at) for row in rows]


def _objections(case: Case) -> list[Paper]:
    rows = [row for row in reversed(objections.of_event(case.event.id)) if row.file_name]
    return [Paper(f"异议 {row.receipt}", row.file_name, "", row.filed_at) for row in rows]


def _item(case: Case, key: str, folder: str, title: str, rows: Sequence[Paper]) -> Item:
    latest = max(rows, key=lambda row: row.at)
    return Item(
        key,
        folder,
        title,
        Tally(len(rows), latest.at, latest.by),
        "传上来的照片或扫描件。",
        source="上传的文件",
        unit="份",
        files=lambda look: _files(case, title, rows, look),
    )


def _files(case: Case, title: str, rows: Sequence[Paper], look: Look) -> list[File]:
    listed = book(f"{title}目录", [_list(case, title, rows, look)], look)
    return [listed, *(_file(title, number, row) for number, row in enumerate(rows, 1) if look.full and _content(row))]


def _file(title: str, number: int, row: Paper) -> File:
    ending = row.stored.rpartition(".")[2]
    return File(f"{title}{number:02}-{file_name(row.label)}.{ending}", 1, _writer(row))


def _writer(row: Paper) -> Callable[[IO[bytes]], object]:
    return lambda target: target.write(_content(row) or b"")


def _content(row: Paper) -> bytes | None:
    return stored_files.content_of(installation.settings().uploads / STORED_IN, row.stored)


def _list(case: Case, title: str, rows: Sequence[Paper], look: Look) -> Table:
    columns = (
        Column("no", "序号", Kind.INTEGER, 6),
        *cells(("label", "是什么", 30), ("by", "谁传的", 14), ("at", "什么时候", 18)),
        *cells(("digest", "SHA-256", 68), ("held", "在不在这份台账里", 32)),
    )
    made: list[tuple[Value, ...]] = []
    for number, row in enumerate(rows, 1):
        content = _content(row)
        held = "文件已按期删除" if content is None else "在" if look.full else KEPT_BACK
        digest = hashlib.sha256(content).hexdigest() if content is not None else ""
        made.append((number, row.label, named(row.by), moment(row.at), digest, held))
    return Table(f"{case.event.title}{title}", columns, made, title)
