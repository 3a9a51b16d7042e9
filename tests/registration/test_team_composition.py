"""What an event asks of a team: known from the roster or from answers, said to the captain, needed to submit."""

import datetime as dt

import pytest

from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import actions
from tests import factories, factories_teams
from tests.engines import both_engines
from tests.factories_registration import details
from tests.factories_teams import draft, how, joins
from tests.registration.questions.asking import ask

pytestmark = pytest.mark.usefixtures("app")


@both_engines
def test_ages_come_from_the_roster_or_from_the_form() -> None:
    event = factories_teams.event(plan={"team_rules": [{"v": 1, "kind": "age_sum_max", "n": 70}]})
    (asked,) = ask(event, "birth_date")
    factories.member("沈示例", "19900000017", birth_date=dt.date(1990, 1, 1))
    team = draft(event, who=details("沈示例", mobile="19900000017"))
    young, unknown = {asked.key: "1995-01-01"}, joins(team)
    with pytest.raises(RegistrationRefusedError, match=f"{unknown.name}还没有登记出生日期"):
        actions.submit(team.id, how())
    other = draft(event, who=details("沈示例二", answers=young))
    joins(other, details(answers={asked.key: "1980-01-01"}))
    with pytest.raises(RegistrationRefusedError, match="现在是 77 岁"):
        actions.submit(other.id, how())
    fits = draft(event, who=details(answers=young))
    joins(fits, details(answers=young))
    assert actions.submit(fits.id, how()).state == "entered"


@both_engines
def test_women_are_counted_and_staff_may_overrule_with_a_reason() -> None:
    event = factories_teams.event(plan={"team_rules": [{"v": 1, "kind": "min_women", "n": 1}]})
    factories.member("沈示例", "19900000017", gender="female")
    team = draft(event)
    with pytest.raises(RegistrationRefusedError, match="女队员至少 1 名"):
        actions.submit(team.id, how())
    joins(team, details("沈示例", mobile="19900000017"))
    assert actions.submit(team.id, how()).state == "entered"
    men = draft(event)
    assert actions.submit(men.id, how(staff=True, reason="主办方同意")).state == "entered"
