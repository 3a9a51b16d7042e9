"""The team table as the short forms ask for it: a stored one as answers, and answers as what is stored."""

from collections.abc import Mapping
from typing import Any

from deqing_events.contests.rule_sheets.wording import point_list
from deqing_events.domain.team_settings import Counting, full, normal

COUNTINGS = {"places": "按名次积分", "scores": "总成绩相加", "prizes": "按奖项积分"}
BASES = {"delegation": "代表队", "unit": "单位"}
POINTS_HINT = "第 1 名（按奖项积分时是最高的奖）起，用逗号隔开；不排团体就留空。总成绩相加用不着。"
_PREFIX = "league_"
_KEYS = ("other", "ties", "counts", "best", "basis", "prizes", "organisers", "weight")
_WHOLE = frozenset({"other", "best", "prizes", "organisers"})


def answers_of(league: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that give a stored team table; for none, an empty list of points."""
    if not league:
        return {"league_points": ""}
    whole = full(league)
    rest = {f"{_PREFIX}{key}": "" if whole[key] is None else str(whole[key]) for key in _KEYS}
    return {"league_points": ",".join(map(str, whole["points"])), "countback": whole["countback"], **rest}


def league_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the team table the answers give, {} for none. The answers were checked."""
    points = point_list(answers["league_points"] or "")
    if not points and answers["league_counts"] != Counting.SCORES:
        return {}
    rest = {key: _value(key, answers[f"{_PREFIX}{key}"]) for key in _KEYS}
    return normal({"points": points, "countback": bool(answers["countback"]), **rest})


def _value(key: str, text: str | None) -> Any:  # noqa: ANN401 - any JSON value
    if key in _WHOLE:
        return int(text) if text else None
    return text
