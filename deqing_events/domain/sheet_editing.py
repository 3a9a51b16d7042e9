"""Change the shape of a rule sheet that is being written: add, remove, move up and down.

A *path* names a place in the JSON as problems do: `parts[0].sections[1]`. The sheet may hold anything typed so far;
what is returned is a new one. A new thing gets a key no version ever used, because marks are stored under keys.
"""

import copy
import re
from collections.abc import Collection, Iterator
from typing import Any

from deqing_events.domain.sheet_pieces import SheetJson

_STEP = re.compile(r"([a-z_]+)|\[([0-9]{1,4})\]")
_PATH = re.compile(r"[a-z_]+(?:\[[0-9]{1,4}\])?(?:\.[a-z_]+(?:\[[0-9]{1,4}\])?)*")
_PREFIXES = {"parts": "p", "sections": "s", "criteria": "c", "penalties": "d", "vetoes": "v", "tiers": "tier"}
LISTS = frozenset({*_PREFIXES, "tie_keys"})
"""The names of what can be added to, removed from and put in order."""


class NoSuchPlaceError(LookupError):
    """A path leads nowhere in this sheet."""


def at(sheet: SheetJson, path: str) -> Any:  # noqa: ANN401 - a place in JSON
    """Return what stands at a path. Raises NoSuchPlaceError."""
    if not _PATH.fullmatch(path):
        raise NoSuchPlaceError(path)
    found: Any = sheet
    for name, index in _STEP.findall(path):
        try:
            found = found[name or int(index)]
        except (KeyError, IndexError, TypeError) as error:
            raise NoSuchPlaceError(path) from error
    return found


def added(sheet: SheetJson, path: str, used: Collection[str]) -> SheetJson:
    """Add an empty thing to the list at ``path``; ``used`` are keys it must not take. Raises NoSuchPlaceError."""
    made = copy.deepcopy(sheet)
    kind, rows = _listed(made, path)
    if kind == "tie_keys":
        raise NoSuchPlaceError(path)
    rows.append(_blank(kind, {*used, *keys(sheet)}))
    return made


def removed(sheet: SheetJson, path: str) -> SheetJson:
    """Take out what stands at ``path``, and the tie keys that named it. Raises NoSuchPlaceError."""
    made = copy.deepcopy(sheet)
    rows, index = _row(made, path)
    del rows[index]
    known = tie_choices(made)
    made["tie_keys"] = [key for key in made["tie_keys"] if key in known]
    return made


def moved(sheet: SheetJson, path: str, by: int) -> SheetJson:
    """Change places with the neighbour, 1 = down, -1 = up; the ends stay. Raises NoSuchPlaceError."""
    made = copy.deepcopy(sheet)
    rows, index = _row(made, path)
    other = index + by
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
    return made


def with_tie_key(sheet: SheetJson, key: str) -> SheetJson:
    """Compare one more thing last; what is unknown or compared already changes nothing."""
    if key not in tie_choices(sheet) or key in sheet["tie_keys"]:
        return sheet
    return {**sheet, "tie_keys": [*sheet["tie_keys"], key]}


def tie_choices(sheet: SheetJson) -> list[str]:
    """Return everything that can be compared when totals are equal, the likely first."""
    parts = sheet["parts"]
    sections = [section for part in parts for section in part["sections"]]
    return [
        *(f"part:{part['key']}" for part in parts),
        "elapsed",
        "penalties",
        *(f"section:{section['key']}" for section in sections),
        *(f"criterion:{row['key']}" for section in sections for row in section["criteria"]),
    ]


def keys(sheet: SheetJson) -> Iterator[str]:
    """Yield the key of every part, section, criterion, penalty, veto and class of prizes."""
    for part in sheet["parts"]:
        yield part["key"]
        for section in part["sections"]:
            yield section["key"]
            yield from (row["key"] for row in section["criteria"])
    for name in ("penalties", "vetoes"):
        yield from (row["key"] for row in sheet.get(name) or ())
    yield from (row["key"] for row in sheet["awards"]["tiers"])


def _listed(sheet: SheetJson, path: str) -> tuple[str, list[Any]]:
    kind, rows = path.rpartition(".")[2], at(sheet, path)
    if kind not in LISTS or not isinstance(rows, list):
        raise NoSuchPlaceError(path)
    return kind, rows


def _row(sheet: SheetJson, path: str) -> tuple[list[Any], int]:
    where, bracket, index = path.removesuffix("]").rpartition("[")
    at(sheet, path)
    if not bracket or not index.isdigit():
        raise NoSuchPlaceError(path)
    return _listed(sheet, where)[1], int(index)


def _blank(kind: str, used: Collection[str]) -> SheetJson:
    prefix = _PREFIXES[kind]
    key = next(f"{prefix}{number}" for number in range(1, len(used) + 2) if f"{prefix}{number}" not in used)
    made = _ROWS[kind]
    row = {"key": key, "title": "", **copy.deepcopy(made)}
    if kind == "parts":
        row["sections"] = [_blank("sections", {*used, key})]
    if kind == "sections":
        row["criteria"] = [_blank("criteria", {*used, key})]
    return row


_ROWS: dict[str, SheetJson] = {
    "parts": {"weight": "0", "pass": None},
    "sections": {"max": None, "weight": "1"},
    "criteria": {"kind": "points", "max": None, "by": "panel"},
    "penalties": {"points": "1"},
    "vetoes": {"effect": "disqualify"},
    "tiers": {"count": 1},
}
