"""Questions about drafts of rules."""

from dataclasses import dataclass
from typing import Any

from deqing_events import database
from deqing_events.contests.models import RuleSheet
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.sheet_editing import keys
from deqing_events.domain.sheet_pieces import SheetJson, blank, part, points, section


@dataclass(frozen=True)
class Written:
    """What the editor opens: the draft, else what holds, else an empty sheet.

    ``revision`` is the draft's; without one it names the version that holds.
    """

    document: dict[str, Any]
    revision: str
    undone: bool
    current: RuleSheet | None
    stored: bool = False


def draft(event_id: int) -> RuleDraft | None:
    """Return the stored draft, or None."""
    return database.session().get(RuleDraft, event_id)


def written(event_id: int, title: str) -> Written:
    """Return what the editor starts from; ``title`` names an empty sheet."""
    held, current = draft(event_id), rules.current(event_id)
    if held is not None:
        return Written(held.document, held.revision, held.undone is not None, current, stored=True)
    document = document_of(current) if current else {**_empty(title), "league": rules.usual_league(event_id)}
    return Written(document, start_of(current), undone=False, current=current)


def start_of(current: RuleSheet | None) -> str:
    """Name the state without a draft: the version that holds."""
    return f"v{current.version if current else 0}"


def document_of(sheet: RuleSheet) -> dict[str, Any]:
    """Return a version with its team table, as one document."""
    return {**sheet.body, "league": sheet.league}


def used_keys(event_id: int) -> set[str]:
    """Return every key that a version of these rules ever used: marks may be stored under it."""
    return {key for version in rules.versions(event_id) for key in keys(version.body)}


def _empty(title: str) -> SheetJson:
    sheet = blank(f"{title}评分规则", (), "attended", 3)
    criterion = {**points("c1", "", 0, "panel"), "max": None}  # type: ignore[arg-type]  # replaced at once
    sheet["parts"] = [part("practical", "实操", 1, None, [section("s1", "操作", [criterion])])]  # type: ignore[arg-type]
    sheet["panel"] = {"judges": [], "min_judges": 1, "drop_from": 5, "drop_each_side": 1, "drop_on": "section"}
    return {**sheet, "league": {}}
