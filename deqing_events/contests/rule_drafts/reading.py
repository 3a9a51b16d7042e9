"""From what was typed on a page of the editor to the document, whatever it is worth."""

import copy
from collections.abc import Mapping
from typing import Any

from deqing_events.contests.rule_drafts import things
from deqing_events.contests.rule_drafts.fields import Typed, read
from deqing_events.contests.rule_drafts.layout import Box, Drawing, every_box
from deqing_events.contests.rule_drafts.steps import page_groups
from deqing_events.contests.rule_drafts.things import SCALE, has_times, is_timed
from deqing_events.contests.rule_sheets.wording import point_list
from deqing_events.domain.sheet_editing import at
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.sheet_types import Kind
from deqing_events.domain.team_settings import DEFAULTS, Counting, normal

_GRADES = 4
_OTHER = next(field for field in things.LEAGUE if field.key == "other")


def typed(document: SheetJson, step: str, posted: Mapping[str, str]) -> SheetJson:
    """Return the document with the texts of one page; a field that did not come stays as it is."""
    made = copy.deepcopy(document)
    if step == "teams":
        made["league"] = _league(posted) if "league.points" in posted else made["league"]
        return made
    if step == "places" and "scale.mode" in posted:
        _put_scale(made, posted)
    for box in every_box(page_groups(Drawing(document), step)):
        if not box.name.startswith("scale.") and (box.name in posted or box.field.typed is Typed.FLAG):
            _put(made, box, posted.get(box.name, ""))
    if step == "marks":
        _settle(made)
    if has_times(made):
        made["panel"].pop("tolerance", None)
        made["panel"]["drop_each_side"] = 0
    if made["panel"].get("tolerance", "") is None:
        del made["panel"]["tolerance"]
    return made


def _put(document: SheetJson, box: Box, raw: str) -> None:
    where, _, key = box.name.rpartition(".")
    holder = at(document, where) if where else document
    value = read(box.field, raw)
    if key.startswith("benchmarks["):
        texts = holder.setdefault("benchmarks", [])
        texts += [""] * (_GRADES - len(texts))
        texts[int(key[11:-1])] = value
    elif where.startswith("awards.tiers[") and key in {"amount", "unit"}:
        _put_quota(holder, key, value)
    elif key != "new_tie_key":
        holder[key] = value


def _put_scale(document: SheetJson, posted: Mapping[str, str]) -> None:
    """Put the scale of standard scores; without a mode there is none."""
    document.pop("scale", None)
    made = {field.key: read(field, posted.get(f"scale.{field.key}", "")) for field in SCALE}
    if made["mode"]:
        document["scale"] = {**made, "centre": made["centre"] or "500", "spread": made["spread"] or "100"}


def _put_quota(tier: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Keep the number under the unit that is chosen: a count is whole, a percent is not always."""
    amount = value if key == "amount" else tier.get("percent", tier.get("count"))
    unit = value if key == "unit" else ("percent" if "percent" in tier else "count")
    tier.pop("percent", None)
    tier.pop("count", None)
    if unit == "percent":
        tier["percent"] = None if amount is None else str(amount)
    else:
        text = "" if amount is None else str(amount)
        tier["count"] = int(text) if text.isascii() and text.isdigit() else amount


def _settle(document: SheetJson) -> None:
    """Keep only what a criterion of its kind has, and no default where none was written."""
    for section in (section for part in document["parts"] for section in part["sections"]):
        if section.get("combine") == "sum":
            del section["combine"]
        _settle_times(section)
        for criterion in section["criteria"]:
            if criterion["kind"] == "judgement":
                criterion.setdefault("max_spread", 1)
            else:
                criterion.pop("max_spread", None)
            if criterion["kind"] != "judgement" or not any(criterion.get("benchmarks", ())):
                criterion.pop("benchmarks", None)


def _settle_times(section: SheetJson) -> None:
    """Give a section of times what dropping and a limit need and no full marks; take that from another."""
    timed = is_timed(section)
    for key, empty in (("drop_best", 0), ("drop_worst", 0), ("limit", None)):
        if timed and section.get(key) is None:
            section[key] = empty
        elif not timed:
            section.pop(key, None)
    if timed:
        section["max"] = None
    for row in section["criteria"]:
        if row["kind"] == Kind.TIME:
            row["max"] = None


def _league(posted: Mapping[str, str]) -> dict[str, Any]:
    """Return the team table; what cannot be read stays as it was typed. {} where nothing would add up."""
    text = posted["league.points"][:200]
    try:
        points: Any = point_list(text)
    except ValueError:
        points = text
    counts = posted.get("league.counts", DEFAULTS["counts"])
    if not points and counts != Counting.SCORES:
        return {}
    rest = {
        field.key: read(field, posted[f"league.{field.key}"])
        for field in (*things.LEAGUE, *things.TEAM_AWARDS)
        if field.key in DEFAULTS and f"league.{field.key}" in posted
    }
    other = posted.get("league.other", "").strip()
    return normal(
        {
            "points": points,
            "other": 0 if other == "" else read(_OTHER, other),
            "ties": posted.get("league.ties", ""),
            "countback": bool(posted.get("league.countback")),
            **rest,
        }
    )
