"""Who a contest proposes for a higher level: the published ranking judged by the rule table of its notice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deqing_events.contests.models import Publication
from deqing_events.contests.promotions import queries
from deqing_events.contests.promotions.models import Promotion, PromotionTable
from deqing_events.domain.promotion import PromotionContest, PromotionResult, Proposal, proposals
from deqing_events.domain.promotion_rules import FAILING_WORDS, NO_LEVEL, policy, said
from deqing_events.domain.questions.catalogue import LEVEL
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import queries as questions
from deqing_events.settings import Keys

UNKNOWN_LEVEL = "不知道现有等级：报名时没有问，会员名册里也没有"
NO_RESULT = "没有成绩"
NO_SIGN_UP = "没有对应的报名，查不到本人"
NO_OCCUPATION = "不知道职业：赛事和报名都没有写工种"
NOT_ATTENDED = frozenset({"缺考", "弃权"})


@dataclass(frozen=True)
class Candidate:
    """One ranked person: ``rule`` and ``to_level`` when a rule proposes somebody, else ``why_not``."""

    registration: Registration | None
    name: str
    unit: str
    rank: int
    occupation: str
    level: str | None
    rule: Mapping[str, Any] | None = None
    to_level: str = ""
    why_not: str = ""
    held: Promotion | None = None

    @property
    def said(self) -> str:
        """The rule that matched, in words."""
        return said(self.rule) if self.rule else ""


def day_of(event: Event) -> dt.date:
    """Return the day whose rules hold: that of the notice."""
    return (event.published_at or event.created_at).date()


@dataclass(frozen=True)
class _Known:
    """What the lines are made of: the rules, what they say of each person, levels and promotions by sign-up."""

    rules: Mapping[str, Mapping[str, Any]]
    judged: Mapping[str, Proposal]
    levels: Mapping[int, str | None]
    made: Mapping[int, Promotion]


def candidates(event: Event, publication: Publication, table: PromotionTable, keys: Keys) -> list[Candidate]:
    """Return everybody with a place, in its order, judged by the rule table."""
    rows = publication.content["rows"]
    held = queries.sign_ups([row["registration"] for row in rows if row["registration"]])
    levels = _levels(held, keys)
    results = [
        _result(held[row["registration"]], row, levels[row["registration"]])
        for row in rows
        if row["registration"] in levels and row.get("finished", True)
    ]
    judged = _judged(event, publication, table, results)
    known = _Known({rule["id"]: rule for rule in table.rules}, judged, levels, _promotions(event.id))
    return [_candidate(event, row, held.get(row["registration"]), known) for row in rows]


def _levels(held: Mapping[int, Registration], keys: Keys) -> dict[int, str | None]:
    """Return the level each sign-up has: as answered, else as on the roster; without either it is left out."""
    answers = questions.answers_of(list(held), keys)
    roster = queries.roster_levels({row.member_id for row in held.values() if row.member_id})
    found: dict[int, str | None] = {}
    for registration in held.values():
        answered = next((one.value for one in answers[registration.id] if one.question.key == LEVEL), None)
        level = answered or roster.get(registration.member_id or 0)
        if isinstance(level, str):
            found[registration.id] = None if level == NO_LEVEL else level
    return found


def _result(registration: Registration, row: Mapping[str, Any], level: str | None) -> PromotionResult:
    parts = {key: Fraction(part["exact"]) for key, part in row["parts"].items()}
    return PromotionResult(registration.person_key, row["rank"], parts.get("theory"), parts.get("practical"), level)


def _judged(
    event: Event, publication: Publication, table: PromotionTable, results: Sequence[PromotionResult]
) -> dict[str, Proposal]:
    contest = contest_of(event, publication.content, publication.at)
    done = queries.approved({result.person for result in results})
    return {each.person: each for each in proposals(policy(table.rules), contest, results, done)}


def contest_of(event: Event, content: Mapping[str, Any], at: dt.datetime) -> PromotionContest:
    """Return the contest as the law looks at it, by a ranking made ``at`` some moment."""
    stayed_away = sum(row["status"] in NOT_ATTENDED for row in content["unranked"])
    return PromotionContest(
        scope=event.organiser_level,
        contest_class=event.contest_class or None,
        day=(event.ends_at or at).date(),
        participants=content["entrants"] - stayed_away,
    )


def _promotions(event_id: int) -> dict[int, Promotion]:
    """Return the promotion of each sign-up that counts, else the last."""
    rows = sorted(queries.of_event(event_id), key=lambda row: (row.state in queries.ALIVE, row.id))
    return {row.registration_id: row for row in rows}


def _candidate(event: Event, row: Mapping[str, Any], registration: Registration | None, known: _Known) -> Candidate:
    if registration is None:
        return Candidate(None, row["name"], row["unit"], row["rank"], event.trade, None, why_not=NO_SIGN_UP)
    occupation, level = registration.trade or event.trade, known.levels.get(registration.id)
    held = known.made.get(registration.id)
    plain = Candidate(registration, registration.name, row["unit"], row["rank"], occupation, level, held=held)
    if not row.get("finished", True):
        return replace(plain, why_not=NO_RESULT)
    if registration.id not in known.levels:
        return replace(plain, why_not=UNKNOWN_LEVEL)
    if not occupation:
        return replace(plain, why_not=NO_OCCUPATION)
    found = known.judged[registration.person_key]
    if found.failing is not None:
        return replace(plain, why_not=FAILING_WORDS[found.failing])
    return replace(plain, rule=known.rules[found.rule or ""], to_level=found.to_level or "")
