"""Quick ways to sign-ups under review."""

from typing import Any

from deqing_events import database
from deqing_events.domain.reviewing import Act, Who
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import queries
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.review import actions
from deqing_events.registration.review.actions import Decision, Pick, Scope
from deqing_events.registration.review.wording import Result
from tests import factories
from tests.conftest import NOW

DAI = Actor("staff:1", "county_staff")


def reviewed_event(review: str = "host", claim_at: str = "approve", **fields: Any) -> Event:
    """Store an event whose sign-ups are reviewed."""
    made = factories.event(**fields)
    plan = SignUpPlan.default(made.id, NOW)
    plan.review, plan.claim_at = review, claim_at
    with database.transaction() as session:
        session.add(plan)
    return made


def decide(
    act: Act, *held: Registration, by: Actor = DAI, reason: str = "", scope: Scope | None = None, **more: Any
) -> Result:
    """Act on rows as the host, or as a clerk where the act is one of theirs."""
    who = Who.CLERK if act.value.startswith("unit") else Who.HOST
    if act in {Act.RETURN, Act.REJECT, Act.UNIT_RETURN}:
        reason = reason or "缺电工证"
    picks = [Pick(row.id, more.pop("seen", "")) for row in held]
    decision = Decision(act, who, more.pop("now", NOW), by, reason, **more)
    return actions.decide(picks, decision, scope or Scope(event_id=held[0].event_id))


def fresh(held: Registration) -> Registration:
    """Return a registration as it is now."""
    database.session().rollback()
    database.session().expire_all()
    found = queries.registration_by_id(held.id)
    assert found is not None
    return found


def stands(held: Registration) -> tuple[str, str]:
    """Return state and review as they are now."""
    found = fresh(held)
    return found.state, found.review
