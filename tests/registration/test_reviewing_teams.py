"""The review of a team's people: a team is seated as a whole once its last person has passed."""

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.reviewing import Act
from deqing_events.messages.models import Message
from deqing_events.registration import actions as registrations
from deqing_events.registration import quota_queries
from deqing_events.registration.models import Registration
from deqing_events.registration.review import undo_actions, wording
from deqing_events.registration.teams import queries
from tests import factories_teams
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_review import DAI, decide, stands

pytestmark = pytest.mark.usefixtures("app")
REVIEWED = {"review": "host", "claim_at": "approve"}


def _people(size: int, capacity: int, counts: str = "person") -> list[Registration]:
    event = factories_teams.event(capacity=capacity, plan={**REVIEWED, "counts": counts})
    return queries.people(factories_teams.entered(event, size).id)


def _taken(row: Registration) -> int:
    rows = quota_queries.quota_rows([row.event_id])
    return rows[0].taken if rows else 0


@both_engines
@pytest.mark.parametrize(("capacity", "state", "taken"), [(3, "confirmed", 3), (2, "waiting", 0)])
def test_a_team_gets_its_places_together_or_waits_together(app: Flask, capacity: int, state: str, taken: int) -> None:
    del app
    people = _people(3, capacity)
    assert {stands(row) for row in people} == {("pending", "submitted")}
    decide(Act.APPROVE, *people[:2])
    assert [stands(row) for row in people] == [("pending", "approved")] * 2 + [("pending", "submitted")]
    assert _taken(people[0]) == 0
    decide(Act.APPROVE, people[2])
    assert {stands(row) for row in people} == {(state, "approved")}
    assert _taken(people[0]) == taken


def test_one_place_for_the_whole_team_is_taken_once() -> None:
    people = _people(3, 1, counts="team")
    decide(Act.APPROVE, *people)
    assert {stands(row) for row in people} == {("confirmed", "approved")}
    assert _taken(people[0]) == 1


def test_undoing_keeps_the_teams_place_and_a_rejected_member_comes_back() -> None:
    people = _people(3, 3)
    approved = decide(Act.APPROVE, *people)
    assert approved.batch_id is not None
    assert undo_actions.undo(approved.batch_id, now=NOW, by=DAI).count == 3
    assert {stands(row)[1] for row in people} == {"submitted"}
    decide(Act.APPROVE, *people)
    rejected = decide(Act.REJECT, people[1])
    assert rejected.batch_id is not None
    assert undo_actions.undo(rejected.batch_id, now=NOW, by=DAI).count == 1
    assert {stands(row) for row in people} == {("confirmed", "approved")}
    assert _taken(people[0]) == 3


def test_the_last_member_of_a_team_that_ended_does_not_come_back() -> None:
    (captain,) = _people(1, 3)
    rejected = decide(Act.REJECT, captain)
    assert rejected.batch_id is not None
    assert dict(undo_actions.undo(rejected.batch_id, now=NOW, by=DAI).kept) == {wording.NO_TEAM: 1}


@pytest.mark.parametrize("how", ["rejected", "left"])
def test_a_team_is_seated_when_the_one_it_waited_for_goes(how: str) -> None:
    people = _people(3, 3)
    decide(Act.APPROVE, *people[:2])
    if how == "rejected":
        decide(Act.REJECT, people[2])
    else:
        registrations.cancel(people[2].id, reason="", by=DAI, now=NOW, staff=True)
    assert [stands(row)[0] for row in people[:2]] == ["confirmed", "confirmed"]
    assert _taken(people[0]) == 2
    query = select(Message.template).where(Message.about_id == people[0].id).order_by(Message.id.desc()).limit(1)
    assert database.session().scalar(query) == "registration_confirmed"


def test_a_team_without_a_review_is_not_touched_when_somebody_leaves() -> None:
    event = factories_teams.event(capacity=2)
    factories_teams.entered(event, 2)
    waiting = queries.people(factories_teams.entered(event, 2).id)
    registrations.cancel(waiting[1].id, reason="", by=DAI, now=NOW, staff=True)
    assert stands(waiting[0])[0] == "waiting"
    assert _taken(waiting[0]) == 2
