"""The looks as a table: page and workbook print the same one."""

from collections.abc import Mapping, Sequence
from typing import Any

from deqing_events.audit.models import AuditEntry
from deqing_events.audit.object_words import KIND_WORDS
from deqing_events.audit.wording import said, who_said
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.privacy.looks.asked import LOOKS
from deqing_events.web.clock import SHANGHAI

TITLE = "查看和导出完整个人信息的记录"
COLUMNS = (
    Column("seq", "日志序号", Kind.INTEGER, 10),
    Column("at", "时间", Kind.DATETIME, 18),
    Column("who", "谁", width=14),
    Column("role", "角色", width=14),
    Column("what", "做了什么", width=20),
    Column("object", "对象", width=16),
    Column("reason", "原因", width=30),
    Column("rows", "行数", Kind.INTEGER, 8),
    Column("address", "网络地址", width=16),
)


def line(entry: AuditEntry, names: Mapping[int, str]) -> dict[str, Any]:
    """Return one look in words."""
    detail = entry.detail or {}
    rows = detail.get("rows")
    return {
        "seq": entry.seq,
        "at": entry.at,
        "who": _who(entry.actor, names),
        "role": said(entry)["role"],
        "what": LOOKS.get(entry.action, entry.action),
        "object": f"{KIND_WORDS.get(entry.object_kind, entry.object_kind)} {entry.object_id}",
        "reason": str(detail.get("reason", "")),
        "rows": rows if isinstance(rows, int) else None,
        "address": entry.address,
    }


def table(entries: Sequence[AuditEntry], names: Mapping[int, str]) -> Table:
    """Return looks as a table to download."""
    lines = (line(entry, names) for entry in entries)
    rows = [tuple({**each, "at": each["at"].astimezone(SHANGHAI)}[column.key] for column in COLUMNS) for each in lines]
    return Table(TITLE, COLUMNS, rows, TITLE, sheet_name="查看记录")


def _who(actor: str, names: Mapping[int, str]) -> str:
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdigit():
        return f"{names.get(int(number), '')}（账号 {number}）"
    return "本人" if kind == "public" else who_said(actor)
