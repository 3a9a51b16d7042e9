"""Writing the sign-up plan of an event."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain import team_rules
from deqing_events.domain.roles import Actor
from deqing_events.domain.team_rules import TeamRule
from deqing_events.registration import promotion, quota_actions
from deqing_events.registration.plans import editor_queries, queries
from deqing_events.registration.plans.models import SignUpPlan

UNDER_REVIEW = "还有 {number} 条报名正在审核，先处理完再改审核方式和占名额的时间。"
HAS_TEAMS = "已经有队伍报名，不能再改名额按人还是按队算。"

TOO_SMALL = "组队要求合起来至少要 {needed} 人，每队最多 {most} 人。请调高每队上限，或改组队要求。"


class PlanRefusedError(Exception):
    """The plan was not changed; the text is a sentence for people."""


def save(event_id: int, values: Mapping[str, Any], *, now: dt.datetime, by: Actor) -> list[int]:
    """Set columns of the plan.

    Where places are given to those who wait again the waiting list moves up: returns the ids moved up. Raises
    PlanRefusedError when somebody under review would be left without a way forward, or teams were counted otherwise.
    """
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        plan = queries.plan_of(event_id, now=now)
        _refuse(event_id, plan, values)
        changed = sorted(name for name, value in values.items() if getattr(plan, name) != value)
        for name, value in values.items():
            setattr(plan, name, value)
        plan.updated_at = now
        session.add(plan)
        session.flush()
        record("event.sign_up_plan", "event", event_id, by=by, now=now, fields=changed)
        return promotion.move_up(event_id, now=now, by=by)


def _refuse(event_id: int, plan: SignUpPlan, values: Mapping[str, Any]) -> None:
    if (plan.review, plan.claim_at) != (values["review"], values["claim_at"]):
        number = editor_queries.under_review(event_id)
        if number:
            raise PlanRefusedError(UNDER_REVIEW.format(number=number))
    _fit(team_rules.parse(plan.team_rules), values["team_max"])
    if plan.counts != values["counts"] and editor_queries.has_teams(event_id):
        raise PlanRefusedError(HAS_TEAMS)


def set_team_rule(event_id: int, rule: TeamRule, *, now: dt.datetime, by: Actor) -> None:
    """Set a rule of composition, in the place of the one of its kind and trade. Raises PlanRefusedError."""
    _team_rules(event_id, lambda held: [*(each for each in held if each.key != rule.key), rule], now=now, by=by)


def remove_team_rule(event_id: int, rule: TeamRule, *, now: dt.datetime, by: Actor) -> None:
    """Take a rule of composition away; a second time changes nothing."""
    _team_rules(event_id, lambda held: [each for each in held if each.key != rule.key], now=now, by=by)


def _team_rules(
    event_id: int, change: Callable[[list[TeamRule]], list[TeamRule]], *, now: dt.datetime, by: Actor
) -> None:
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)
        plan = queries.plan_of(event_id, now=now)
        try:
            rules = team_rules.parse([rule.stored() for rule in change(team_rules.parse(plan.team_rules))])
        except team_rules.UnusableTeamRuleError as refusal:
            raise PlanRefusedError(str(refusal)) from refusal
        _fit(rules, plan.team_max)
        plan.team_rules, plan.updated_at = [rule.stored() for rule in rules], now
        session.add(plan)
        session.flush()
        record("event.team_rules", "event", event_id, by=by, now=now, holds=[rule.key for rule in rules])


def _fit(rules: list[TeamRule], team_max: int) -> None:
    wanted = team_rules.needed(rules)
    if wanted > team_max:
        raise PlanRefusedError(TOO_SMALL.format(needed=wanted, most=team_max))


def copy(source_id: int, event_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Give a copied event its source's plan, without dates, inside the caller's transaction."""
    del by
    source = queries.plan_of(source_id, now=now)
    made = SignUpPlan.default(event_id, now)
    for name in ("review", "claim_at", "transfer_within", "counts", "team_min", "team_max", "team_rules", "rules"):
        setattr(made, name, getattr(source, name))
    database.session().add(made)
