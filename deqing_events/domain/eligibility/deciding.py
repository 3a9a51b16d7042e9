"""Does somebody meet the rules? One answer per rule; what is not known never counts as met.

Each rule is answered by itself, so neither their order nor their number changes what one of them says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from deqing_events.domain.ages import age_on
from deqing_events.domain.eligibility.facts import Asked, Facts, Finding, Verdict
from deqing_events.domain.eligibility.rules import ON_FILE, Rule, RuleKind
from deqing_events.domain.eligibility.wording import KEPT_OUT, NO_NAMES, SEX_WORDS, Names, ages, targets

PROVE = "这一场要核对本人的会员信息和报名记录，请先验证手机号，再报名。"
TO_PROVE = "要本人验证手机号"
Answer = tuple[Verdict, str, str]
FINE: Answer = (Verdict.FINE, "", "")
WORST = (Verdict.REFUSED, Verdict.MISSING, Verdict.PROVE)


@dataclass(frozen=True, slots=True)
class Days:
    """The day of the event, on which ages count, and today, from which absences are counted back."""

    event: date
    today: date


def findings(rules: Iterable[Rule], facts: Facts, days: Days, names: Names = NO_NAMES) -> tuple[Finding, ...]:
    """Return the answer about each rule, those that are met included."""
    return tuple(Finding(rule, *_answer(rule, facts, days, names)) for rule in rules)


def in_the_way(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the answers that keep somebody from signing up."""
    return tuple(each for each in found if each.verdict is not Verdict.FINE)


def told(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the answers to tell somebody now: what is refused, else what is missing, else that a proof is needed."""
    every = in_the_way(found)
    worst = next((verdict for verdict in WORST if any(each.verdict is verdict for each in every)), None)
    same = tuple(each for each in every if each.verdict is worst)
    return same[:1] if worst is Verdict.PROVE else same


def needs_proof(rules: Iterable[Rule]) -> bool:
    """Tell whether nobody can sign up by themselves before they proved their mobile."""
    return any(rule.kind in ON_FILE for rule in rules)


def _answer(rule: Rule, facts: Facts, days: Days, names: Names) -> Answer:
    if rule.kind in ON_FILE and not facts.on_file:
        return Verdict.PROVE, PROVE, TO_PROVE
    return _DECIDE[rule.kind](rule, facts, days, names)


def _missing(facts: Facts, asked: Asked, what: str) -> Answer:
    if asked in facts.asked:
        return Verdict.MISSING, f"请填{what}，这一场要核对。", f"{what}没填"
    if not facts.on_file and asked in {Asked.BIRTH, Asked.SEX}:
        return Verdict.PROVE, PROVE, TO_PROVE
    return Verdict.MISSING, f"这一场要核对{what}，没有你的登记，请联系主办方补上。", f"没有登记{what}"


def _member(_: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if facts.member:
        return FINE
    sentence = "这一场只收会员名册里的工会会员，没有对上你的姓名和手机号。请找单位工会登记，登记好再来报。"
    return Verdict.REFUSED, sentence, "不在会员名册"


def _workplace(rule: Rule, facts: Facts, _: Days, names: Names) -> Answer:
    where, word = {
        RuleKind.TOWNSHIP: (facts.township_id, "镇街"),
        RuleKind.UNION: (facts.union_id, "工会"),
        RuleKind.UNIT: (facts.unit_id, "单位"),
    }[rule.kind]
    if where in rule.ids:
        return FINE
    if where is None:
        sentence = f"这一场限定了{word}，请从列表里选你的单位；列表里没有的话，请联系主办方登记。"
        return Verdict.MISSING, sentence, f"{word}没对上"
    sentence = f"这一场只收{targets(rule, names)}的职工，你的单位不在其中。单位选得不对的话，请改一下再交。"
    return Verdict.REFUSED, sentence, f"{word}不符"


def _trade(rule: Rule, facts: Facts, _: Days, names: Names) -> Answer:
    if facts.trade in rule.trades:
        return FINE
    if not facts.trade:
        return _missing(facts, Asked.TRADE, "参赛工种")
    sentence = f"这一场只收{targets(rule, names)}，你选的工种不在其中。选得不对的话，请改一下再交。"
    return Verdict.REFUSED, sentence, "工种不符"


def _age(rule: Rule, facts: Facts, days: Days, _: Names) -> Answer:
    if facts.birth_date is None:
        return _missing(facts, Asked.BIRTH, "出生日期")
    age = age_on(facts.birth_date, days.event)
    if (rule.low is None or age >= rule.low) and (rule.high is None or age <= rule.high):
        return FINE
    sentence = f"这一场要{ages(rule)}，比赛那天你 {age} 岁，这次报不了。出生日期不对的话，请改一下或联系主办方。"
    return Verdict.REFUSED, sentence, f"比赛那天 {age} 岁"


def _years(rule: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if facts.years is None:
        return _missing(facts, Asked.YEARS, "从业年限")
    if facts.years >= rule.number:
        return FINE
    years = f"{facts.years:f}"
    sentence = f"这一场要从业满 {rule.number} 年，你填的是 {years} 年，这次报不了。填得不对的话，请改一下再交。"
    return Verdict.REFUSED, sentence, f"从业 {years} 年"


def _sex(rule: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if not facts.sex:
        return _missing(facts, Asked.SEX, "性别")
    if facts.sex == rule.sex:
        return FINE
    return Verdict.REFUSED, f"这一场只收{SEX_WORDS[rule.sex]}职工，请看看别的活动。", "性别不符"


def _employed(_: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if not facts.standing:
        return _missing(facts, Asked.STANDING, "身份")
    word = KEPT_OUT.get(facts.standing)
    if word is None:
        return FINE
    sentence = f"这一场只收在岗职工，{word}这次报不了，请看看别的活动。身份选得不对的话，请改一下再交。"
    return Verdict.REFUSED, sentence, word


def _champion(_: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if not facts.champion:
        return FINE
    sentence = "这一场不收往届冠军，你拿过同工种同级以上比赛的第一名，请看看别的项目。"
    return Verdict.REFUSED, sentence, "往届冠军"


def _items(rule: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if len(facts.items) < rule.number:
        return FINE
    held = "、".join(f"“{title}”" for title in facts.items)
    sentence = f"同一届每人最多报 {rule.number} 项，你已经报了{held}。要报这一场，请先取消其中一项。"
    return Verdict.REFUSED, sentence, f"同一届已报 {len(facts.items)} 项"


def _clash(_: Rule, facts: Facts, _days: Days, _names: Names) -> Answer:
    if not facts.clashes:
        return FINE
    held = "、".join(f"“{title}”" for title in facts.clashes)
    return Verdict.REFUSED, f"和你报的{held}时间重叠。要报这一场，请先取消那一场。", f"和{held}时间重叠"


def _absence(rule: Rule, facts: Facts, days: Days, _: Names) -> Answer:
    recent = sum((days.today - day).days <= rule.days for day in facts.absences)
    if recent < rule.number:
        return FINE
    sentence = f"最近 {rule.days} 天里你有 {recent} 次报了名没来，现在不能自己报。有特殊情况请联系主办方。"
    return Verdict.REFUSED, sentence, f"最近 {recent} 次报名没来"


_DECIDE: Mapping[RuleKind, Callable[[Rule, Facts, Days, Names], Answer]] = {
    RuleKind.MEMBER: _member,
    RuleKind.TOWNSHIP: _workplace,
    RuleKind.UNION: _workplace,
    RuleKind.UNIT: _workplace,
    RuleKind.TRADE: _trade,
    RuleKind.AGE: _age,
    RuleKind.YEARS: _years,
    RuleKind.EMPLOYED: _employed,
    RuleKind.SEX: _sex,
    RuleKind.CHAMPION: _champion,
    RuleKind.ITEMS: _items,
    RuleKind.CLASH: _clash,
    RuleKind.ABSENCE: _absence,
}
