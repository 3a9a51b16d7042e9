"""The gate: who is refused with which sentence, what a stranger learns, who lets somebody in, and what is kept."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.eligibility.deciding import PROVE
from deqing_events.domain.eligibility.rules import DEFAULTS, Rule, RuleKind
from deqing_events.domain.questions.catalogue import CATALOGUE, FormFacts
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Campaign, Event
from deqing_events.registration import actions
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.questions import form_actions
from tests import factories, factories_checkin, factories_reports
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE_ACTOR, details, keys, try_to_register

MOBILE = "19900000017"
AI = {"name": "沈示例", "mobile": MOBILE}
pytestmark = pytest.mark.usefixtures("app")


def rule(event: Event, kind: RuleKind, **parameters: Any) -> Event:
    """Give an event a rule."""
    made = Rule(kind, **parameters) if parameters else DEFAULTS[kind]
    rule_actions.save(event.id, made, now=NOW, by=SYSTEM)
    return event


def ask(event: Event, *fields: str) -> None:
    """Let the form of an event ask fields of the catalogue."""
    form_actions.state_facts(event.id, FormFacts(limited_by_sex=True, limited_by_age=True), now=NOW, by=SYSTEM)
    for field in fields:
        form_actions.add(event.id, CATALOGUE[field].question, now=NOW, by=SYSTEM)


def ai(*, proved: bool = True, **fields: Any) -> Details:
    """Ai's details, from a phone that proved the mobile or not."""
    return details(**{**AI, "proved_mobile": MOBILE if proved else "", **fields})


def on_behalf(event: Event, who: Details, override: str = "") -> actions.Outcome:
    return actions.register_for(event.id, who, keys=keys(), now=NOW, by=SYSTEM, override=override)


def sign_up(event: Event, **fields: Any) -> Registration:
    """Ai's sign-up for an event without rules."""
    made = try_to_register(event, ai(**fields)).registration
    assert made is not None
    return made


def notes(outcome: actions.Outcome) -> list[str]:
    assert isinstance(outcome.refusal, IneligibleError)
    return [each.note for each in outcome.refusal.found]


def test_an_event_without_rules_asks_nobody() -> None:
    assert try_to_register(factories.event()).kind == "confirmed"


@both_engines
def test_the_roster_lets_in_and_keeps_out_once_the_mobile_is_proved() -> None:
    event = rule(factories.event(), RuleKind.MEMBER)
    refused = try_to_register(event, ai())
    assert "没有对上你的姓名和手机号" in refused.sentence
    assert database.session().scalars(select(Registration)).all() == []
    factories.member(**AI)
    assert try_to_register(event, ai()).kind == "confirmed"


def stranger_learns(event: Event) -> set[tuple[str, str]]:
    """What a stranger is told about Ai and about somebody who does not exist."""
    known, nobody = ai(proved=False), details(name="查无此人", mobile="19900000099")
    answers = [try_to_register(event, each, phone="stranger") for each in (known, nobody)]
    return {(answer.kind, answer.sentence) for answer in answers}


@pytest.mark.parametrize("kind", [RuleKind.MEMBER, RuleKind.CHAMPION, RuleKind.ITEMS, RuleKind.CLASH, RuleKind.ABSENCE])
def test_a_stranger_learns_nothing_about_anybody(kind: RuleKind) -> None:
    town = factories.township()
    factories.member(**AI, unit_id=factories.unit(township=town).id, gender="female", birth_date=dt.date(1990, 5, 1))
    other = factories.event("叉车司机技能比武")
    sign_up(other)
    event = rule(factories.event(), kind)
    assert stranger_learns(event) == {("refused", PROVE)}
    # Also of somebody who is in this very event already.
    rule_actions.remove(event.id, kind, now=NOW, by=SYSTEM)
    sign_up(event)
    rule(event, kind)
    assert stranger_learns(event) == {("refused", PROVE)}


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [(RuleKind.AGE, {"low": 16, "high": 60}), (RuleKind.SEX, {"sex": "female"})],
)
def test_what_only_the_roster_knows_of_age_and_sex_needs_a_proof(kind: RuleKind, parameters: dict[str, Any]) -> None:
    factories.member(**AI, gender="female", birth_date=dt.date(1990, 5, 1))
    event = rule(factories.event(), kind, **parameters)
    assert stranger_learns(event) == {("refused", PROVE)}
    assert try_to_register(event, ai()).kind == "confirmed"
    assert (
        "请联系主办方补上"
        in try_to_register(event, details(mobile="19900000098", proved_mobile="19900000098")).sentence
    )


def test_the_rosters_workplace_does_not_speak_for_a_stranger() -> None:
    town = factories.township("武康街道")
    unit = factories.unit(township=town)
    factories.member(**AI, unit_id=unit.id)
    event = rule(factories.event(), RuleKind.TOWNSHIP, ids=(town.id,))
    (answer,) = {
        try_to_register(event, each, phone="stranger").sentence
        for each in (ai(proved=False, unit_text="我厂"), details(unit_text="我厂"))
    }
    assert "请从列表里选你的单位" in answer
    assert try_to_register(event, ai(unit_text="我厂")).kind == "confirmed"
    assert try_to_register(event, details(unit_text=unit.name, unit_id=unit.id)).kind == "confirmed"


@pytest.mark.parametrize("kind", [RuleKind.TOWNSHIP, RuleKind.UNION, RuleKind.UNIT])
def test_a_workplace_outside_is_refused_with_what_is_let_in(kind: RuleKind) -> None:
    inside = factories.unit(township=factories.township("武康街道"), union_id=factories.union("武康示例工会").id)
    outside = factories.unit(township=factories.township("新市镇"), union_id=factories.union("新市示例工会").id)
    row = {RuleKind.TOWNSHIP: inside.township_id, RuleKind.UNION: inside.union_id, RuleKind.UNIT: inside.id}[kind]
    event = rule(factories.event(), kind, ids=(row,))
    refused = try_to_register(event, details(unit_text=outside.name))
    assert "你的单位不在其中" in refused.sentence
    assert try_to_register(event, details(unit_text=inside.name)).kind == "confirmed"


@both_engines
def test_answers_decide_about_trade_age_years_and_sex() -> None:
    event = factories.event()
    rule(event, RuleKind.AGE, low=16, high=60)
    rule(event, RuleKind.YEARS, number=3)
    rule(event, RuleKind.SEX, sex="female")
    ask(event, "birth_date", "years", "gender")
    fit = {"birth_date": "1990-05-01", "years": "3", "gender": "female"}
    assert try_to_register(event, details(answers=fit)).kind == "confirmed"
    for change, sentence in (
        ({"birth_date": "2011-05-01"}, "比赛那天你 15 岁"),
        ({"years": "2.5"}, "你填的是 2.5 年"),
        ({"gender": "male"}, "只收女职工"),
    ):
        assert sentence in try_to_register(event, details(answers=fit | change)).sentence
    assert (
        "请填从业年限"
        in try_to_register(event, details(answers={"birth_date": "1990-05-01", "gender": "female"})).sentence
    )


def test_students_and_teachers_are_told_that_people_at_work_are_asked_for() -> None:
    event = rule(factories.event(), RuleKind.EMPLOYED)
    ask(event, "standing")
    for standing, sentence in (("student", "在校学生这次报不了"), ("teacher", "教师这次报不了")):
        assert sentence in try_to_register(event, details(answers={"standing": standing})).sentence
    assert "请填身份" in try_to_register(event, details(answers={})).sentence
    assert try_to_register(event, details(answers={"standing": "worker"})).kind == "confirmed"


def test_an_answer_to_what_is_not_asked_counts_for_nothing() -> None:
    event = rule(factories.event(), RuleKind.YEARS, number=1)
    assert try_to_register(event, details(answers={"years": "9"})).kind == "refused"


@both_engines
def test_the_rosters_birth_date_goes_before_a_typed_one() -> None:
    factories.member(**AI, birth_date=dt.date(2011, 5, 1))
    event = rule(factories.event(), RuleKind.AGE)
    ask(event, "birth_date")
    assert "比赛那天你 15 岁" in try_to_register(event, ai(answers={"birth_date": "1990-05-01"})).sentence


def campaign() -> Campaign:
    made = Campaign(name="第六届职工技能运动会", kind="skills_games", year=2026, level="county", created_at=NOW)
    with database.transaction() as session:
        session.add(made)
    return made


@both_engines
def test_so_many_items_of_one_campaign_and_no_more() -> None:
    games = campaign().id
    first, second = (factories.event(f"第{number}项", days=number, campaign_id=games) for number in (3, 4))
    sign_up(first)
    event = rule(factories.event(days=9, campaign_id=games), RuleKind.ITEMS, number=2)
    sign_up(factories.event("届外的比赛", days=8))
    held = sign_up(second)
    refused = try_to_register(event, ai())
    assert "最多报 2 项，你已经报了“第3项”、“第4项”" in refused.sentence
    actions.cancel(held.id, reason="", by=PHONE_ACTOR, now=NOW)
    assert try_to_register(event, ai()).kind == "confirmed"


@both_engines
def test_two_items_at_the_same_time_clash_and_touching_ones_do_not() -> None:
    event = rule(factories.event(), RuleKind.CLASH)
    start, end = event.starts_at, event.ends_at
    assert start is not None
    assert end is not None
    sign_up(factories.event("紧接着的", starts_at=end, ends_at=end + dt.timedelta(hours=2)))
    sign_up(factories.event("刚结束的", starts_at=start - dt.timedelta(hours=2), ends_at=start))
    late = sign_up(
        factories.event("重叠的", starts_at=end - dt.timedelta(minutes=1), ends_at=end + dt.timedelta(hours=1))
    )
    assert "和你报的“重叠的”时间重叠" in try_to_register(event, ai()).sentence
    assert try_to_register(event, details(name="同号别人", mobile=MOBILE, proved_mobile=MOBILE)).kind == "confirmed"
    actions.cancel(late.id, reason="", by=PHONE_ACTOR, now=NOW)
    assert try_to_register(event, ai()).kind == "confirmed"


def missed(title: str, *, ends: str = "2026-09-12 17:00", somebody_came: bool = True) -> Registration:
    """An event Ai had a place in and did not come to."""
    over = factories_reports.finished(title, ends)
    if somebody_came:
        factories_reports.came(over)
    return factories_reports.sign_up(over, "ai", name=AI["name"], mobile=MOBILE, mobile_tail=MOBILE[-4:])


@both_engines
def test_absences_count_where_the_door_was_kept() -> None:
    event = rule(factories.event(), RuleKind.ABSENCE, number=2, days=180)
    missed("没签到的活动", somebody_came=False)
    missed("很久以前", ends="2026-01-12 17:00")
    missed("缺席一次")
    assert try_to_register(event, ai()).kind == "confirmed"
    second = factories.event(days=7)
    rule(second, RuleKind.ABSENCE, number=2, days=180)
    again = missed("缺席两次", ends="2026-10-12 17:00")
    assert "最近 180 天里你有 2 次报了名没来" in try_to_register(second, ai()).sentence
    factories_reports.scan(again)
    assert try_to_register(second, ai()).kind == "confirmed"


@both_engines
def test_staff_let_somebody_in_with_a_reason_that_is_kept() -> None:
    event = rule(factories.event(), RuleKind.MEMBER)
    who = ai(proved=False)
    refused = on_behalf(event, who)
    assert notes(refused) == ["不在会员名册"]
    made = on_behalf(event, who, "新入职，名册下周更新").registration
    assert made is not None
    assert made.eligibility_override == "新入职，名册下周更新"
    query = select(AuditEntry.detail).where(AuditEntry.action == "registration.override")
    assert database.session().scalars(query).all() == [{"reason": "新入职，名册下周更新", "holds": ["不在会员名册"]}]


def test_a_reason_nobody_needed_is_not_kept() -> None:
    factories.member(**AI)
    made = on_behalf(rule(factories.event(), RuleKind.MEMBER), ai(proved=False), "多写的").registration
    assert made is not None
    assert made.eligibility_override == ""


def test_a_walk_in_gets_the_same_sentence_unless_somebody_answers_for_it() -> None:
    event = rule(factories_checkin.today(), RuleKind.MEMBER)

    def comes(override: str = "") -> actions.Outcome:
        return actions.walk_in(event.id, details(**AI), keys=keys(), now=NOW, by=SYSTEM, override=override)

    assert "没有对上你的姓名和手机号" in comes().sentence
    made = comes("主席同意").registration
    assert made is not None
    assert (made.walk_in, made.eligibility_override) == (True, "主席同意")


def test_whoever_is_in_already_stays_in_for_those_who_may_know() -> None:
    event = factories.event()
    held = sign_up(event)
    rule(event, RuleKind.MEMBER)
    at_the_door = actions.walk_in(event.id, details(**AI), keys=keys(), now=NOW, by=SYSTEM)
    assert [at_the_door.kind, on_behalf(event, ai(proved=False)).kind] == ["already", "already"]
    again = try_to_register(event, ai())
    assert (again.kind, again.number) == ("already", held.number)


def enters(event: Event, who: Details) -> actions.Outcome:
    """A clerk enters somebody."""
    return actions.register_by_workplace(event.id, who, vouched=True, keys=keys(), now=NOW, by=SYSTEM)


@both_engines
def test_files_speak_to_a_clerk_about_own_people_only() -> None:
    own, other = factories.unit(), factories.unit()
    factories.member(**AI, unit_id=own.id)
    event = rule(factories.event(), RuleKind.MEMBER)
    elsewhere = enters(event, ai(proved=False, unit_text=other.name, unit_id=other.id))
    nobody = enters(event, details(unit_text=other.name, unit_id=other.id))
    assert (elsewhere.kind, elsewhere.sentence) == (nobody.kind, nobody.sentence)
    assert "请本人验证手机号" in nobody.sentence
    assert enters(event, ai(proved=False, unit_text=own.name, unit_id=own.id)).kind == "confirmed"


def test_rules_nobody_can_read_keep_everybody_out() -> None:
    event = rule(factories.event(), RuleKind.MEMBER)
    with database.transaction() as session:
        session.get_one(SignUpPlan, event.id).rules = [{"v": 9, "kind": "member"}]
    assert "报名条件正在修改" in try_to_register(event, ai()).sentence
    rule(event, RuleKind.YEARS, number=1)
    ask(event, "years")
    assert try_to_register(event, ai(answers={"years": "2"})).kind == "confirmed"
