"""A rule sheet written as the tables of a workbook."""

from collections.abc import Iterator, Mapping
from typing import Any

from deqing_events.contests.rule_files import columns as c
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.rule_text import tie_key_text
from deqing_events.domain.sheet_editing import NoSuchPlaceError, at
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.tables import Column, Table
from deqing_events.domain.team_settings import full

_WIDE = {"title": 24, "part_title": 14, "section_title": 18, "name": 24, "value": 40, "about": 36}
_GRADES = 4
_SECTION = ("key", "title", "max", "weight", "drop_best", "drop_worst", "limit")


def tables_of(document: SheetJson, file_name: str) -> list[Table]:
    """Return the workbook of a document (sheet with team table). Raises RuleSheetError for an unusable one."""
    body = {key: value for key, value in document.items() if key != "league"}
    sheet = parse(body)
    awards = body["awards"]["tiers"]
    rows: Mapping[str, list[dict[str, Any]]] = {
        c.WHOLE: list(_whole(document)),
        c.TREE: list(_tree(body)),
        c.JUDGES: [{"judge": judge} for judge in sheet.panel.judges],
        c.PENALTIES: list(body.get("penalties") or ()),
        c.VETOES: [{**row, "effect": c.EFFECTS.word(row["effect"])} for row in body.get("vetoes") or ()],
        c.TIES: [{"key": key, "about": tie_key_text(sheet, key)} for key in sheet.tie_keys],
        c.TIERS: awards,
    }
    return [_table(name, rows[name], file_name) for name in c.COLUMNS]


def _table(name: str, rows: list[dict[str, Any]], file_name: str) -> Table:
    columns = tuple(Column(key, title, width=_WIDE.get(key, 10)) for key, title in c.COLUMNS[name].items())
    cells = [tuple(_text(row.get(column.key)) for column in columns) for row in rows]
    return Table(title=name, columns=columns, rows=cells, file_name=file_name, sheet_name=name)


def _whole(document: SheetJson) -> Iterator[dict[str, Any]]:
    document = {**document, "league": full(document.get("league") or {})}
    items = [
        *c.ITEMS,
        *(c.SCALE_ITEMS if document.get("scale") else ()),
        *(c.LEAGUE_ITEMS if document.get("league") else ()),
    ]
    for item in items:
        try:
            value = at(document, item.path)
        except NoSuchPlaceError:
            value = None
        if item.kind == "flag":
            value = "yes" if value else "no"
        text = ",".join(map(str, value)) if item.kind == "points" else _text(value)
        yield {"name": item.name, "value": item.words.word(text) if item.words else text}


def _tree(body: SheetJson) -> Iterator[dict[str, Any]]:
    for part in body["parts"]:
        own = {f"part_{key}": part.get(key) for key in ("key", "title", "weight", "pass")}
        for section in part["sections"]:
            held = {f"section_{key}": section.get(key) for key in _SECTION}
            held["section_combine"] = c.COMBINES.word(section.get("combine") or "sum")
            for row in section["criteria"]:
                yield {**own, **held, **_criterion(row)}


def _criterion(row: dict[str, Any]) -> dict[str, Any]:
    grades = row.get("benchmarks") or [""] * _GRADES
    own = {key: row.get(key) for key in ("key", "title", "max", "max_spread")}
    by = {"measurement": "agreed", "judgement": "panel"}.get(row["kind"]) or row["by"]
    words = {"kind": c.KINDS.word(row["kind"]), "by": c.BY.word(by)}
    return {**own, **words, **{f"grade{index}": grade for index, grade in enumerate(grades)}}


def _text(value: object) -> str:
    return "" if value is None else str(value)
