"""What the editor of the rules says about each kind, and what a rule needs to work. Knows no request."""

from collections.abc import Mapping
from dataclasses import dataclass

from deqing_events.domain.eligibility.facts import Asked
from deqing_events.domain.eligibility.rules import Rule, RuleKind
from deqing_events.events.models import Event


@dataclass(frozen=True)
class About:
    """A kind of rule: its name, what it does, and the labels and hints of its fields."""

    name: str
    does: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]


_ONE_PER_LINE = "一行一个，写全称。"
ABOUT: Mapping[RuleKind, About] = {
    RuleKind.MEMBER: About("工会会员", "只收会员名册里对得上姓名和手机号的人。", {}, {}),
    RuleKind.TOWNSHIP: About("镇街", "只收这些镇街的单位的职工。", {}, {}),
    RuleKind.UNION: About(
        "基层工会", "只收这些工会的会员。", {"named": "哪些工会"}, {"named": "一行一个，写工会全称。"}
    ),
    RuleKind.UNIT: About("单位", "只收这些单位的职工。", {"named": "哪些单位"}, {"named": _ONE_PER_LINE}),
    RuleKind.TRADE: About("工种", "只收报这些工种的人。", {}, {}),
    RuleKind.AGE: About(
        "年龄",
        "按比赛那天的周岁算，两头都含。",
        {},
        {"low": "不填就是不限。", "high": "不填就是不限，比如退休年龄 60。"},
    ),
    RuleKind.YEARS: About(
        "从业年限",
        "按报名时填的从业年限算。",
        {"number": "至少几年"},
        {"number": "县级一般 1 年，报省级 3 年。"},
    ),
    RuleKind.EMPLOYED: About("在岗职工", "不收在校学生和教师，按报名时选的身份算。", {}, {}),
    RuleKind.SEX: About("性别", "奖项限性别时才用，比如巾帼建功标兵。", {}, {}),
    RuleKind.CHAMPION: About("不收往届冠军", "同工种、同级以上比赛里拿过第一名的人不能再报。", {}, {}),
    RuleKind.ITEMS: About(
        "每人最多几项", "同一个竞赛活动里，一个人最多报几项，这一场也算。", {"number": "最多几项"}, {}
    ),
    RuleKind.CLASH: About("时间不重叠", "已经报了同一时间别的活动的人，要先取消那一场。", {}, {}),
    RuleKind.ABSENCE: About(
        "多次没来", "报了名没来满几次的人，暂时不能自己报。", {"number": "没来满几次"}, {"days": "从今天往回数。"}
    ),
}
ANSWERS: Mapping[RuleKind, tuple[Asked, str]] = {
    RuleKind.TRADE: (Asked.TRADE, "报名表还没问参赛工种，没有人能通过。"),
    RuleKind.AGE: (Asked.BIRTH, "报名表还没问出生日期，只有会员名册里登记过的人能通过。"),
    RuleKind.YEARS: (Asked.YEARS, "报名表还没问从业年限，没有人能通过。"),
    RuleKind.EMPLOYED: (Asked.STANDING, "报名表还没问身份，没有人能通过。"),
    RuleKind.SEX: (Asked.SEX, "报名表还没问性别，只有会员名册里登记过的人能通过。"),
}


@dataclass(frozen=True)
class Gap:
    """What keeps a rule from working as meant, and where to mend it."""

    sentence: str
    href: str
    link: str


def gap(rule: Rule, event: Event, asked: frozenset[Asked]) -> Gap | None:
    """Return what is missing for a rule of an event, or None."""
    answer = ANSWERS.get(rule.kind)
    if answer is not None and answer[0] not in asked:
        return Gap(answer[1], f"/desk/events/{event.id}/sign-up/form", "去加这一项")
    if rule.kind is RuleKind.ITEMS and event.campaign_id is None:
        return Gap("这一场不属于任何竞赛活动，这条不起作用。", f"/desk/events/{event.id}/edit/basic", "去选竞赛活动")
    if rule.kind is RuleKind.CHAMPION and not event.trade:
        return Gap("这一场没选工种，只和没选工种的同类比赛比。", f"/desk/events/{event.id}/edit/basic", "去选工种")
    return None
