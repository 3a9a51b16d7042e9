"""Rules in one line each, for the page of the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deqing_events.domain.eligibility.rules import Rule, RuleKind

NAMED = 6
"""How many townships, unions or workplaces a sentence names before it only counts them."""
SEX_WORDS = {"female": "女", "male": "男"}
KEPT_OUT = {"student": "在校学生", "teacher": "教师"}
"""Who is no contestant where only people at work are let in (domain.md §3.1, step 3)."""
COUNTED = {RuleKind.TOWNSHIP: "个镇街", RuleKind.UNION: "个工会", RuleKind.UNIT: "个单位"}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of what rules refer to: rows by the kind of rule and id, trades by key."""

    rows: Mapping[RuleKind, Mapping[int, str]] = field(default_factory=dict)
    trades: Mapping[str, str] = field(default_factory=dict)


NO_NAMES = Names()


LINES: Mapping[RuleKind, str] = {
    RuleKind.MEMBER: "限会员名册里的工会会员",
    RuleKind.TOWNSHIP: "限{targets}的职工",
    RuleKind.UNION: "限{targets}的会员",
    RuleKind.UNIT: "限{targets}的职工",
    RuleKind.TRADE: "工种限{targets}",
    RuleKind.AGE: "{ages}（按比赛那天算）",
    RuleKind.YEARS: "从业满 {number} 年",
    RuleKind.EMPLOYED: "限在岗职工，不收在校学生和教师",
    RuleKind.SEX: "限{sex}职工",
    RuleKind.CHAMPION: "没有拿过同工种同级以上比赛的第一名",
    RuleKind.ITEMS: "同一届每人最多报 {number} 项",
    RuleKind.CLASH: "同一时间只能报一项",
    RuleKind.ABSENCE: "最近 {days} 天里报了名没来的少于 {number} 次",
}


def words(rule: Rule, names: Names = NO_NAMES) -> str:
    """Say a rule in one line."""
    return LINES[rule.kind].format(
        targets=targets(rule, names),
        ages=ages(rule),
        number=rule.number,
        days=rule.days,
        sex=SEX_WORDS.get(rule.sex, ""),
    )


def targets(rule: Rule, names: Names) -> str:
    """Name whom a rule lets in: 武康街道、阜溪街道; the first few when there are many."""
    if rule.kind is RuleKind.TRADE:
        return "、".join(names.trades.get(key, key) for key in rule.trades)
    known = names.rows.get(rule.kind, {})
    named = [known.get(each, f"{each} 号") for each in rule.ids]
    told = "、".join(named[:NAMED])
    return told if len(named) <= NAMED else f"{told}等 {len(named)} {COUNTED[rule.kind]}"


def ages(rule: Rule) -> str:
    """Say the bounds of an age."""
    if rule.high is None:
        return f"年满 {rule.low} 周岁"
    if rule.low is None:
        return f"不超过 {rule.high} 周岁"
    return f"{rule.low} 到 {rule.high} 周岁"
