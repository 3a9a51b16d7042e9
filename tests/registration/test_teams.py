"""Teams: gathering, submitting as a whole, captains who leave, rosters that are fixed."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.places import Dimension
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.registration import actions as registrations
from deqing_events.registration import quota_actions, waiting_queries
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.reconciling import reconcile
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import actions, draft_actions, queries, rules, tokens
from deqing_events.registration.teams.models import Team
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys
from tests.factories_teams import LINK, draft, entered, event, gathered, how, joins

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + dt.timedelta(days=4, hours=12)
"""After sign-up and so after the roster lock, before the event."""


def states(team: Team) -> list[str]:
    database.session().rollback()
    rows = database.session().scalars(
        select(Registration).where(Registration.team_id == team.id).order_by(Registration.id)
    )
    return [row.state for row in rows]


def exact() -> None:
    database.session().rollback()
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


def taken(held: Event) -> int:
    database.session().rollback()
    query = select(Quota.taken).where(Quota.event_id == held.id, Quota.dimension == "event")
    return database.session().scalar(query) or 0


@both_engines
def test_a_team_is_gathered_submitted_and_has_all_its_passes() -> None:
    held = event(team_min=3, team_max=5, capacity=10)
    team = draft(held, "示例精工联队")
    assert team.number == f"{held.code}-T001"
    named = draft_actions.invite(team.id, who := details("王测试"), LINK, how())
    joins(team)
    with pytest.raises(RegistrationRefusedError, match="王测试还没有确认"):
        actions.submit(team.id, how())
    assert joins(team, who).id == named.id
    assert states(team) == ["joined"] * 3
    assert taken(held) == 0
    actions.submit(team.id, how())
    again = actions.submit(team.id, how())
    people = queries.people(team.id)
    assert (again.state, [row.state for row in people], [row.captain for row in people]) == (
        "entered", ["confirmed"] * 3, [True, False, False],
    )  # fmt: skip
    assert [len(row.passes) for row in people] == [1, 1, 1]
    held_pass = queries.pass_by_token(tokens.pass_token(again.passes[0], keys()))
    assert held_pass is not None
    assert held_pass.team_id == team.id
    assert taken(held) == 3
    exact()
    told = [row.template for row in database.session().scalars(select(Message).order_by(Message.id))]
    assert sorted(told) == ["registration_confirmed"] * 3 + ["team_entered", "team_invitation"]


@both_engines
def test_a_team_that_does_not_fit_waits_as_one_group_and_moves_up_as_one() -> None:
    held = event(capacity=6)
    first = entered(held, 4)
    second, third = entered(held, 3), entered(held, 2)
    assert states(second) == ["waiting"] * 3
    assert len({row.queue_no for row in queries.people(second.id)}) == 1
    assert states(third) == ["confirmed"] * 2
    late = entered(held, 3)
    assert waiting_queries.ahead_of(queries.people(late.id)[0]) == 1
    exact()
    moved = actions.withdraw(first.id, how())
    assert (states(first), states(second), len(moved)) == (["cancelled"] * 4, ["confirmed"] * 3, 3)
    assert states(late) == ["waiting"] * 3
    exact()


@both_engines
def test_without_a_waiting_list_the_whole_team_is_refused_and_stays_a_draft() -> None:
    held = event(capacity=3, waiting_list=False)
    team = gathered(held, 5)
    with pytest.raises(RegistrationRefusedError, match="整队 5 人放不下"):
        actions.submit(team.id, how())
    assert states(team) == ["joined"] * 5
    fresh = queries.by_number(team.number)
    assert fresh is not None
    assert (fresh.state, fresh.passes, taken(held)) == ("draft", [], 0)


@both_engines
def test_where_a_place_is_a_team_its_captain_holds_it_and_passes_it_on() -> None:
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    held = event(capacity=2, plan={"counts": "team"})
    with database.transaction() as session:
        quota_actions.lock_event(session, held.id)
        for place in (one, two):
            quota_actions.set_row(session, held.id, Dimension.UNIT, str(place.id), 1)
    team = draft(held, who=details(unit_text="甲示例厂"))
    heir = joins(team, details(unit_text="乙示例厂"))
    joins(team, details(unit_text="甲示例厂"))
    actions.submit(team.id, how())
    assert [row.weight for row in queries.people(team.id)] == [1, 0, 0]
    exact()
    captain = queries.people(team.id)[0]
    draft_actions.remove(team.id, captain.id, how())
    first = queries.people(team.id)[0]
    assert (first.id, first.weight, first.captain) == (heir.id, 1, True)
    assert taken(held) == 1
    exact()


@both_engines
def test_a_captain_whose_place_nobody_near_can_take_is_followed_by_the_next_who_can() -> None:
    one, two = factories.unit("甲示例厂"), factories.unit("乙示例厂")
    held = event(capacity=5, plan={"counts": "team"})
    with database.transaction() as session:
        quota_actions.lock_event(session, held.id)
        for place in (one, two):
            quota_actions.set_row(session, held.id, Dimension.UNIT, str(place.id), 1)
    full = draft(held, who=details(unit_text="乙示例厂"))
    actions.submit(full.id, how())
    team = draft(held, who=details(unit_text="甲示例厂"))
    joins(team, details(unit_text="乙示例厂"))
    third = joins(team, details(unit_text="甲示例厂"))
    actions.submit(team.id, how())
    draft_actions.remove(team.id, queries.people(team.id)[0].id, how())
    people = queries.people(team.id)
    assert people[0].id == third.id
    with pytest.raises(RegistrationRefusedError, match="请先联系主办方"):
        draft_actions.remove(team.id, third.id, how())
    exact()


@both_engines
def test_captains_leave_until_nobody_is_left() -> None:
    held = event(capacity=9)
    team = entered(held, 3)
    order = [row.id for row in queries.people(team.id)]
    for registration_id in order:
        assert queries.people(team.id)[0].id == registration_id
        registrations.cancel(registration_id, reason="有事", by=SYSTEM, now=NOW, staff=True)
        exact()
    gone = queries.by_number(team.number)
    assert gone is not None
    assert (gone.state, taken(held)) == ("cancelled", 0)
    assert gone.passes[0].revoked_at == NOW
    assert draft(held, gone.name).name == gone.name


@both_engines
def test_one_person_is_in_one_team_of_an_event() -> None:
    held = event()
    who = details()
    first, second = draft(held), draft(held)
    joins(first, who, phone="w")
    assert joins(first, who, phone="w").team_id == first.id
    for team, sentence in ((second, rules.IN_EVENT), (first, rules.IN_THIS_TEAM)):
        with pytest.raises(RegistrationRefusedError) as refusal:
            joins(team, who, phone="other")
        assert str(refusal.value) == sentence
    with pytest.raises(RegistrationRefusedError, match=f"已在“{first.name}”名单中"):
        draft_actions.invite(second.id, who, LINK, how())
    with pytest.raises(RegistrationRefusedError) as refusal:
        draft(held, who=who)
    assert str(refusal.value) == rules.IN_EVENT


@both_engines
def test_an_invited_person_who_joins_elsewhere_shows_as_a_conflict() -> None:
    held = event()
    who = details()
    first, second = draft(held), draft(held, "阜溪二队")
    named = draft_actions.invite(first.id, who, LINK, how())
    joins(second, who)
    found = queries.elsewhere(held.id, queries.invited(first.id))
    assert found[named.id].team == "阜溪二队"
    with pytest.raises(RegistrationRefusedError, match="已在“阜溪二队”名单中"):
        actions.submit(first.id, how())


@both_engines
def test_what_a_link_says_when_it_is_of_no_use() -> None:
    held = event(team_max=2)
    team = draft(held)
    old = tokens.invitation_token(team, keys())
    draft_actions.new_invitation(team.id, how())
    refused(rules.OLD_LINK, draft_actions.join, team.id, old, details(), how())
    assert queries.by_invitation(old) is None
    joins(team)
    refused(rules.FULL_TEAM, joins, team)
    actions.submit(team.id, how())
    refused(rules.SUBMITTED, joins, team)
    actions.withdraw(team.id, how())
    refused(rules.CANCELLED, joins, team)
    shut = draft(held)
    late = how(now=LATER)
    fresh = queries.by_number(shut.number)
    assert fresh is not None
    with pytest.raises(RegistrationRefusedError, match="截止"):
        draft_actions.join(shut.id, tokens.invitation_token(fresh, keys()), details(), late)


def refused(sentence: str, act: Any, *args: Any) -> None:
    with pytest.raises(RegistrationRefusedError) as refusal:
        act(*args)
    assert str(refusal.value) == sentence


@both_engines
def test_declining_is_said_to_the_captain_and_gives_strangers_no_answer() -> None:
    team = draft(event())
    who = details()
    draft_actions.invite(team.id, who, LINK, how())
    draft_actions.decline(team.id, details(), how())
    assert len(queries.invited(team.id)) == 1
    draft_actions.decline(team.id, who, how())
    assert (queries.invited(team.id), [row.name for row in queries.declined(team.id)]) == ([], [who.name])


@both_engines
def test_people_added_after_submission_take_places_or_are_refused() -> None:
    held = event(capacity=3)
    team = entered(held, 2)
    who, too_many = details(), details()
    draft_actions.invite(team.id, who, LINK, how())
    assert joins(team, who).state == "confirmed"
    assert len(queries.people(team.id)[-1].passes) == 1
    draft_actions.invite(team.id, too_many, LINK, how())
    with pytest.raises(RegistrationRefusedError, match="队里加不了人：名额满了"):
        joins(team, too_many)
    assert states(team) == ["confirmed"] * 3 + ["invited"]
    assert taken(held) == 3
    exact()


@both_engines
def test_once_the_roster_is_fixed_only_people_of_one_union_are_exchanged() -> None:
    union = factories.union()
    mine, same = (factories.unit(f"{name}示例厂", union_id=union.id) for name in "甲乙")
    other = factories.unit("丙示例厂", union_id=factories.union().id)
    held = event(capacity=5)
    team = draft(held, who=details(unit_text=mine.name))
    joins(team, details(unit_text=mine.name))
    actions.submit(team.id, how())
    captain, member = queries.people(team.id)
    late = how(now=LATER)
    refused(rules.LOCKED, draft_actions.remove, team.id, member.id, late)
    refused(rules.LOCKED, draft_actions.invite, team.id, details(), LINK, late)
    for stranger in (details(unit_text=other.name), details(unit_text="没登记的单位")):
        refused(rules.NOT_SAME_UNION, actions.substitute, team.id, member.id, stranger, late)
    made = actions.substitute(team.id, member.id, details(unit_text=same.name), late)
    assert (made.team_id, made.state, made.captain, made.replaces_id) == (team.id, "confirmed", False, member.id)
    successor = actions.substitute(team.id, captain.id, details(unit_text=same.name), late)
    assert queries.people(team.id)[0].id == successor.id
    assert successor.captain
    exact()


@both_engines
def test_under_review_a_team_holds_or_waits_for_its_places() -> None:
    claims = event(capacity=5, plan={"review": "host"})
    team = entered(claims, 2)
    assert [(row.state, row.review, row.confirmed_at) for row in queries.people(team.id)] == [
        ("confirmed", "submitted", None)
    ] * 2
    later = event(capacity=5, plan={"review": "host", "claim_at": "approve"})
    pending = entered(later, 2)
    assert [(row.state, row.review) for row in queries.people(pending.id)] == [("pending", "submitted")] * 2
    assert taken(later) == 0


@both_engines
def test_names_are_unique_while_the_team_lives() -> None:
    held = event()
    draft(held, "示例一队")
    refused("这一场已经有同名的队了，请换个队名。", draft, held, "示例一队")
    actions.withdraw(draft(held, "示例二队").id, how())
    assert draft(held, "示例二队").state == "draft"
