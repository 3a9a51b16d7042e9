"""A timed rule sheet to change in tests."""

from collections.abc import Sequence
from typing import Any


def timed_sheet(
    *,
    attempts: int = 5,
    combine: str = "mean",
    drops: tuple[int, int] | None = None,
    limit: str | None = None,
    places: int = 3,
    judges: Sequence[str] = (),
    penalties: Sequence[tuple[str, str]] = (),
    draw_within: int = 0,
    veto: str = "",
    award_line: str | None = None,
    kinds: Sequence[str] = (),
    **part: Any,
) -> dict[str, Any]:
    """Return the JSON of a sheet whose attempts are `c1`, `c2` …; without `judges` the times are agreed."""
    drop_best, drop_worst = drops if drops is not None else ((1, 1) if combine == "mean" else (0, 0))
    given = kinds or ("time",) * attempts
    criteria = [
        {"key": f"c{at}", "title": f"第 {at} 次", "kind": kind, "by": "panel" if judges else "agreed"}
        | ({"max": None} if kind == "time" else {"max": "10"})
        for at, kind in enumerate(given, 1)
    ]
    section: dict[str, Any] = {
        "key": "s1",
        "title": "攀爬",
        "max": None,
        "weight": "1",
        "combine": combine,
        "criteria": criteria,
    }
    section |= {"drop_best": drop_best, "drop_worst": drop_worst, "limit": limit}
    return {
        "schema": 1,
        "title": "攀爬计时",
        "places": places,
        "compare": "exact",
        "parts": [{"key": "p1", "title": "攀爬", "weight": "1", "pass": None, "sections": [section], **part}],
        "panel": {
            "judges": list(judges),
            "min_judges": 1 if judges else 0,
            "drop_from": 5,
            "drop_each_side": 0,
            "drop_on": "section",
        },
        "penalties": [
            {"key": f"d{at}", "title": title, "points": points} for at, (title, points) in enumerate(penalties, 1)
        ],
        "vetoes": [{"key": "v1", "title": "冒名顶替", "effect": veto}] if veto else [],
        "tie_keys": [],
        "draw_within": draw_within,
        "awards": {
            "base": "attended",
            "rounding": "half_up",
            "tie_policy": "cumulative_include",
            "pass_line": award_line,
            "require_part_pass": False,
            "per_unit_max": None,
            "tiers": [
                {"key": "first_prize", "title": "一等奖", "count": 1},
                {"key": "second_prize", "title": "二等奖", "count": 2},
            ],
        },
    }
