"""The pieces the sheet builders put together: rule sheet JSON with the house defaults filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from deqing_events.domain.rounding import number, plain_text

SheetJson = dict[str, Any]
"""A rule sheet (or another document) as JSON; values of any JSON type, hence Any."""

_TRIM_FROM = 5


@dataclass(frozen=True, slots=True)
class TierChoice:
    """A class of prizes, best first: give either a percent or a count; without `key` it is numbered."""

    title: str
    percent: Decimal | None = None
    count: int | None = None
    key: str = ""


def blank(title: str, tiers: Sequence[TierChoice], base: str, draw_within: int) -> SheetJson:
    """Start a sheet: two decimals, exact comparison, no panel, boundary ties included."""
    return {
        "schema": 1,
        "title": title,
        "places": 2,
        "compare": "exact",
        "parts": [],
        "panel": panel((), 0, 0),
        "penalties": [],
        "vetoes": [],
        "tie_keys": [],
        "draw_within": draw_within,
        "awards": {
            "base": base,
            "rounding": "half_up",
            "tie_policy": "cumulative_include",
            "pass_line": None,
            "require_part_pass": False,
            "per_unit_max": None,
            "tiers": [_tier(index, tier) for index, tier in enumerate(tiers)],
        },
    }


def _tier(index: int, tier: TierChoice) -> SheetJson:
    quota = {"count": tier.count} if tier.percent is None else {"percent": decimal_text(tier.percent)}
    return {"key": tier.key or f"tier{index + 1}", "title": tier.title, **quota}


def panel(judges: Sequence[str], min_judges: int, drop: int) -> SheetJson:
    """Name the judges; their totals are trimmed from 5 expected judges on."""
    return {
        "judges": list(judges),
        "min_judges": min_judges,
        "drop_from": max(_TRIM_FROM, 2 * drop + 1),
        "drop_each_side": drop,
        "drop_on": "section",
    }


def part(key: str, title: str, weight: Decimal, line: Decimal | None, sections: list[SheetJson]) -> SheetJson:
    """Write a part; `line` None = no pass line."""
    return {
        "key": key,
        "title": title,
        "weight": decimal_text(weight),
        "pass": None if line is None else decimal_text(line),
        "sections": sections,
    }


def section(key: str, title: str, criteria: list[SheetJson], full: Decimal | None = None) -> SheetJson:
    """Write a section of weight 1; `full` None = open."""
    top = None if full is None else decimal_text(full)
    return {"key": key, "title": title, "max": top, "weight": "1", "criteria": criteria}


def points(key: str, title: str, full: Decimal, by: str) -> SheetJson:
    """Write a criterion of points."""
    return {"key": key, "title": title, "kind": "points", "max": decimal_text(full), "by": by}


def decimal_text(value: Decimal) -> str:
    """Write a decimal as the sheet stores it."""
    return plain_text(number(value))
