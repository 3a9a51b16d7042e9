"""Who a contest proposes for a higher skill level (技能晋级, domain.md 3.1.3). A rule proposes, a person approves.

The checks of a rule run in a fixed order; where no rule passes, the first failing check of the rule that got furthest
is the reason. Levels compare by the ladder, never by name; no level yet is below all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.rounding import Rounding, whole

_PERCENT = 100


class Failing(StrEnum):
    """Why somebody is not proposed, in the order of the checks; ``NO_RULE`` when no rule applies to the contest."""

    NO_RULE = "no_rule"
    RANK = "rank"
    DUAL_PASS = "dual_pass"  # noqa: S105 - the pass is that of an examination
    LEVEL = "level"
    YEAR_LIMIT = "year_limit"


@dataclass(frozen=True, slots=True)
class PassLines:
    """The marks both parts have to reach."""

    theory: Fraction
    practical: Fraction


@dataclass(frozen=True, slots=True)
class PromotionRule:
    """One row of the policy. ``contest_class`` None is any; with neither rank limit every ranked place will do.

    ``from_levels`` may hold None for "no level yet"; ``max_per_year`` None is no limit.
    """

    id: str
    scope: str
    contest_class: str | None
    from_levels: tuple[str | None, ...]
    to_level: str
    rank_max: int | None = None
    top_percent: Fraction | None = None
    percent_rounding: Rounding = Rounding.FLOOR
    dual_pass: PassLines | None = None
    max_per_year: int | None = None


@dataclass(frozen=True, slots=True)
class PromotionContest:
    """The contest whose results are looked at; ``participants`` is what a percent is taken of."""

    scope: str
    contest_class: str | None
    day: date
    participants: int


@dataclass(frozen=True, slots=True)
class PromotionResult:
    """One person's result; an empty rank, mark or level is not there, which is never zero."""

    person: str
    rank: int | None
    theory: Fraction | None
    practical: Fraction | None
    level: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one person (``rule`` and ``to_level``), or why nothing is (``failing``)."""

    person: str
    level: str | None
    rule: str | None = None
    to_level: str | None = None
    failing: Failing | None = None


@dataclass(frozen=True, slots=True)
class PromotionPolicy:
    """The ladder from low to high and the rules of the version a contest was announced with."""

    ladder: tuple[str, ...]
    rules: tuple[PromotionRule, ...]

    def height(self, level: str | None) -> int:
        """How high a level stands, -1 for none. Raises ValueError for a level the ladder does not know."""
        if level is None:
            return -1
        if level not in self.ladder:
            raise ValueError(f"the ladder has no level {level!r}")
        return self.ladder.index(level)


def proposals(
    policy: PromotionPolicy,
    contest: PromotionContest,
    results: Sequence[PromotionResult],
    approved: Sequence[tuple[str, date]],
) -> list[Proposal]:
    """Look at every result in its order; ``approved`` are the promotions people hold already, with their day.

    Of several rules that pass, the one with the highest level counts, then the first. Raises ValueError for a level the
    ladder does not know.
    """
    rules = [rule for rule in policy.rules if _applies(rule, contest)]
    in_year = [person for person, day in approved if day.year == contest.day.year]
    return [_proposal(policy, rules, contest, result, in_year.count(result.person)) for result in results]


def reached(max_per_year: int | None, approved: Sequence[date], day: date) -> bool:
    """Tell whether somebody approved on the days ``approved`` may not be approved again on ``day`` (None: no limit)."""
    return max_per_year is not None and sum(each.year == day.year for each in approved) >= max_per_year


def _applies(rule: PromotionRule, contest: PromotionContest) -> bool:
    return rule.scope == contest.scope and rule.contest_class in (None, contest.contest_class)


def _proposal(
    policy: PromotionPolicy,
    rules: Sequence[PromotionRule],
    contest: PromotionContest,
    result: PromotionResult,
    this_year: int,
) -> Proposal:
    outcomes = [(rule, _first_failing(policy, rule, contest, result, this_year)) for rule in rules]
    passed = [rule for rule, failing in outcomes if failing is None]
    if passed:
        best = max(passed, key=lambda rule: policy.height(rule.to_level))  # of equals, max keeps the first
        return Proposal(result.person, result.level, best.id, best.to_level)
    order = list(Failing)
    failings = [failing for _, failing in outcomes if failing is not None]
    furthest = max(failings, key=order.index, default=Failing.NO_RULE)
    return Proposal(result.person, result.level, failing=furthest)


def _first_failing(
    policy: PromotionPolicy,
    rule: PromotionRule,
    contest: PromotionContest,
    result: PromotionResult,
    this_year: int,
) -> Failing | None:
    checks = (
        (Failing.RANK, _ranks(rule, contest, result.rank)),
        (Failing.DUAL_PASS, _passes(rule.dual_pass, result)),
        (Failing.LEVEL, _rises(policy, rule, result.level)),
        (Failing.YEAR_LIMIT, rule.max_per_year is None or this_year < rule.max_per_year),
    )
    return next((failing for failing, fine in checks if not fine), None)


def _ranks(rule: PromotionRule, contest: PromotionContest, rank: int | None) -> bool:
    if rank is None:
        return False
    limits = [] if rule.rank_max is None else [rule.rank_max]
    if rule.top_percent is not None:
        limits.append(whole(contest.participants * rule.top_percent / _PERCENT, rule.percent_rounding))
    return not limits or rank <= max(limits)


def _passes(lines: PassLines | None, result: PromotionResult) -> bool:
    if lines is None:
        return True
    if result.theory is None or result.practical is None:
        return False
    return result.theory >= lines.theory and result.practical >= lines.practical


def _rises(policy: PromotionPolicy, rule: PromotionRule, level: str | None) -> bool:
    return level in rule.from_levels and policy.height(level) < policy.height(rule.to_level)
