"""Completing what was returned: no rule that was met may be broken, and one that came later stops nobody."""

import pytest
from flask import current_app

from deqing_events.domain.eligibility.rules import RuleKind
from deqing_events.domain.reviewing import Act
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.review import fixing_actions
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE_ACTOR, details, registration, try_to_register
from tests.factories_review import decide, fresh, reviewed_event, stands
from tests.registration.test_eligibility import ask, rule

pytestmark = pytest.mark.usefixtures("app")


def fix(held: Registration, who: Details) -> Registration:
    change = fixing_actions.Change(who, current_app.config["SETTINGS"])
    return fixing_actions.resubmit(held.id, change, now=NOW, by=PHONE_ACTOR)


def same(held: Registration, **fields: object) -> Details:
    """The details as they stand, with changes."""
    values = {"mobile": held.mobile, "unit_text": held.unit_text, "unit_id": held.unit_id, **fields}
    return details(held.name, **values)


@pytest.fixture
def workplaces() -> tuple[Unit, Unit]:
    return factories.unit(township=factories.township("武康街道")), factories.unit(
        township=factories.township("新市镇")
    )


def returned(event: Event, unit: Unit) -> Registration:
    held = registration(event, unit_text=unit.name, unit_id=unit.id)
    decide(Act.RETURN, held)
    return held


@both_engines
def test_a_workplace_outside_the_rule_is_refused_and_nothing_is_changed(workplaces: tuple[Unit, Unit]) -> None:
    inside, outside = workplaces
    event = rule(reviewed_event(), RuleKind.TOWNSHIP, ids=(inside.township_id,))
    held = returned(event, inside)
    with pytest.raises(IneligibleError, match="你的单位不在其中"):
        fix(held, same(held, unit_text=outside.name, unit_id=outside.id))
    with pytest.raises(IneligibleError, match="请从列表里选你的单位"):
        fix(held, same(held, unit_text="我厂", unit_id=None))
    assert (stands(held), fresh(held).unit_id) == (("pending", "returned"), inside.id)
    fix(held, same(held, mobile="19900000077"))
    assert (stands(held), fresh(held).mobile) == (("pending", "submitted"), "19900000077")


def test_an_answer_may_not_leave_the_rule_either() -> None:
    event = reviewed_event()
    rule(event, RuleKind.YEARS, number=3)
    ask(event, "years")
    made = try_to_register(event, details(answers={"years": "4"})).registration
    assert made is not None
    decide(Act.RETURN, made)
    with pytest.raises(IneligibleError, match="你填的是 2 年"):
        fix(made, same(made, answers={"years": "2"}))
    fix(made, same(made, answers={"years": "5"}))


def test_a_rule_that_came_later_stops_nobody_who_is_in(workplaces: tuple[Unit, Unit]) -> None:
    inside, outside = workplaces
    event = reviewed_event()
    held = returned(event, outside)
    rule(event, RuleKind.TOWNSHIP, ids=(inside.township_id,))
    fix(held, same(held, mobile="19900000077"))
    assert stands(held) == ("pending", "submitted")


def test_the_rosters_workplace_says_nothing_to_whoever_holds_the_phone(workplaces: tuple[Unit, Unit]) -> None:
    """Changed into somebody of the roster in own words, the answer is that of somebody unknown."""
    inside, _ = workplaces
    event = rule(reviewed_event(), RuleKind.TOWNSHIP, ids=(inside.township_id,))
    held = returned(event, inside)
    factories.member("姚示例", "19900000066", unit_id=inside.id)
    answers = set()
    for name, mobile in (("姚示例", "19900000066"), ("查无此人", "19900000067")):
        with pytest.raises(IneligibleError) as refusal:
            fix(held, details(name, mobile=mobile, unit_text="我厂"))
        answers.add(str(refusal.value))
    assert len(answers) == 1
