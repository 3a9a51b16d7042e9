"""Questions about the rules of an event: what they are, what they name, and how they read in words."""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.eligibility.deciding import needs_proof
from deqing_events.domain.eligibility.facts import Asked
from deqing_events.domain.eligibility.rules import Rule, RuleKind, UnusableRuleError, parse
from deqing_events.domain.eligibility.wording import Names, words
from deqing_events.events.trades import TRADES
from deqing_events.organisations.models import LabourUnion, Organisation, Unit
from deqing_events.organisations.queries import resolve_unit
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import queries as questions

UNREADABLE = "报名条件正在修改，请联系主办方。"
NAMED: Mapping[RuleKind, type[Organisation | LabourUnion | Unit]] = {
    RuleKind.TOWNSHIP: Organisation,
    RuleKind.UNION: LabourUnion,
    RuleKind.UNIT: Unit,
}


def rules_of(event_id: int, *, now: dt.datetime) -> tuple[Rule, ...]:
    """Return the rules of an event. Raises UnusableRuleError for one this version cannot read."""
    return parse(plan_of(event_id, now=now).rules)


def names_for(rules: Iterable[Rule]) -> Names:
    """Return the names of what rules refer to."""
    rows: dict[RuleKind, Mapping[int, str]] = {}
    for rule in rules:
        table = NAMED.get(rule.kind)
        if table is not None:
            query = select(table.id, table.name).where(table.id.in_(rule.ids))
            rows[rule.kind] = {row.id: row.name for row in database.session().execute(query)}
    return Names(rows, TRADES)


def ids_of(kind: RuleKind, named: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return the ids of unions or workplaces by name (workplaces by their short one too), and which are unknown."""
    ids: list[int] = []
    unknown: list[str] = []
    for text in named:
        found = _union(text) if kind is RuleKind.UNION else resolve_unit(text)
        if found is None:
            unknown.append(text)
        else:
            ids.append(found.id)
    return ids, unknown


def _union(text: str) -> LabourUnion | None:
    found = list(database.session().scalars(select(LabourUnion).where(LabourUnion.name == text).limit(2)))
    return found[0] if len(found) == 1 else None


def lines(event_id: int, *, now: dt.datetime) -> list[str]:
    """Return the rules of an event in words, a line each."""
    try:
        rules = rules_of(event_id, now=now)
    except UnusableRuleError:
        return [UNREADABLE]
    names = names_for(rules)
    return [words(rule, names) for rule in rules]


def proof_first(event_id: int, *, now: dt.datetime) -> bool:
    """Tell whether nobody can sign up for an event by themselves before they proved their mobile."""
    try:
        return needs_proof(rules_of(event_id, now=now))
    except UnusableRuleError:
        return False


def asked_of(event_id: int) -> frozenset[Asked]:
    """Return what an event's form asks of the things rules look at."""
    fields = {question.field for question in questions.current(event_id)}
    return frozenset(each for each in Asked if each.value in fields)
