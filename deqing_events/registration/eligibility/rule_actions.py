"""Setting and removing the rules of an event. Whoever is registered stays; a rule is for those who come after."""

import datetime as dt
from typing import Any

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.eligibility.rules import Rule, RuleKind
from deqing_events.domain.eligibility.wording import words
from deqing_events.domain.roles import Actor
from deqing_events.registration import quota_actions
from deqing_events.registration.eligibility import queries
from deqing_events.registration.plans.queries import plan_of


def save(event_id: int, rule: Rule, *, now: dt.datetime, by: Actor) -> None:
    """Set the rule of a kind, in place of the one there was."""
    line = words(rule, queries.names_for([rule]))
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        plan = plan_of(event_id, now=now)
        plan.rules, plan.updated_at = [*_without(plan.rules, rule.kind), rule.stored()], now
        session.add(plan)
        record("event.rule", "event", event_id, by=by, now=now, holds=[line])


def remove(event_id: int, kind: RuleKind, *, now: dt.datetime, by: Actor) -> None:
    """Take the rule of a kind away; without one nothing happens."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        plan = plan_of(event_id, now=now)
        kept = _without(plan.rules, kind)
        if len(kept) == len(plan.rules):
            return  # the other tap of a double tap
        plan.rules, plan.updated_at = kept, now
        session.add(plan)
        record("event.rule_removed", "event", event_id, by=by, now=now, fields=[kind.value])


def _without(stored: list[Any], kind: RuleKind) -> list[Any]:
    """Return what is stored besides the rule of a kind; a row nobody can read goes with it."""
    return [row for row in stored if isinstance(row, dict) and row.get("v") == 1 and row.get("kind") != kind.value]
