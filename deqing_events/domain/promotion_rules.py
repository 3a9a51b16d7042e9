"""The rule table of promotions as data: one JSON object per row, read, checked, and said in words (domain.md 3.1.3).

A row has ``id``, ``level`` (of the contest), ``class`` (I, II or empty), ``limit`` (rank, percent, all) with its
``number``, ``theory`` and ``practical`` (marks both parts have to reach, empty where none is asked), ``from`` (levels,
``none`` for no level yet), ``to``, and ``per_year`` (empty for no limit).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from deqing_events.domain.kinds import LEVEL_WORDS, Level
from deqing_events.domain.promotion import Failing, PassLines, PromotionPolicy, PromotionRule
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.skill_levels import SkillLevel

NO_LEVEL = "none"
LIMITS: Mapping[str, str] = {"rank": "名次在前几名", "percent": "名次在前百分之几", "all": "有名次的都可以（证书类）"}
BY_CONTEST = tuple(level for level in SkillLevel if level.rank <= SkillLevel.SENIOR_TECHNICIAN.rank)
"""Levels a contest may lead to; the two above come by the employer's appointment only."""
CLASSES: Mapping[str, str] = {"": "不分类别", "I": "一类", "II": "二类"}
FAILING_WORDS: Mapping[Failing, str] = {
    Failing.NO_RULE: "规则里没有这一级、这一类比赛的条目",
    Failing.RANK: "名次不够",
    Failing.DUAL_PASS: "理论、实操没有都过线",
    Failing.LEVEL: "现有等级不在规则的起点里，或已经不低于目标等级",
    Failing.YEAR_LIMIT: "今年已经晋级过，达到每人每年的次数",
}
_HIGHEST_RANK, _HUNDRED, _LONGEST = 1000, 100, 8


class PromotionState(StrEnum):
    """Where one promotion stands."""

    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"


PROMOTION_WORDS: Mapping[PromotionState, str] = {
    PromotionState.PROPOSED: "已提名",
    PromotionState.SUBMITTED: "已上报",
    PromotionState.APPROVED: "已批准",
    PromotionState.REFUSED: "没批准",
    PromotionState.REVOKED: "已撤销",
}
BEFORE: Mapping[PromotionState, frozenset[PromotionState]] = {
    PromotionState.SUBMITTED: frozenset({PromotionState.PROPOSED}),
    PromotionState.APPROVED: frozenset({PromotionState.SUBMITTED}),
    PromotionState.REFUSED: frozenset({PromotionState.PROPOSED, PromotionState.SUBMITTED}),
    PromotionState.REVOKED: frozenset({PromotionState.APPROVED}),
}
"""Which states lead to a state."""


class RuleTextError(ValueError):
    """A row of the rule table says nothing that can hold; the text is a sentence for people."""


def checked(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as it is stored. Raises RuleTextError with what to mend."""
    limit, number = str(row["limit"]), str(row["number"]).strip()
    to, start = SkillLevel(row["to"]), [str(level) for level in row["from"]]
    made = {
        "id": str(row["id"]),
        "level": Level(row["level"]).value,
        "class": str(row["class"]),
        "limit": limit,
        "number": _number(limit, number),
        "theory": _mark(row["theory"]),
        "practical": _mark(row["practical"]),
        "from": start,
        "to": to.value,
        "per_year": _per_year(str(row["per_year"]).strip()),
    }
    if bool(made["theory"]) != bool(made["practical"]):
        raise RuleTextError("理论和实操的合格线要填就都填，不要求双合格就都空着。")
    _check_levels(start, to)
    return made


def _check_levels(start: Sequence[str], to: SkillLevel) -> None:
    if not start:
        raise RuleTextError("请选从哪几级起可以晋级。")
    if to not in BY_CONTEST:
        raise RuleTextError(f"{to.label}由单位聘任，不能靠比赛晋级。")
    high = [level for level in start if level != NO_LEVEL and SkillLevel(level).rank >= to.rank]
    if high:
        raise RuleTextError(f"{SkillLevel(high[0]).label}不低于{to.label}，不能作为起点。")


def _number(limit: str, text: str) -> str:
    if limit == "all":
        return ""
    value = _decimal(text)
    if limit == "rank":
        if value is None or value != int(value) or not 1 <= value <= _HIGHEST_RANK:
            raise RuleTextError("请填前几名，1 到 1000 的整数。")
        return str(int(value))
    if value is None or not 0 < value <= _HUNDRED:
        raise RuleTextError("请填前百分之几，大于 0、不超过 100。")
    return plain_text(Fraction(value))


def _mark(value: object) -> str:
    text = str(value or "").strip()
    if not text:
        return ""
    mark = _decimal(text)
    if mark is None or not 0 <= mark <= _HUNDRED:
        raise RuleTextError("合格线请填 0 到 100 的分数。")
    return plain_text(Fraction(mark))


def _per_year(text: str) -> str:
    if not text:
        return ""
    value = _decimal(text)
    if value is None or value != int(value) or not 1 <= value <= _HUNDRED:
        raise RuleTextError("每人每年几次请填整数，不限就空着。")
    return str(int(value))


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if len(text) <= _LONGEST else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def policy(rows: Sequence[Mapping[str, Any]]) -> PromotionPolicy:
    """Return the law's policy of stored rows."""
    return PromotionPolicy(tuple(level.value for level in SkillLevel), tuple(_rule(row) for row in rows))


def _rule(row: Mapping[str, Any]) -> PromotionRule:
    number, limit = row["number"], row["limit"]
    lines = PassLines(Fraction(row["theory"]), Fraction(row["practical"])) if row["theory"] else None
    return PromotionRule(
        id=row["id"],
        scope=row["level"],
        contest_class=row["class"] or None,
        from_levels=tuple(None if level == NO_LEVEL else level for level in row["from"]),
        to_level=row["to"],
        rank_max=int(number) if limit == "rank" else None,
        top_percent=Fraction(number) if limit == "percent" else None,
        dual_pass=lines,
        max_per_year=per_year(row),
    )


def per_year(row: Mapping[str, Any]) -> int | None:
    """Return how often a year somebody may be promoted by a row, None for no limit."""
    return int(row["per_year"]) if row["per_year"] else None


def level_word(level: str | None) -> str:
    """Return a level in Chinese; 无等级 for none."""
    return "无等级" if level in (None, "", NO_LEVEL) else SkillLevel(level).label


def said(row: Mapping[str, Any]) -> str:
    """Say a row in one sentence."""
    who = {"rank": f"前 {row['number']} 名", "percent": f"前 {row['number']}%", "all": "有名次的选手"}[row["limit"]]
    contest = LEVEL_WORDS[Level(row["level"])] + (CLASSES[row["class"]] if row["class"] else "") + "比赛"
    lines = f"，理论满 {row['theory']} 分且实操满 {row['practical']} 分" if row["theory"] else ""
    start = "、".join(level_word(level) for level in row["from"])
    often = f"，每人每年最多 {row['per_year']} 次" if row["per_year"] else ""
    return f"{contest}{who}{lines}，{start}晋升{level_word(row['to'])}{often}。"
