"""What the page of one's own sign-up offers: changing it, handing the place over, each with its deadline."""

import datetime as dt
from dataclasses import dataclass

from deqing_events.domain.transfers import WORDS, Within
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.changes import queries, rules
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan


@dataclass(frozen=True)
class Offered:
    """What the worker can do now, until when, and whom the place may go to; ``offered`` while a link is out."""

    may_edit: bool
    edit_until: dt.datetime | None
    may_transfer: bool
    transfer_until: dt.datetime | None
    who: str
    offered: bool


def offered(held: Registration, plan: SignUpPlan, now: dt.datetime) -> Offered:
    """Return what the page of a sign-up offers."""
    may_transfer = rules.why_no_transfer(held, plan, now) is None
    return Offered(
        may_edit=rules.why_no_edit(held, plan, now) is None,
        edit_until=registration_rules.edit_deadline(held.event, plan),
        may_transfer=may_transfer,
        transfer_until=registration_rules.transfer_deadline(held.event, plan),
        who=WORDS[Within(plan.transfer_within)],
        offered=may_transfer and queries.open_offer(held.id) is not None,
    )
