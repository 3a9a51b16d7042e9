"""The pages of the rules: the editor, what workers read, proving the mobile first, and 代为报名."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.eligibility.rules import RuleKind
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.eligibility.queries import lines, rules_of
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from tests import factories, factories_teams, factories_workers
from tests.conftest import NOW
from tests.factories import dai
from tests.factories_review import reviewed_event
from tests.reading import StrictClient, csrf_token
from tests.registration.test_eligibility import AI, MOBILE, rule

FILLED = {"name": AI["name"], "mobile": MOBILE, "unit_text": "示例精工", "agree": "y"}


def page(event: Event, *tail: str) -> str:
    return "/".join([f"/desk/events/{event.id}/sign-up/rules", *tail])


def new(event: Event) -> str:
    return f"/desk/events/{event.id}/registrations/new"


def registered() -> list[Registration]:
    database.session().rollback()
    return list(database.session().scalars(select(Registration).order_by(Registration.id)))


def test_staff_build_change_and_remove_rules_by_form(client: StrictClient) -> None:
    event, town = factories.event(), factories.township("武康街道")
    dai(client)
    assert "还没有规则，谁都能报" in client.get(page(event)).get_data(as_text=True)
    assert client.submit(page(event, "township"), {"towns": str(town.id)}).status_code == 303
    assert client.submit(page(event, "age"), {"low": "16", "high": ""}).status_code == 303
    shown = client.get(page(event)).get_data(as_text=True)
    assert "限武康街道的职工" in shown
    assert "年满 16 周岁" in shown
    assert "报名表还没问出生日期" in shown
    assert client.submit(page(event, "age"), {"low": "18", "high": "60"}).status_code == 303
    assert lines(event.id, now=NOW) == ["限武康街道的职工", "18 到 60 周岁（按比赛那天算）"]
    assert "不再核对这一条" in client.get(page(event, "age", "remove")).get_data(as_text=True)
    assert client.submit(page(event, "age", "remove"), {}).status_code == 303
    assert [each.kind for each in rules_of(event.id, now=NOW)] == [RuleKind.TOWNSHIP]


@pytest.mark.parametrize("kind", list(RuleKind))
def test_each_kind_has_its_form(client: StrictClient, kind: RuleKind) -> None:
    event = factories.event()
    dai(client)
    assert client.get(page(event, kind.value)).status_code == 200
    filled = {"low": "16", "number": "2", "days": "90", "sex": "male", "trades": "welder"}
    filled["towns"] = str(factories.township().id)
    filled["named"] = factories.union("示例工会").name if kind is RuleKind.UNION else factories.unit().name
    assert client.submit(page(event, kind.value), filled).status_code == 303
    (stored,) = rules_of(event.id, now=NOW)
    assert stored.kind is kind
    assert client.get(page(event)).status_code == 200
    assert client.get(page(event, kind.value)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "filled", "sentence"),
    [
        ("township", {}, "至少选一个"),
        ("township", {"towns": "九"}, "至少选一个"),
        ("unit", {"named": "没有这个单位"}, "没有找到：没有这个单位"),
        ("union", {"named": "没有这个工会"}, "没有找到：没有这个工会"),
        ("unit", {"named": ""}, "至少选一个"),
        ("trade", {"trades": "astronaut"}, "至少选一个工种"),
        ("age", {"low": "", "high": ""}, "至少填一个"),
        ("age", {"low": "60", "high": "16"}, "最大年龄不能小于最小年龄"),
        ("age", {"low": "十六"}, "请填整数"),
        ("years", {"number": ""}, "从业年限填 1 到 50"),
        ("items", {"number": "0"}, "每人最多几项"),
        ("absence", {"number": "2", "days": "99999"}, "多少天以内"),
        ("sex", {"sex": "neither"}, "请从列表里选一个"),
    ],
)
def test_what_makes_no_rule_is_said_beside_the_field_and_kept(
    client: StrictClient, kind: str, filled: dict[str, str], sentence: str
) -> None:
    event = factories.event()
    dai(client)
    answer = client.submit(page(event, kind), filled)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert sentence in text
    assert all(value in text for name, value in filled.items() if name in {"named", "low", "number"})
    assert rules_of(event.id, now=NOW) == ()


def test_what_keeps_a_rule_from_working_is_said_before_publication(client: StrictClient) -> None:
    event = rule(factories.event(state="draft"), RuleKind.YEARS, number=1)
    dai(client)
    assert "报名表还没问从业年限，没有人能通过" in client.get(f"/desk/events/{event.id}").get_data(as_text=True)
    with database.transaction() as session:
        session.get_one(SignUpPlan, event.id).rules = [{"v": 9}]
    shown = client.get(page(event)).get_data(as_text=True)
    assert "别的版本写的" in shown
    assert "要改" in shown
    assert client.submit(page(event, "years"), {"number": "1"}).status_code == 303
    assert lines(event.id, now=NOW) == ["从业满 1 年"]


def test_rules_come_along_when_an_event_is_copied(client: StrictClient) -> None:
    event = rule(factories.event(), RuleKind.MEMBER)
    dai(client)
    answer = client.submit(f"/desk/events/{event.id}/copy", {}, page=f"/desk/events/{event.id}")
    assert answer.status_code in {302, 303}
    database.session().rollback()
    copied = database.session().scalars(select(Event).order_by(Event.id.desc())).first()
    assert copied is not None
    assert lines(copied.id, now=NOW) == ["限会员名册里的工会会员"]


def test_workers_read_the_rules_on_the_event_and_before_the_form(client: StrictClient) -> None:
    event = factories.event(who_may="在职职工")
    rule(event, RuleKind.AGE, low=16, high=60)
    shown = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "在职职工" in shown
    assert "16 到 60 周岁（按比赛那天算）" in shown
    assert "16 到 60 周岁（按比赛那天算）" in client.get(f"/events/{event.slug}/register").get_data(as_text=True)


def test_a_refusal_keeps_what_was_typed(client: StrictClient) -> None:
    event = rule(factories.event(), RuleKind.TOWNSHIP, ids=(factories.township("武康街道").id,))
    unit = factories.unit("德清示例钢琴有限公司", township=factories.township("洛舍镇"))
    filled = {**FILLED, "unit_text": unit.name}
    answer = client.submit(f"/events/{event.slug}/register/submit", filled, page=f"/events/{event.slug}/register")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "这一场只收武康街道的职工" in text
    assert unit.name in text
    assert registered() == []


def test_who_has_to_prove_the_mobile_is_led_there_and_back(client: StrictClient) -> None:
    factories.member(**AI, unit_text="示例精工")
    event = rule(factories.event(), RuleKind.MEMBER)
    address = f"/events/{event.slug}/register"
    first = client.get(address).get_data(as_text=True)
    assert "先验证手机号" in first
    assert f"/my/sign-in?next={address.replace('/', '%2F')}" in first or f"/my/sign-in?next={address}" in first
    factories_workers.recognise(client)
    form = client.get(address).get_data(as_text=True)
    assert AI["name"] in form
    sent = {"who": str(member_id()), "agree": "y"}
    assert client.submit(f"{address}/submit", sent, page=address).status_code == 303
    assert [held.state for held in registered()] == ["confirmed"]


def member_id() -> int:
    return database.session().scalars(select(Member.id)).one()


def test_a_phone_signs_up_nobody_elses_mobile_where_files_speak(client: StrictClient) -> None:
    factories.member(**AI)
    event = rule(factories.event(), RuleKind.MEMBER)
    factories_workers.recognise(client, "19900000034")
    address = f"/events/{event.slug}/register"
    answer = client.submit(f"{address}/submit", FILLED, page=address)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "这部手机验证的是 199****0034" in text
    assert registered() == []


def test_a_stranger_gets_the_same_page_about_everybody(new_client: Callable[[], StrictClient]) -> None:
    factories.member(**AI, unit_text="示例精工")
    event = rule(factories.event(), RuleKind.MEMBER)
    address = f"/events/{event.slug}/register"
    unproved = unproved_phone(address, new_client, event)
    known, nobody = unproved(AI["name"], MOBILE), unproved("查无人", "19900000099")
    assert known == nobody
    assert known[0] == 422
    assert "请先验证手机号" in known[1]


def unproved_phone(
    address: str, new_client: Callable[[], StrictClient], event: Event
) -> Callable[[str, str], tuple[int, str]]:
    """Return how a phone without a proof, which opened the form before there was a rule, is answered."""

    def answered(name: str, mobile: str) -> tuple[int, str]:
        rule_actions.remove(event.id, RuleKind.MEMBER, now=NOW, by=SYSTEM)
        client = new_client()
        token = csrf_token(client.get(address).get_data(as_text=True))
        rule(event, RuleKind.MEMBER)
        filled = {**FILLED, "name": name, "mobile": mobile, "csrf_token": token}
        answer = client.post(f"{address}/submit", data=filled)
        page = re.sub(r'name="csrf_token"[^>]*', "", answer.get_data(as_text=True))
        return answer.status_code, page.replace(name, "").replace(mobile, "")

    return answered


def test_staff_sign_somebody_up_from_the_roster(client: StrictClient) -> None:
    factories.member(**AI, unit_id=factories.unit("德清示例钢琴有限公司").id, initials="ssl")
    event = rule(factories.event(), RuleKind.MEMBER)
    dai(client)
    assert "代为报名" in client.get(f"/desk/events/{event.id}/registrations").get_data(as_text=True)
    hits = client.get(f"{new(event)}?q=ssl").get_data(as_text=True)
    assert "199****0017" in hits
    assert MOBILE not in hits
    who = str(member_id())
    chosen = client.get(f"{new(event)}?who={who}").get_data(as_text=True)
    assert MOBILE not in chosen
    answer = client.submit(new(event), {"who": who, "agree": "y"}, page=f"{new(event)}?who={who}")
    assert answer.status_code == 303
    (held,) = registered()
    assert (held.source, held.member_id, held.eligibility_override) == ("staff", int(who), "")


def test_staff_see_what_is_in_the_way_and_let_in_with_a_reason(client: StrictClient) -> None:
    event = rule(factories.event(), RuleKind.MEMBER)
    dai(client)
    assert "放行原因" not in client.get(new(event)).get_data(as_text=True)
    refused = client.submit(new(event), FILLED)
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "限会员名册里的工会会员：不在会员名册" in text
    assert "放行原因" in text
    assert "写 2 到 60 个字" in client.submit(new(event), {**FILLED, "override": "嗯"}).get_data(as_text=True)
    assert registered() == []
    answer = client.submit(new(event), {**FILLED, "override": "新入职，名册下周更新"}, follow_redirects=True)
    shown = answer.get_data(as_text=True)
    assert "新入职，名册下周更新" in shown
    assert "不在会员名册" in shown
    twice = client.submit(new(event), {**FILLED, "override": "再报一次"})
    assert "这个人已经报了这一场" in twice.get_data(as_text=True)


def test_the_roster_is_searched_within_the_own_reach_only(client: StrictClient) -> None:
    here, there = factories.township("武康街道"), factories.township("新市镇")
    stranger = factories.member("姚示例", "19900000066", unit_id=factories.unit(township=there).id)
    event = factories.event(township_id=here.id)
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, here.id)))
    assert "没有找到" in client.get(f"{new(event)}?q=姚示例").get_data(as_text=True)
    assert "姚示例" not in client.get(f"{new(event)}?who={stranger.id}").get_data(as_text=True)
    organiser = factories.sign_in(client, factories.account(Grant(Role.ORGANISER, event.id)))
    assert "从会员名册里找" not in organiser.get(new(event)).get_data(as_text=True)


def test_reviewers_see_who_does_not_meet_the_rules(client: StrictClient) -> None:
    event = reviewed_event()
    dai(client)
    client.submit(new(event), FILLED)
    rule(event, RuleKind.TOWNSHIP, ids=(factories.township("武康街道").id,))
    listed = f"/desk/events/{event.id}/registrations?state=all"
    assert "镇街没对上" in client.get(listed).get_data(as_text=True)
    (held,) = registered()
    assert "镇街没对上" in client.get(f"/desk/events/{event.id}/registrations/{held.id}").get_data(as_text=True)
    other = {**FILLED, "name": "姚示例", "mobile": "19900000066", "override": "县里点名"}
    client.submit(new(event), other, page=new(event))
    assert "已放行" in client.get(listed).get_data(as_text=True)


def test_a_team_event_is_entered_at_the_teams(client: StrictClient) -> None:
    event = factories_teams.event()
    dai(client)
    assert client.get(new(event)).headers["Location"].endswith(f"/desk/events/{event.id}/teams/new")
