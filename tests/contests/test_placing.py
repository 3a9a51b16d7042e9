"""An entrant typed or imported finds the registration, workplace and township it belongs to, and never guesses."""

from flask import Flask

from deqing_events.contests.entrants import actions
from deqing_events.contests.entrants.actions import Details
from deqing_events.domain.roles import SYSTEM
from tests import factories, factories_registration
from tests.conftest import NOW


def test_a_typed_name_is_linked_to_its_one_registration(app: Flask) -> None:
    del app
    event = factories.event()
    held = factories_registration.registration(event, "沈示例")
    made = actions.add(event.id, Details("WD001", "沈示例"), by=SYSTEM, now=NOW)
    assert made.registration_id == held.id


def test_two_of_the_same_name_are_told_apart_by_workplace_or_left_open(app: Flask) -> None:
    del app
    event = factories.event()
    factories_registration.registration(event, "沈示例", unit_text="甲厂示例")
    second = factories_registration.registration(event, "沈示例", unit_text="乙厂示例")
    assert actions.add(event.id, Details("WD001", "沈示例"), by=SYSTEM, now=NOW).registration_id is None
    named = actions.add(event.id, Details("WD002", "沈示例", unit_name="乙厂示例"), by=SYSTEM, now=NOW)
    assert named.registration_id == second.id


def test_one_registration_is_never_linked_twice(app: Flask) -> None:
    del app
    event = factories.event()
    factories_registration.registration(event, "沈示例")
    actions.add(event.id, Details("WD001", "沈示例"), by=SYSTEM, now=NOW)
    assert actions.add(event.id, Details("WD002", "沈示例"), by=SYSTEM, now=NOW).registration_id is None


def test_a_workplace_that_competes_is_found_by_its_own_name(app: Flask) -> None:
    del app
    town = factories.township("洛舍镇")
    unit = factories.unit("德清示例钢琴有限公司", township=town)
    event = factories.event(entrant_kind="unit")
    made = actions.add(event.id, Details("A01", "德清示例钢琴有限公司"), by=SYSTEM, now=NOW)
    assert (made.unit_id, made.township_id) == (unit.id, town.id)


def test_an_unknown_workplace_keeps_the_township_of_its_delegation(app: Flask) -> None:
    del app
    town = factories.township("禹越镇")
    event = factories.event(entrant_kind="team")
    made = actions.add(
        event.id, Details("T1", "拔河队", delegation="禹越镇", unit_name="没登记的厂"), by=SYSTEM, now=NOW
    )
    assert (made.unit_id, made.township_id) == (None, town.id)
