"""Is a team complete? Its size, the rules of composition its event asks for, and invitations still open."""

import datetime as dt
from collections.abc import Sequence

from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.teams import rules


def problems(plan: SignUpPlan, people: Sequence[Registration], day: dt.date) -> list[str]:
    """Say what keeps these people from being a team of the event; ``day`` is the one that ages are taken on."""
    del day
    return rules.size_problems(plan, len(people))


def open_ends(invited: Sequence[Registration]) -> list[str]:
    """Say who has not answered yet: an invitation is settled before a team is submitted."""
    return [f"{each.name} 还没有确认，请他打开邀请链接，或者换人。" for each in invited]
