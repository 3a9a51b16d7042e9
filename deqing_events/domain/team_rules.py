"""Who must be in a team: rules of composition as data, their words, and what a team still lacks.

A rule is stored as ``{"v": 1, "kind": …}`` with a number ``n`` or a ``trade`` where its kind has one. ``parse`` checks
what is about to be stored; ``problems`` tells the captain, in sentences, what to change. A fact that is not known of
somebody (sex, birth date, workplace) never counts in the team's favour, and the sentence names who has to add it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from deqing_events.domain.ages import age_on

VERSION = 1
MOST = 2000
"""The largest number a rule may hold: a sum of ages of a large team."""

NAMED = 3
"""How many people a sentence names before it only counts them."""


class TeamRuleKind(StrEnum):
    """What a rule asks of a team."""

    MIN_WOMEN = "min_women"
    MIN_MEN = "min_men"
    SAME_UNIT = "same_unit"
    SAME_UNION = "same_union"
    SAME_TOWNSHIP = "same_township"
    AGE_SUM_MIN = "age_sum_min"
    AGE_SUM_MAX = "age_sum_max"
    MIN_OF_TRADE = "min_members_of"


WITHOUT_NUMBER = frozenset({TeamRuleKind.SAME_UNIT, TeamRuleKind.SAME_UNION, TeamRuleKind.SAME_TOWNSHIP})


@dataclass(frozen=True, slots=True)
class TeamRule:
    """One rule; ``number`` is 0 and ``trade`` empty for kinds without."""

    kind: TeamRuleKind
    number: int = 0
    trade: str = ""

    @property
    def key(self) -> str:
        """What a team can have only one rule of: the kind, and the trade where the kind has one."""
        return f"{self.kind}:{self.trade}" if self.trade else str(self.kind)

    def stored(self) -> dict[str, Any]:
        """Return the rule as it is stored."""
        row: dict[str, Any] = {"v": VERSION, "kind": str(self.kind)}
        if self.kind not in WITHOUT_NUMBER:
            row["n"] = self.number
        return row | ({"trade": self.trade} if self.trade else {})


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a team, as far as known; empty or None is not known."""

    name: str
    gender: str = ""
    birth_date: date | None = None
    unit_id: int | None = None
    union_id: int | None = None
    township_id: int | None = None
    trade: str = ""
    is_captain: bool = False


class UnusableTeamRuleError(ValueError):
    """A stored or typed rule cannot be used; the text is a sentence for staff."""


def parse(stored: Iterable[Any]) -> list[TeamRule]:
    """Return stored rules. Raises UnusableTeamRuleError for one this version cannot read, or for two of a kind."""
    rules = [_rule(row) for row in stored]
    if len({rule.key for rule in rules}) < len(rules):
        raise UnusableTeamRuleError("同一种组队规则只能设一条，请改原来的那条。")
    numbers = {rule.kind: rule.number for rule in rules}
    low, high = numbers.get(TeamRuleKind.AGE_SUM_MIN, 0), numbers.get(TeamRuleKind.AGE_SUM_MAX, MOST)
    if low > high:
        raise UnusableTeamRuleError("年龄之和的下限不能大于上限。")
    return rules


def problems(
    rules: Iterable[TeamRule], members: Sequence[Member], *, day: date, trades: Mapping[str, str] | None = None
) -> list[str]:
    """Return what a team still lacks, a sentence per broken rule; empty when it may enter.

    ``day`` is the day of the event, on which ages count; ``trades`` names trade keys.
    """
    found = (_problem(rule, members, day, trades or {}) for rule in rules)
    return [sentence for sentence in found if sentence]


def needed(rules: Iterable[TeamRule]) -> int:
    """Return how many people the rules ask for at least: a team may not be kept smaller than that."""
    numbers = {rule.key: rule.number for rule in rules}
    sexes = numbers.get(TeamRuleKind.MIN_WOMEN, 0) + numbers.get(TeamRuleKind.MIN_MEN, 0)
    of_trades = sum(number for key, number in numbers.items() if key.startswith(TeamRuleKind.MIN_OF_TRADE))
    return max(sexes, of_trades)


def words(rule: TeamRule, trades: Mapping[str, str] | None = None) -> str:
    """Say a rule in one line."""
    match rule.kind:
        case TeamRuleKind.MIN_WOMEN:
            return f"女队员至少 {rule.number} 名"
        case TeamRuleKind.MIN_MEN:
            return f"男队员至少 {rule.number} 名"
        case TeamRuleKind.AGE_SUM_MIN:
            return f"全队年龄之和不小于 {rule.number} 岁"
        case TeamRuleKind.AGE_SUM_MAX:
            return f"全队年龄之和不大于 {rule.number} 岁"
        case TeamRuleKind.MIN_OF_TRADE:
            return f"{(trades or {}).get(rule.trade, rule.trade)}至少 {rule.number} 名"
        case _:
            return f"全队在{_SAME[rule.kind][0]}"


_SAME: Mapping[TeamRuleKind, tuple[str, str, Callable[[Member], int | None]]] = {
    TeamRuleKind.SAME_UNIT: ("同一个单位", "单位", lambda member: member.unit_id),
    TeamRuleKind.SAME_UNION: ("同一个工会", "工会", lambda member: member.union_id),
    TeamRuleKind.SAME_TOWNSHIP: ("同一个镇街", "镇街", lambda member: member.township_id),
}


def _rule(row: Any) -> TeamRule:  # noqa: ANN401 - JSON
    if not isinstance(row, Mapping) or row.get("v") != VERSION:
        raise UnusableTeamRuleError("这条组队规则是别的版本写的，请删掉重设。")
    try:
        kind = TeamRuleKind(str(row.get("kind")))
    except ValueError as error:
        raise UnusableTeamRuleError("请从列表里选一种组队规则。") from error
    if kind in WITHOUT_NUMBER:
        return TeamRule(kind)
    number, trade = row.get("n"), str(row.get("trade") or "")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST:
        raise UnusableTeamRuleError(f"请填 1 到 {MOST} 的整数。")
    if (kind is TeamRuleKind.MIN_OF_TRADE) != bool(trade):
        raise UnusableTeamRuleError("请选一个工种。")
    return TeamRule(kind, number, trade)


def _problem(rule: TeamRule, members: Sequence[Member], day: date, trades: Mapping[str, str]) -> str:
    match rule.kind:
        case TeamRuleKind.MIN_WOMEN:
            return _sexes(rule, members, "female", "女队员")
        case TeamRuleKind.MIN_MEN:
            return _sexes(rule, members, "male", "男队员")
        case TeamRuleKind.AGE_SUM_MIN | TeamRuleKind.AGE_SUM_MAX:
            return _ages(rule, members, day)
        case TeamRuleKind.MIN_OF_TRADE:
            have = sum(member.trade == rule.trade for member in members)
            return "" if have >= rule.number else f"{words(rule, trades)}，现在有 {have} 名，请再找人或换人。"
        case _:
            return _same(rule, members)


def _sexes(rule: TeamRule, members: Sequence[Member], gender: str, word: str) -> str:
    have = sum(member.gender == gender for member in members)
    if have >= rule.number:
        return ""
    unknown = [member for member in members if not member.gender]
    told = f"{_who(unknown)}还没有登记性别，先补上。" if unknown else "请再找人或换人。"
    return f"{word}至少 {rule.number} 名，现在有 {have} 名。{told}"


def _ages(rule: TeamRule, members: Sequence[Member], day: date) -> str:
    unknown = [member for member in members if member.birth_date is None]
    if unknown:
        return f"{words(rule)}，{_who(unknown)}还没有登记出生日期，先补上。"
    total = sum(age_on(member.birth_date, day) for member in members if member.birth_date)
    fits = total >= rule.number if rule.kind is TeamRuleKind.AGE_SUM_MIN else total <= rule.number
    return "" if fits else f"{words(rule)}（按比赛那天算），现在是 {total} 岁，请换人。"


def _same(rule: TeamRule, members: Sequence[Member]) -> str:
    where, word, of = _SAME[rule.kind]
    unknown = [member for member in members if of(member) is None]
    if unknown:
        return f"全队要在{where}，{_who(unknown)}的{word}没有对上登记的名册，请从列表里重选单位。"
    several = len({of(member) for member in members})
    return f"全队要在{where}，现在有 {several} 个{word}的人，请换人。" if several > 1 else ""


def _who(people: Sequence[Member]) -> str:
    named = "、".join(member.name for member in people[:NAMED])
    return named if len(people) <= NAMED else f"{named}等 {len(people)} 人"
