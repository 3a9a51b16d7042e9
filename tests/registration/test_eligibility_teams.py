"""The gate in teams: creating, joining, submitting, exchanging people; and what a captain learns about others."""

from collections.abc import Callable

import pytest

from deqing_events.domain.eligibility.rules import DEFAULTS, Rule, RuleKind
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import queries as registrations
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.teams import actions, queries, staff_actions
from deqing_events.registration.teams.draft_actions import Represented
from deqing_events.registration.teams.models import Team
from tests import factories, factories_teams, factories_workers
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, try_to_register
from tests.factories_teams import how
from tests.reading import StrictClient

pytestmark = pytest.mark.usefixtures("app")
NEW, OLD = "19900000051", "19900000052"


def members_only(event: Event) -> Event:
    rule_actions.save(event.id, DEFAULTS[RuleKind.MEMBER], now=NOW, by=SYSTEM)
    return event


def member(name: str, mobile: str, *, proved: bool = True) -> Details:
    """Somebody on the roster, on a phone that proved the mobile."""
    factories.member(name, mobile)
    return details(name, mobile=mobile, proved_mobile=mobile if proved else "")


def fresh(held: Registration) -> Registration:
    found = registrations.registration_by_id(held.id)
    assert found is not None
    return found


def test_a_captain_and_a_member_come_in_by_their_own_proof_only() -> None:
    event = members_only(factories_teams.event())
    with pytest.raises(IneligibleError, match="请先验证手机号"):
        factories_teams.draft(event, who=member("沈队长", OLD, proved=False))
    with pytest.raises(IneligibleError, match="没有对上你的姓名和手机号"):
        factories_teams.draft(event, who=details("查无此人", mobile=NEW, proved_mobile=NEW))
    team = factories_teams.draft(event, who=details("沈队长", mobile=OLD, proved_mobile=OLD))
    with pytest.raises(IneligibleError, match="请先验证手机号"):
        factories_teams.joins(team, details("吴队员", mobile=NEW))
    factories_teams.joins(team, member("吴队员", NEW))
    assert len(queries.people(team.id)) == 2


def gathered_before(event: Event) -> Team:
    """A team gathered before there was a rule: nobody in it is on the roster."""
    team = factories_teams.draft(event, who=details("沈队长", mobile=OLD), phone="captain")
    factories_teams.joins(team, details("吴队员", mobile=NEW), phone="member")
    return team


@both_engines
def test_a_team_is_looked_at_again_when_it_is_submitted(new_client: Callable[[], StrictClient]) -> None:
    event = factories_teams.event()
    team = gathered_before(event)
    members_only(event)
    with pytest.raises(IneligibleError) as unproved:
        actions.submit(team.id, how("captain"))
    assert str(unproved.value) == (
        "沈队长还没有验证手机号，请他登录“我的”验证一次。吴队员还没有验证手机号，请他登录“我的”验证一次。"
    )
    for mobile, phone in ((OLD, "captain"), (NEW, "member")):
        factories_workers.recognise(new_client(), mobile, cookie=phone)
    with pytest.raises(IneligibleError) as unmet:
        actions.submit(team.id, how("captain"))
    assert "吴队员不符合“限会员名册里的工会会员”" in str(unmet.value)
    assert all(held.state == "joined" for held in queries.people(team.id))


def test_a_clash_is_told_to_the_captain_by_the_rule_and_not_by_the_title(
    new_client: Callable[[], StrictClient],
) -> None:
    event = factories_teams.event()
    team = gathered_before(event)
    rule_actions.save(event.id, DEFAULTS[RuleKind.CLASH], now=NOW, by=SYSTEM)
    for mobile, phone in ((OLD, "captain"), (NEW, "member")):
        factories_workers.recognise(new_client(), mobile, cookie=phone)
    other = factories.event("秘密活动", starts_at=event.starts_at, ends_at=event.ends_at)
    assert try_to_register(other, details("吴队员", mobile=NEW)).kind == "confirmed"
    with pytest.raises(IneligibleError, match="吴队员不符合“同一时间只能报一项”") as refusal:
        actions.submit(team.id, how("captain"))
    assert "秘密活动" not in str(refusal.value)


def test_staff_enter_a_team_whole_or_with_a_reason() -> None:
    event = members_only(factories_teams.event())
    people = [member("沈队长", OLD, proved=False), details("吴队员", mobile=NEW)]
    staff = how(staff=True, by=SYSTEM)
    with pytest.raises(IneligibleError, match=r"^吴队员不符合“限会员名册里的工会会员”"):
        staff_actions.enter_team(event.id, Represented("示例队"), people, staff)
    reasoned = how(staff=True, by=SYSTEM, reason="县里同意")
    team = staff_actions.enter_team(event.id, Represented("示例队"), people, reasoned)
    kept = {held.name: held.eligibility_override for held in queries.people(team.id)}
    assert kept == {"沈队长": "", "吴队员": "县里同意"}


def test_staff_add_somebody_only_when_they_say_why_the_rule_does_not_count() -> None:
    event = members_only(factories_teams.event())
    team = factories_teams.draft(event, who=member("沈队长", OLD))
    newcomer = details("吴队员", mobile=NEW)
    with pytest.raises(IneligibleError, match="没有对上"):
        staff_actions.add_person(team.id, newcomer, how(staff=True, by=SYSTEM, reason="线下报来"))
    given = how(staff=True, by=SYSTEM, reason="线下报来", override="县里同意")
    number = staff_actions.add_person(team.id, newcomer, given)
    held = registrations.by_number(number)
    assert held is not None
    assert (held.override_reason, held.eligibility_override) == ("线下报来", "县里同意")


def entered(event: Event) -> tuple[Team, Registration]:
    """A submitted team of two in one union, and its second member."""
    unit = factories.unit(union_id=factories.union().id)
    team = factories_teams.draft(event, who=details("沈队长", mobile=OLD, unit_text=unit.name, unit_id=unit.id))
    factories_teams.joins(team, details("吴队员", mobile=NEW, unit_text=unit.name, unit_id=unit.id))
    actions.submit(team.id, how("captain"))
    return team, queries.people(team.id)[1]


def test_a_captain_exchanges_nobody_where_files_would_speak() -> None:
    event = factories_teams.event()
    team, held = entered(event)
    members_only(event)
    unit = {"unit_text": held.unit_text, "unit_id": held.unit_id}
    factories.member("在册的", "19900000053")
    answers = set()
    for who in (details("在册的", mobile="19900000053", **unit), details("查无此人", **unit)):
        with pytest.raises(IneligibleError) as refusal:
            actions.substitute(team.id, held.id, who, how("captain"))
        answers.add(str(refusal.value))
    assert answers == {"这一场要核对新队员的报名条件，换人请联系主办方。"}
    staff = how(staff=True, by=SYSTEM, reason="受伤")
    with pytest.raises(IneligibleError, match="没有对上"):
        actions.substitute(team.id, held.id, details("查无此人"), staff)
    made = actions.substitute(team.id, held.id, details("在册的", mobile="19900000053"), staff)
    assert (made.eligibility_override, fresh(held).state) == ("", "cancelled")


def test_a_captain_may_exchange_where_what_is_typed_decides() -> None:
    event = factories_teams.event()
    team, held = entered(event)
    rule_actions.save(event.id, Rule(RuleKind.UNIT, ids=(held.unit_id or 0,)), now=NOW, by=SYSTEM)
    made = actions.substitute(
        team.id, held.id, details("沈接替", unit_text=held.unit_text, unit_id=held.unit_id), how("captain")
    )
    assert made.state == "confirmed"


def test_the_desk_asks_for_the_reason_only_when_a_rule_stands_in_the_way(client: StrictClient) -> None:
    event = members_only(factories_teams.event())
    team = factories_teams.draft(event, who=member("沈队长", OLD))
    factories.dai(client)
    address = f"/desk/events/{event.id}/teams/{team.id}/add"
    assert "放行原因" not in client.get(address).get_data(as_text=True)
    filled = {"name": "吴队员", "mobile": NEW, "reason": "线下报来"}
    refused = client.submit(address, filled)
    assert refused.status_code == 422
    assert "放行原因" in refused.get_data(as_text=True)
    assert client.submit(address, {**filled, "override": "县里同意"}).status_code == 303
    captain = queries.people(team.id)[0]
    actions.submit(team.id, how(staff=True, by=SYSTEM))
    swap = f"/desk/events/{event.id}/teams/{team.id}/members/{captain.id}/substitute"
    filled = {"name": "陈接替", "mobile": "19900000054", "unit_text": "示例精工", "agree": "y", "reason": "受伤"}
    assert "放行原因" in client.submit(swap, filled).get_data(as_text=True)
    assert client.submit(swap, {**filled, "override": "县里同意"}).status_code == 303
    kept = {held.name: held.eligibility_override for held in queries.people(team.id)}
    assert kept == {"吴队员": "县里同意", "陈接替": "县里同意"}
