"""The 规则 sheet of the workbook and a stored rule sheet, one from the other.

The workbook knows the common skills contest only. ``same_rules`` tells whether a stored sheet says just what a workbook
says; names of prizes and the panel's minimum make no difference to a result and are left out of the comparison.
"""

import copy
from collections.abc import Mapping
from decimal import InvalidOperation
from typing import Any

from deqing_events.domain.contest_workbook import TIE_KEYS, ContestWorkbook, setting, sheet_json
from deqing_events.domain.league import TieShare
from deqing_events.domain.rule_sheet import validate
from deqing_events.domain.team_settings import DEFAULTS, Counting, team_settings

Body = dict[str, Any]
_WORDS = {sheet_key: word for word, sheet_key in TIE_KEYS.items()}
LABELS = {
    "weight_theory": "理论权重",
    "weight_practical": "实操权重",
    "judges": "裁判人数",
    "drop_each_side": "每侧去掉个数",
    "tie_keys": "并列依次比较",
    "display_decimals": "显示小数位",
    "rounding": "舍入",
    "compare_on": "比较",
    "award_base": "奖项基数",
    "award_percent": "一二三等奖比例",
    "award_rounding": "奖项名额舍入",
    "award_boundary": "边界并列",
    "award_needs_pass": "合格才能获奖",
    "pass_line": "合格线",
    "draw_within": "前几名并列要抽签",
    "league_points": "团体积分",
    "league_tie_points": "团体并列积分",
    "league_tie": "团体并列",
    "deduction": "扣分",
}


def settings_of(body: Mapping[str, Any], league: Mapping[str, Any]) -> dict[str, str]:
    """Return the 规则 sheet that says what a stored sheet says, as far as it can."""
    parts = {part["key"]: part for part in body["parts"]}
    awards, panel = body["awards"], body["panel"]
    lines = [part["pass"] for part in body["parts"] if part["pass"] is not None]
    found = {
        "weight_theory": parts["theory"]["weight"] if "theory" in parts else "0",
        "weight_practical": parts["practical"]["weight"] if "practical" in parts else "0",
        "judges": str(len(panel["judges"])),
        "drop_each_side": str(panel["drop_each_side"]),
        "tie_keys": ",".join(_WORDS.get(key, key) for key in body["tie_keys"]),
        "display_decimals": str(body["places"]),
        "rounding": "half_up",
        "compare_on": "unrounded" if body["compare"] == "exact" else "shown",
        "award_base": awards["base"],
        "award_percent": ",".join(tier.get("percent") or "0" for tier in awards["tiers"]),
        "award_rounding": awards["rounding"],
        "award_boundary": awards["tie_policy"],
        "award_needs_pass": "yes" if awards["require_part_pass"] else "no",
        "pass_line": lines[0] if lines else "0",
        "draw_within": str(body["draw_within"]),
        "deduction": "after_weighting",
    }
    if league and team_settings(league).counts is Counting.PLACES:  # type: ignore[union-attr]  # it is not empty
        found["league_points"] = f"{','.join(map(str, league['points']))};{league['other']}"
        found["league_tie_points"] = league["ties"]
        found["league_tie"] = "countback" if league["countback"] else "shared"
    return found


def rules_of(book: ContestWorkbook) -> tuple[Body, dict[str, Any], list[str]]:
    """Return the sheet and the team table a workbook asks for, and sentences for what cannot be."""
    try:
        body, league = sheet_json(book), _league(book)
    except (KeyError, ValueError, InvalidOperation):
        return {}, {}, ["“规则”表里有认不出的值，请对照样表改一改。"]
    known = {"rounding": "half_up", "deduction": "after_weighting"}
    if any(setting(book, key) != only for key, only in known.items()):
        return {}, {}, ["“规则”表的舍入只能是 half_up，扣分只能是 after_weighting。"]
    if not book.marks:
        body["panel"]["judges"] = [f"裁判{index + 1}" for index in range(len(body["panel"]["judges"]))]
    return body, league, [f"规则：{problem.sentence}" for problem in validate(body)]


def with_rest(league: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the team table a workbook asks for with what no workbook can say; another way of counting stays."""
    rest = {key: value for key, value in stored.items() if key in DEFAULTS}
    return {**(stored if "counts" in rest else league), **rest}


def same_rules(stored: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    """Tell whether a stored sheet gives the same results as the one a workbook asks for."""
    return _essence(stored) == _essence(made)


def _essence(body: Mapping[str, Any]) -> Body:
    rest: Body = copy.deepcopy(dict(body))
    rest.pop("title", None)
    rest["panel"].pop("min_judges", None)
    for part in rest["parts"]:
        part["pass"] = part["pass"] or "0"
    for tier in rest["awards"]["tiers"]:
        tier.pop("title", None)
        tier.pop("key", None)
    return rest


def _league(book: ContestWorkbook) -> dict[str, Any]:
    points, _, other = setting(book, "league_points").replace("；", ";").partition(";")
    return {
        "points": [int(point) for point in points.replace("，", ",").split(",")],
        "other": int(other or "0"),
        "ties": TieShare(setting(book, "league_tie_points")).value,
        "countback": setting(book, "league_tie") == "countback",
    }
