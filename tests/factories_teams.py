"""Quick ways to teams for tests."""

import itertools
from typing import Any

from deqing_events import database
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.teams import actions, draft_actions, queries, tokens
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import PHONE_ACTOR, details, keys

_names = itertools.count(1)
LINK = "https://example.test/team/X"


def how(phone: str = "", **fields: Any) -> Circumstances:
    """Circumstances of somebody on a phone, or of staff."""
    return Circumstances(**{"keys": keys(), "now": NOW, "by": PHONE_ACTOR, "phone": phone, **fields})


def event(*, team_min: int = 1, team_max: int = 20, plan: dict[str, Any] | None = None, **fields: Any) -> Event:
    """Store an event that teams sign up for, with its plan."""
    made = factories.event(**{"title": "第九届职工篮球联赛", "family": "sport", "kind": "sport_tournament"} | fields)
    with database.transaction() as session:
        session.get_one(Event, made.id).entrant_kind = "team"
        row = SignUpPlan.default(made.id, NOW)
        for key, value in {"team_min": team_min, "team_max": team_max, **(plan or {})}.items():
            setattr(row, key, value)
        session.add(row)
    return made


def draft(event: Event, name: str = "", *, phone: str = "captain", who: Details | None = None) -> Team:
    """Store a draft team with its captain."""
    what = draft_actions.Represented(name or f"示例{next(_names)}队", "武康街道")
    return draft_actions.create(event.id, what, who or details(), how(phone))


def joins(team: Team, who: Details | None = None, *, phone: str = "", **fields: Any) -> Registration:
    """Let somebody (new unless given) join by the link."""
    fresh = queries.by_number(team.number)
    assert fresh is not None
    token = tokens.invitation_token(fresh, keys())
    return draft_actions.join(team.id, token, who or details(), how(phone, **fields))


def gathered(event: Event, size: int, name: str = "") -> Team:
    """Store a draft team of ``size`` people."""
    made = draft(event, name)
    for _ in range(size - 1):
        joins(made)
    return made


def entered(event: Event, size: int, name: str = "") -> Team:
    """Store a team of ``size`` people that has been submitted."""
    return actions.submit(gathered(event, size, name).id, how())
