"""Storing answers on both engines: the transaction, the one number per event, cells of a workbook, clearing."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.text import Cell
from deqing_events.events.editing import actions as editing
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import actions, queries, reading, stored_files
from deqing_events.registration.questions.models import Answer
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import keys
from tests.registration.questions.asking import (
    NUMBER,
    answered,
    asking_event,
    choice,
    own,
    photo,
    settings,
    stored,
    values,
    when,
)

pytestmark = [both_engines, pytest.mark.usefixtures("app")]
OTHER = "330599199003070028"


def rows() -> int:
    return database.session().scalar(select(func.count()).select_from(Registration)) or 0


def test_a_number_that_is_taken_leaves_no_registration_behind() -> None:
    event = asking_event("identity")
    assert answered(event, {"identity": NUMBER}).kind == "confirmed"
    second = answered(event, {"identity": NUMBER})
    assert (second.kind, second.registration) == ("refused", None)
    assert "这个身份证号在这一场已经报过名了" in second.sentence
    assert rows() == 1


def test_a_number_is_free_again_when_its_registration_is_over() -> None:
    event = asking_event("identity")
    first = answered(event, {"identity": NUMBER}).registration
    assert first is not None
    with database.transaction() as session:
        session.get_one(Registration, first.id).state = "cancelled"
    assert answered(event, {"identity": NUMBER}).kind == "confirmed"
    assert values(first.id) == {"identity": NUMBER}


def test_a_file_is_handed_in_once() -> None:
    event = asking_event("photo")
    kept = stored_files.take(settings().uploads, photo())
    assert answered(event, {"photo": kept}).kind == "confirmed"
    assert "请重新选一次" in answered(event, {"photo": kept}).sentence


def test_answers_nobody_asked_for_are_not_stored() -> None:
    event = asking_event(choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")))
    held = answered(event, {"q1": "不要", "q2": "花生", "identity": NUMBER, "q9": "别的"}).registration
    assert held is not None
    assert values(held.id) == {"q1": "不要"}


def test_changing_an_answer_removes_what_depended_on_it() -> None:
    event = asking_event(choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")))
    held = answered(event, {"q1": "要", "q2": "花生"}).registration
    assert held is not None
    actions.change_answers(held.id, {"q1": "不要", "q2": "花生"}, settings=settings(), now=NOW, by=SYSTEM)
    assert values(held.id) == {"q1": "不要"}


def test_somebody_may_correct_the_own_number() -> None:
    event = asking_event("identity", "gender")
    held = answered(event, {"identity": NUMBER, "gender": "male"}).registration
    assert held is not None
    actions.change_answers(held.id, {"identity": OTHER, "gender": "female"}, settings=settings(), now=NOW, by=SYSTEM)
    assert values(held.id) == {"identity": OTHER, "gender": "female"}
    assert database.session().get_one(Registration, held.id).gender == "female"
    assert answered(event, {"identity": NUMBER, "gender": "male"}).kind == "confirmed"


def test_an_unknown_registration_is_said_so() -> None:
    with pytest.raises(actions.AnswersRefusedError, match="没有找到"):
        actions.change_answers(999, {}, settings=settings(), now=NOW, by=SYSTEM)


def test_clearing_leaves_the_row_and_nothing_of_the_value() -> None:
    event = asking_event("identity", "photo", own("鞋码"))
    kept = stored_files.take(settings().uploads, photo())
    held = answered(event, {"identity": NUMBER, "photo": kept, "q1": "42"}).registration
    assert held is not None
    with database.transaction() as session:
        due = session.scalars(select(Answer).where(Answer.retention == "identity")).all()
        gone = actions.clear(session, due, now=NOW)
    assert gone == [kept.name]
    assert values(held.id) == {"q1": "42"}
    for answer in stored(held.id):
        if answer.retention == "identity":
            assert (answer.value, answer.sealed, answer.identity_index, answer.file_name) == (None, None, None, None)
            assert answer.cleared_at == NOW
    shown = queries.answers_of([held.id], keys())[held.id]
    assert [answer.cleared for answer in shown] == [True, True, False]
    assert queries.answer_counts(event.id) == {"q1": 1}


def test_a_line_of_a_workbook_is_held_to_the_same_rules() -> None:
    event = asking_event("identity", "gender", "skill_level", "years", "photo", choice("午饭", "要", "不要"))
    columns = [column.label for column in reading.cell_columns(event.id)]
    assert columns == ["身份证号", "现有技能等级", "从业年限", "午饭"]
    cells: dict[str, Cell] = {
        "身份证号": NUMBER,
        "现有技能等级": "高级工",
        "从业年限": 12.0,
        " 午 饭 ": "要",
        "别的": "多余",
    }
    found, errors = reading.from_cells(event.id, cells, today=NOW.date())
    assert errors == {}
    assert found == {"identity": NUMBER, "gender": "male", "skill_level": "senior", "years": "12", "q1": "要"}
    bad: dict[str, Cell] = {"身份证号": 330599199003070000.0, "现有技能等级": "很高", "从业年限": "99"}
    found, errors = reading.from_cells(event.id, bad, today=NOW.date())
    assert set(errors) == {"身份证号", "现有技能等级", "从业年限", "午饭"}
    assert found == {}


def test_answers_of_many_are_asked_for_at_once() -> None:
    event = asking_event(own("鞋码"))
    ids = [held.id for _ in range(3) if (held := answered(event, {"q1": "42"}).registration)]
    found = queries.answers_of([*ids, 999], keys())
    assert [len(found[held]) for held in ids] == [1, 1, 1]
    assert found[999] == []


def test_waiting_people_hold_their_number_too() -> None:
    event = asking_event("identity", capacity=1)
    editing.change(event.id, {"capacity": 1}, now=NOW, by=SYSTEM)
    assert answered(event, {"identity": NUMBER}).kind == "confirmed"
    assert answered(event, {"identity": OTHER}).kind in {"waiting", "confirmed"}
    assert answered(event, {"identity": OTHER}).kind == "refused"


def test_the_time_of_an_answer_is_kept() -> None:
    event = asking_event(own("鞋码"))
    held = answered(event, {"q1": "42"}).registration
    assert held is not None
    assert stored(held.id)[0].answered_at == NOW
    later = NOW + dt.timedelta(days=1)
    actions.change_answers(held.id, {"q1": "43"}, settings=settings(), now=later, by=SYSTEM)
    assert stored(held.id)[0].answered_at == later
