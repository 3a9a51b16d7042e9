"""From the organisations workbook to what changes in the tables. Nothing is stored here.

The workbook is the county's own list: a filled cell replaces what is stored, an empty one leaves it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deqing_events.database import Base
from deqing_events.domain.sheets import Sheet
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.domain.text import cell_text, compact, compact_cell
from deqing_events.domain.units_sheet.rows import CentreRow, UnionKind, UnionRow, UnitRow, UnitsReading
from deqing_events.organisations.models import LabourUnion, Organisation, Unit, room_for
from deqing_events.organisations.pinyin import pinyin_of

_KINDS = {UnionKind.SINGLE: "single", UnionKind.JOINT: "joint", None: None}
_SHOWN_CELLS = 3
Stored = Mapping[str, Mapping[str, Any]]


class Thing(StrEnum):
    """The three tables of the workbook."""

    UNIONS = "unions"
    CENTRES = "centres"
    UNITS = "units"


@dataclass(frozen=True)
class Change:
    """One row to create (``stored_id`` None) or to update: its code and its columns, links still as codes."""

    code: str
    stored_id: int | None
    values: dict[str, Any]


@dataclass(frozen=True)
class UnitsPlan:
    """What changes, and how many rows of each table stay as they are."""

    changes: dict[Thing, list[Change]]
    unchanged: dict[Thing, int]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return created, updated and unchanged for each table."""
        return {
            thing: {
                "created": sum(change.stored_id is None for change in self.changes[thing]),
                "updated": sum(change.stored_id is not None for change in self.changes[thing]),
                "unchanged": self.unchanged[thing],
            }
            for thing in Thing
        }


def plan_units(reading: UnitsReading, stored: Mapping[Thing, Stored]) -> UnitsPlan:
    """Compare a workbook with the stored unions, centres and units."""
    changes: dict[Thing, list[Change]] = {}
    unchanged: dict[Thing, int] = {}
    wanted = {
        Thing.UNIONS: [_union(row) for row in reading.unions],
        Thing.CENTRES: [_centre(row) for row in reading.centres],
        Thing.UNITS: [_unit(row) for row in reading.units],
    }
    _drop_unknown_links(wanted, stored)
    for thing, rows in wanted.items():
        changes[thing] = [change for values in rows if (change := _change(values, stored[thing])) is not None]
        unchanged[thing] = len(rows) - len(changes[thing])
    return UnitsPlan(changes, unchanged)


def _drop_unknown_links(wanted: Mapping[Thing, list[dict[str, Any]]], stored: Mapping[Thing, Stored]) -> None:
    """Forget codes of unions and centres that nobody has: their rows are told as problems, not linked."""
    for key, thing in (("union_code", Thing.UNIONS), ("centre_code", Thing.CENTRES)):
        known = stored[thing].keys() | {values["code"] for values in wanted[thing]}
        for values in wanted[Thing.UNITS]:
            if values[key] not in known:
                values[key] = None


def _change(values: dict[str, Any], stored: Stored) -> Change | None:
    known = stored.get(values["code"])
    filled = {key: value for key, value in values.items() if value is not None}
    if known is None:
        return Change(values["code"], None, filled)
    differing = {key: value for key, value in filled.items() if known[key] != value}
    if not differing:
        return None
    names = {"name": known["name"], "short_name": known.get("short_name", "")}
    return Change(values["code"], known["id"], {key: names[key] for key in names if key in known} | filled)


def _fit(table: type[Base], key: str, text: str | None) -> str | None:
    return None if text is None else text[: room_for(table, key)]


def _union(row: UnionRow) -> dict[str, Any]:
    return {
        "code": _fit(LabourUnion, "code", row.code),
        "name": _fit(LabourUnion, "name", row.name),
        "kind": _KINDS[row.kind],
        "uscc": _fit(LabourUnion, "uscc", row.uscc),
        "township_code": row.township_code,
    }


def _centre(row: CentreRow) -> dict[str, Any]:
    return {
        "code": _fit(Organisation, "code", row.code),
        "name": _fit(Organisation, "name", row.name),
        "enterprises": row.enterprises,
        "workers": row.workers,
        "township_code": row.township_code,
    }


def _unit(row: UnitRow) -> dict[str, Any]:
    texts = {
        "code": row.code,
        "name": row.full_name,
        "short_name": row.short_name,
        "uscc": row.uscc,
        "township_text": None if row.township_code else row.township,
        "industry": row.industry,
        "ownership": row.ownership,
    }
    return {key: _fit(Unit, key, text) for key, text in texts.items()} | {
        "township_code": row.township_code,
        "staff_count": row.staff_count,
        "above_scale": row.above_scale,
        "union_code": row.union_code,
        "centre_code": row.centre_code,
    }


def with_keys(values: dict[str, Any]) -> dict[str, Any]:
    """Return a unit's columns with the keys by which it is matched and searched."""
    short = values.get("short_name", "")
    readings = [pinyin_of(text) for text in (values["name"], short) if text]
    return values | {
        "name_key": _fit(Unit, "name_key", compact(values["name"])),
        "short_key": _fit(Unit, "short_key", compact(short)),
        "pinyin_key": _fit(Unit, "pinyin_key", " ".join(key for key, _ in readings)),
        "initials": _fit(Unit, "initials", " ".join(initials for _, initials in readings)),
    }


def lines(run_id: int, reading: UnitsReading, sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """Return the problems as lines: the row's first cells say which row is meant."""
    shown = _row_words(sheets)
    return [
        {
            "run_id": run_id,
            "row": problem.row,
            "kind": "reject" if problem.code.rejects else "warning",
            "code": str(problem.code),
            "name": shown(problem.sheet, problem.row),
            "note": f"工作表“{problem.sheet}”。",
        }
        for problem in reading.problems
    ]


def _row_words(sheets: Sequence[Sheet]) -> Callable[[str, int], str]:
    rows_of = {sheet.name: sheet.rows for sheet in sheets}

    def shown(sheet: str, row: int) -> str:
        cells = [text for text in map(compact_cell, rows_of[sheet][row - 1]) if text]
        return " · ".join(cells[:_SHOWN_CELLS])[:120]

    return shown


def rejects_table(reading: UnitsReading, sheets: Sequence[Sheet]) -> Table:
    """Return the original cells of the rows that go nowhere, with 工作表, 行号 and 原因."""
    rows_of = {sheet.name: sheet.rows for sheet in sheets}
    refused = [problem for problem in reading.problems if problem.code.rejects]
    cells = [rows_of[problem.sheet][problem.row - 1] for problem in refused]
    width = max(map(len, cells), default=1)
    named = (
        Column("sheet", "工作表", width=16),
        Column("row", "行号", Kind.INTEGER, 8),
        Column("reason", "原因", width=40),
    )
    return Table(
        title="未导入的行",
        subtitle="按“原因”改正原表后重新导入。",
        columns=(*named, *(Column(f"c{index}", f"第 {index} 列", width=16) for index in range(1, width + 1))),
        rows=[
            (
                problem.sheet,
                problem.row,
                problem.code.sentence,
                *(cell_text(value) or None for value in row),
                *([None] * (width - len(row))),
            )
            for problem, row in zip(refused, cells, strict=True)
        ],
        file_name="未导入的行",
    )
