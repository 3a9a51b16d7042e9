"""Teams where other lists show them: registrations, attendance, entrants, the gate."""

import pytest
from flask import Flask

from deqing_events.checkin import queries as checkin
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.entrants import queries as entrant_queries
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration.teams import actions, draft_actions, queries, tokens
from tests import factories, factories_checkin, factories_teams
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys
from tests.factories_teams import LINK, how
from tests.reading import StrictClient, text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event(app: Flask) -> Event:  # noqa: ARG001 - rows need the app
    return factories_teams.event()


@both_engines
def test_a_team_is_one_entrant_whoever_leads_it(event: Event) -> None:
    team = factories_teams.entered(event, 3, "示例精工联队")
    factories_teams.gathered(event, 2)
    assert entrants.enrol(event.id, "D", attended_only=False, by=SYSTEM, now=NOW) == 1
    (made,) = entrant_queries.for_event(event.id)
    assert made.name == "示例精工联队"
    draft_actions.remove(team.id, queries.people(team.id)[0].id, how())
    assert entrants.enrol(event.id, "D", attended_only=False, by=SYSTEM, now=NOW) == 0


def test_lists_name_the_team_and_leave_out_who_has_not_signed_up(client: StrictClient, event: Event) -> None:
    factories_teams.entered(event, 2, "示例精工联队")
    other = factories_teams.draft(event, "还没提交的队")
    invited = draft_actions.invite(other.id, details("吴演练"), LINK, how())
    assert {row.note for row in checkin.attendance(event.id)} == {"示例精工联队"}
    factories.dai(client)
    page = text_of(client.get(f"/desk/events/{event.id}/registrations").get_data(as_text=True))
    assert "示例精工联队队长" in page
    assert invited.name not in page


def test_a_gate_phone_that_opens_a_team_pass_gets_to_the_team(client: StrictClient, event: Event) -> None:
    team = factories_teams.entered(event, 2, "示例精工联队")
    held = tokens.current(team)
    assert held is not None
    address = f"/p/{tokens.pass_token(held, keys())}"
    assert "示例精工联队" not in client.get(address).get_data(as_text=True)
    gate = factories_checkin.phone(factories_checkin.checkin_list(event))
    gate.into(client)
    assert client.get(address).location == f"/gate/{gate.link_token}/team/{team.id}"
    actions.reissue_pass(team.id, how())
    assert client.get(address).status_code == 200, "an old pass leads nowhere"
