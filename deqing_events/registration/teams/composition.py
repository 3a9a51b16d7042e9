"""Is a team complete? Its size, the rules of composition its event asks for, and invitations still open."""

import datetime as dt
from collections.abc import Mapping, Sequence

from deqing_events.domain import team_rules
from deqing_events.events.models import Event
from deqing_events.events.trades import TRADES
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.teams import queries, rules


def problems(event: Event, plan: SignUpPlan, people: Sequence[Registration], *, expected: int = 0) -> list[str]:
    """Say what keeps these people from being a team of the event; ages count on its day.

    ``expected`` more have not answered yet, which ``open_ends`` says of each: nobody is looked for in their place.
    """
    start = event.starts_at or event.created_at
    day = start.astimezone(registration_rules.ZONE).date()
    asked = team_rules.parse(plan.team_rules)
    births = queries.birth_dates(people) if asked else {}
    members = [_member(held, births) for held in people]
    return [
        *rules.size_problems(plan, len(people) + expected),
        *team_rules.problems(asked, members, day=day, trades=TRADES),
    ]


def asked_words(plan: SignUpPlan) -> list[str]:
    """Return the rules of composition in words, one per line."""
    return [team_rules.words(rule, TRADES) for rule in team_rules.parse(plan.team_rules)]


def open_ends(invited: Sequence[Registration], elsewhere: Mapping[int, queries.Elsewhere]) -> list[str]:
    """Say who has not answered yet or is in another team: that is settled before a team is submitted."""
    return [
        f"{held.name}{elsewhere[held.id].words}，请换一位。"
        if held.id in elsewhere
        else f"{held.name}还没有确认，请他打开邀请链接，或者换一位。"
        for held in invited
    ]


def _member(held: Registration, births: Mapping[int, dt.date]) -> team_rules.Member:
    return team_rules.Member(
        name=held.name,
        gender=held.gender,
        birth_date=births.get(held.id),
        unit_id=held.unit_id,
        union_id=held.union_id,
        township_id=held.township_id,
        trade=held.trade,
        is_captain=held.captain,
    )
