"""Who is proposed for the next round, and in which order the reserves stand (初赛 → 复赛 → 决赛).

A *group* holds those who share a place, best group first. Guests are ranked and never go on; whether their places count
is the rule's choice. Where an order is needed that the ranking does not give, a recorded draw gives it: at the cut when
the tie rule says so, and among the reserves always, because one of them moves up before the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.advancement import AdvancementRule, Condition, CountFrom, TieAtLevel, advancing
from deqing_events.domain.ranking import settled


class Round(StrEnum):
    """Which round of a contest an event is (domain.md 2.4)."""

    PRELIMINARY = "preliminary"
    SEMIFINAL = "semifinal"
    FINAL = "final"


ROUND_WORDS = {Round.PRELIMINARY: "初赛", Round.SEMIFINAL: "复赛", Round.FINAL: "决赛"}


def round_of(*, fed: bool, feeds: bool) -> Round:
    """Return which round it is: one that others lead to (``fed``), one that leads to another (``feeds``), or both."""
    if not feeds:
        return Round.FINAL
    return Round.SEMIFINAL if fed else Round.PRELIMINARY


@dataclass(frozen=True, slots=True)
class Plan:
    """How a round leads to the next: the rule, how many reserves, and whether a guest's place counts."""

    rule: AdvancementRule
    reserves: int
    guests_consume: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A finished ranking: groups of ids, best first; ``entrants`` are all on the list, ranked or not, without guests.

    With guests whose places count, they count in the base as well: ``guests`` are all of them, ranked or not.
    ``unfinished`` have a place but no result (no time): they never go on and never stand by.
    """

    groups: Sequence[tuple[str, ...]]
    entrants: int
    guests: frozenset[str] = frozenset()
    unfinished: frozenset[str] = frozenset()

    @property
    def barred(self) -> frozenset[str]:
        """Whoever has a place and never goes on."""
        return self.guests | self.unfinished


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who goes on, in place order; the reserves, first to move up first; and groups that a draw has to order first."""

    going: tuple[str, ...]
    reserves: tuple[str, ...]
    to_draw: tuple[tuple[str, ...], ...]


def proposal(field: Field, plan: Plan, draws: Sequence[Sequence[str]] = ()) -> Proposal:
    """Apply the plan to a ranking. Of several draws of one group the first holds; needless draws change nothing."""
    groups = [group for group in (_counted(each, field, plan) for each in field.groups) if group]
    crossing = _crossing(groups, plan, base_of(field, plan), field.barred)
    parts = settled([crossing], draws) if crossing else []
    if len(parts) > 1:
        groups = [part for group in groups for part in _split(group, parts, field.barred)]
    ids = [each for group in groups for each in group]
    taken = _taken(groups, ids, field, plan)
    rest = [own for group in groups if (own := _own(group, taken, field.barred))]
    reserves, tied = _reserves(settled(rest, draws), plan.reserves)
    waiting = [crossing] if len(parts) == 1 else []
    going = tuple(each for each in ids if each in taken and each not in field.barred)
    return Proposal(going, reserves, tuple(dict.fromkeys([*waiting, *tied])))


def _split(group: tuple[str, ...], parts: Sequence[tuple[str, ...]], barred: Collection[str]) -> list[tuple[str, ...]]:
    """Split the group that was drawn; whoever of it never goes on stays behind."""
    if parts[0][0] not in group:
        return [group]
    rest = tuple(each for each in group if each in barred)
    return [*parts, *([rest] if rest else [])]


def _taken(groups: Sequence[tuple[str, ...]], ids: Sequence[str], field: Field, plan: Plan) -> set[str]:
    ranks: list[int | None] = []
    for group in groups:
        ranks += [len(ranks) + 1] * len(group)
    ranks += [None] * (base_of(field, plan) - len(ids) if plan.rule.base is CountFrom.REGISTERED else 0)
    finished = [each not in field.unfinished for each in ids] + [False] * (len(ranks) - len(ids))
    return {ids[index] for index in advancing(ranks, finished, plan.rule)}


def _counted(group: tuple[str, ...], field: Field, plan: Plan) -> tuple[str, ...]:
    return tuple(each for each in group if plan.guests_consume or each not in field.guests)


def _own(group: Sequence[str], taken: Collection[str], barred: Collection[str]) -> tuple[str, ...]:
    return tuple(each for each in group if each not in taken and each not in barred)


def base_of(field: Field, plan: Plan) -> int:
    """Return what percents are taken from."""
    guests = field.guests if plan.guests_consume else frozenset()
    if plan.rule.base is CountFrom.REGISTERED:
        return field.entrants + len(guests)
    ranked = [each for group in field.groups for each in group]
    return sum(each not in field.guests or each in guests for each in ranked)


def _crossing(groups: Sequence[tuple[str, ...]], plan: Plan, base: int, barred: Collection[str]) -> tuple[str, ...]:
    """Return who of the group that crosses the cut is drawn, where the rule wants a draw; else nobody."""
    if plan.rule.tie_at_level is not TieAtLevel.DRAW:
        return ()
    cut, rank = min(plan.rule.bounds(base)), 1
    for group in groups:
        own = _own(group, (), barred)
        if rank <= cut < rank + len(group) - 1 and len(own) > 1:
            return own
        rank += len(group)
    return ()


def _reserves(rest: Sequence[tuple[str, ...]], count: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the first so many of the rest, and the tied groups among them."""
    found: list[str] = []
    tied = []
    for group in rest:
        if len(found) >= count:
            break
        if len(group) > 1:
            tied.append(group)
        found += group
    return tuple(found[:count]), tied


_TIES = {
    TieAtLevel.INCLUDE: "并列在晋级线上的一起晋级",
    TieAtLevel.EXCLUDE: "并列在晋级线上、名额不够的都不晋级",
    TieAtLevel.DRAW: "并列在晋级线上、名额不够的抽签决定",
}
_BASES = {CountFrom.REGISTERED: "参赛名单人数", CountFrom.PRESENT: "有成绩的人数"}


def said(plan: Plan) -> str:
    """Say the plan in one Chinese sentence, without what comes next in it."""
    rule = plan.rule
    ranking = rule.condition is Condition.RANKING
    parts = [
        f"前 {rule.level} 名晋级" if ranking else f"前 {rule.level}% 晋级（按{_BASES[rule.base]}算，不足一个的舍去）"
    ]
    parts.append(_TIES[rule.tie_at_level])
    if rule.cap_percent < 100:  # noqa: PLR2004 - percent
        parts.append(f"晋级的不超过{_BASES[rule.base]}的 {rule.cap_percent}%")
    if plan.reserves:
        parts.append(f"另取 {plan.reserves} 名候补")
    parts.append("同场参赛的不晋级，" + ("但占名次" if plan.guests_consume else "也不占名次"))
    return "；".join(parts)
