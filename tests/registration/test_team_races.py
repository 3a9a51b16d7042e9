"""Teams at once: never a part of a team, one person in one team, the last seat once, counters that equal the rows."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, seating_actions
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.reconciling import reconcile
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import actions, draft_actions, queries, rules, tokens
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances
from tests import factories_teams
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys
from tests.factories_teams import LINK, draft, entered, gathered, how, joins

pytestmark = pytest.mark.usefixtures("app")
TEAMS, SIZE, PLACES = 6, 5, 13
"""Room for two teams of five, and three places in which no team fits."""


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[str]:
    """Run acts in threads that start together; return what each said (its class name, or the refusal)."""
    said: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                said.append(type(act()).__name__)
            except RegistrationRefusedError as refusal:
                said.append(str(refusal))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return said


def states(event: Event) -> list[Counter[str]]:
    """Return, for each team, how many of its people are in each state."""
    database.session().rollback()
    return [Counter(held.state for held in row.people) for row in queries.listing(event.id)]


def whole(found: list[Counter[str]]) -> bool:
    return all(len(counted) == 1 for counted in found)


def exact(event: Event) -> None:
    database.session().rollback()
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []
    taken = database.session().scalar(select(Quota.taken).where(Quota.event_id == event.id, Quota.dimension == "event"))
    assert (taken or 0) <= (event.capacity or 0)


@both_engines
def test_teams_of_five_never_leave_a_part_of_a_team(app: Flask) -> None:
    event = factories_teams.event(capacity=PLACES)
    ids, circumstances = [gathered(event, SIZE).id for _ in range(TEAMS)], how()
    said = at_once(app, [partial(actions.submit, each, circumstances) for each in ids])
    assert said == ["Team"] * TEAMS
    found = states(event)
    assert whole(found)
    assert Counter(next(iter(counted)) for counted in found) == {"confirmed": 2, "waiting": TEAMS - 2}
    queue = {held.queue_no for row in queries.listing(event.id) for held in row.people if held.state == "waiting"}
    assert len(queue) == TEAMS - 2
    exact(event)


@both_engines
def test_seating_people_one_by_one_leaves_parts_of_teams() -> None:
    """The negative control: what the test above is there to catch."""
    event = factories_teams.event(capacity=PLACES)
    for team in [gathered(event, SIZE) for _ in range(TEAMS)]:
        with database.transaction() as session:
            quota_actions.lock_event(session, event.id)
            for held in queries.people(team.id):
                if seating_actions.seat(session, session.get_one(Event, event.id), [held], now=NOW) is not None:
                    seating_actions.queue_up(session, event.id, [held])
    assert not whole(states(event))


@both_engines
def test_a_double_tap_submits_once(app: Flask) -> None:
    event = factories_teams.event(capacity=PLACES)
    team_id, circumstances = gathered(event, SIZE).id, how()
    assert at_once(app, [lambda: actions.submit(team_id, circumstances)] * 8) == ["Team"] * 8
    people = queries.people(team_id)
    assert [len(held.passes) for held in people] == [1] * SIZE
    exact(event)


@both_engines
def test_two_teams_that_grab_the_same_person_get_them_once(app: Flask) -> None:
    event = factories_teams.event()
    who, circumstances = details(), how("phone")
    pairs = [(team.id, tokens.invitation_token(team, keys())) for team in (draft(event) for _ in range(6))]
    acts = [partial(draft_actions.join, *pair, who, circumstances) for pair in pairs]
    said = at_once(app, acts)
    assert Counter(said) == {"Registration": 1, rules.IN_EVENT: 5}
    query = select(Registration).where(Registration.name == who.name, Registration.state == "joined")
    assert len(list(database.session().scalars(query))) == 1


@both_engines
def test_the_last_seat_of_a_team_is_taken_once(app: Flask) -> None:
    event = factories_teams.event(team_max=3)
    team = gathered(event, 2)
    team_id, token, circumstances = team.id, tokens.invitation_token(team, keys()), how()
    people = [details() for _ in range(8)]
    acts = [partial(draft_actions.join, team_id, token, each, circumstances) for each in people]
    assert Counter(at_once(app, acts)) == {"Registration": 1, rules.FULL_TEAM: 7}
    assert len(queries.people(team_id)) == 3


@both_engines
def test_a_link_that_is_being_replaced_lets_in_only_whoever_was_before(app: Flask) -> None:
    event = factories_teams.event()
    team = draft(event)
    team_id, token, circumstances = team.id, tokens.invitation_token(team, keys()), how()
    people = [details() for _ in range(6)]
    acts: list[Callable[[], Any]] = [
        partial(draft_actions.join, team_id, token, each, circumstances) for each in people
    ]  # fmt: skip
    acts.insert(3, partial(draft_actions.new_invitation, team_id, circumstances))
    said = Counter(at_once(app, acts))
    assert said["Registration"] + said[rules.OLD_LINK] == 6
    assert len(queries.people(team_id)) == 1 + said["Registration"]
    with pytest.raises(RegistrationRefusedError, match="换过了"):
        draft_actions.join(team_id, token, details(), circumstances)


@both_engines
def test_captains_who_leave_at_once_leave_one_captain(app: Flask) -> None:
    event = factories_teams.event(capacity=9, plan={"counts": "team"})
    team_id, circumstances = entered(event, 6).id, how()
    ids = [held.id for held in queries.people(team_id)][:4]
    at_once(app, [partial(draft_actions.remove, team_id, each, circumstances) for each in ids])
    people = queries.people(team_id)
    assert [(held.captain, held.weight) for held in people] == [(True, 1), (False, 0)]
    exact(event)


@both_engines
@pytest.mark.parametrize("counts", ["person", "team"])
def test_any_run_of_acts_keeps_counters_and_captains_exact(counts: str) -> None:
    event = factories_teams.event(capacity=7 if counts == "person" else 2, plan={"counts": counts})
    dice, circumstances = random.Random(20261124), how(staff=True, reason="试验")  # noqa: S311 - no secret
    ids = [gathered(event, 3).id for _ in range(4)]
    for _ in range(30):
        act(dice, dice.choice(ids), circumstances)
        exact(event)
        for row in queries.listing(event.id):
            captains = [held for held in row.people if held.captain]
            assert len(captains) == (1 if row.people else 0)
            if row.team.state == "entered":
                assert len({held.state for held in row.people}) == 1
                wanted = len(row.people) if counts == "person" else 1
                assert sum(held.weight for held in row.people) == wanted


def act(dice: random.Random, team_id: int, circumstances: Circumstances) -> None:
    """Do one thing by chance; a refusal is an answer too."""
    people = queries.people(team_id)
    if not people:
        return
    one = dice.choice(people)
    try:
        match dice.randrange(6):
            case 0:
                actions.submit(team_id, circumstances)
            case 1:
                draft_actions.remove(team_id, one.id, circumstances)
            case 2 | 3:
                actions.substitute(team_id, one.id, details(), circumstances)
            case 4:
                draft_actions.invite(team_id, who := details(), LINK, how())
                joins(database.session().get_one(Team, team_id), who)
            case _ if dice.random() < 0.2:
                actions.withdraw(team_id, circumstances)
    except RegistrationRefusedError:
        return
