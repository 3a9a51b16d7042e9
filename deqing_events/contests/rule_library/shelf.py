"""The ready-made rule sheets, read once from their files and checked by the tests."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deqing_events.domain.sheet_pieces import SheetJson

_FOLDER = Path(__file__).parent / "sheets"
_ORDER = ("electrician", "welder", "forklift", "elderly_care", "merit_six")


@dataclass(frozen=True)
class ReadyMade:
    """One ready-made sheet: ``kinds`` are the kinds of events it is usual for."""

    key: str
    title: str
    about: str
    kinds: tuple[str, ...]
    sheet: SheetJson
    league: dict[str, Any]

    def document(self, title: str) -> dict[str, Any]:
        """Return a fresh document for a contest of this title."""
        copied: SheetJson = json.loads(json.dumps(self.sheet))
        return {**copied, "title": f"{title}评分规则", "league": dict(self.league)}


@functools.cache
def shelf() -> Mapping[str, ReadyMade]:
    """Return every ready-made sheet by its key, the often used first."""
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.json"))}
    ordered = [*_ORDER, *(key for key in found if key not in _ORDER)]
    return {key: ReadyMade(key, **{**found[key], "kinds": tuple(found[key]["kinds"])}) for key in ordered}
