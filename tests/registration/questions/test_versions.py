"""A form that changes after sign-ups started keeps old answers readable everywhere."""

from dataclasses import replace

import pytest

from deqing_events.documents.reading import read_sheets
from deqing_events.domain.questions.catalogue import CATALOGUE, FormFacts
from deqing_events.domain.questions.definition import Kind, Option, Question
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.editing import actions as editing
from deqing_events.events.models import Event
from deqing_events.registration.questions import form_actions, queries
from deqing_events.registration.questions.form_actions import FormRefusedError
from deqing_events.workers import phone
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import PHONE
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import NUMBER, answered, ask, asking_event, choice, own, stored, values, when


def now_asked(event: Event) -> list[Question]:
    return queries.form_of(event.id)


def change(event: Event, question: Question, **changes: object) -> None:
    made = replace(question, **changes)  # type: ignore[arg-type]
    form_actions.change(event.id, question.row, made, now=NOW, by=SYSTEM)


def everywhere(client: StrictClient, event: Event, registration_id: int, number: str) -> list[str]:
    """What the desk's page, the export and the worker's page say."""
    factories.dai(client)
    client.set_cookie(phone.COOKIE, PHONE)
    desk = client.get(f"/desk/events/{event.id}/registrations/{registration_id}")
    export = client.get(f"/desk/events/{event.id}/registrations.csv")
    mine = client.get(f"/my/registrations/{number}")
    assert (desk.status_code, export.status_code, mine.status_code) == (200, 200, 200)
    return [text_of(desk.get_data(as_text=True)), export.get_data(as_text=True), text_of(mine.get_data(as_text=True))]


def test_old_answers_keep_their_words_through_every_change(client: StrictClient) -> None:
    event = asking_event(choice("午饭", "米饭", "面条"), own("鞋码"))
    held = answered(event, {"q1": "米饭", "q2": "四十二"}).registration
    assert held is not None
    lunch, shoes = now_asked(event)
    change(event, lunch, label="吃什么", options=(Option("粉", "粉"), Option("粥", "粥")))
    change(event, shoes, kind=Kind.NUMBER)
    for page in everywhere(client, event, held.id, held.number):
        assert "米饭" in page
        assert "四十二" in page
    assert "午饭" in everywhere(client, event, held.id, held.number)[0]
    for question in now_asked(event):
        form_actions.retire(event.id, question.row, now=NOW, by=SYSTEM)
    assert now_asked(event) == []
    for page in everywhere(client, event, held.id, held.number):
        assert "米饭" in page
        assert "四十二" in page
    assert [answer.question.label for answer in stored(held.id)] == ["午饭", "鞋码"]


def test_a_change_is_a_new_row_and_no_change_is_none(client: StrictClient) -> None:
    del client
    event = asking_event(own("鞋码"))
    (before,) = now_asked(event)
    change(event, before)
    assert now_asked(event) == [before]
    change(event, before, label="鞋的尺码")
    (after,) = now_asked(event)
    assert (after.key, after.label) == ("q1", "鞋的尺码")
    assert after.row != before.row
    with pytest.raises(FormRefusedError, match="刚被别人改过"):
        change(event, before, label="又一个")


def test_new_answers_go_to_the_new_version(client: StrictClient) -> None:
    del client
    event = asking_event(choice("午饭", "米饭", "面条"))
    old = answered(event, {"q1": "米饭"}).registration
    change(event, now_asked(event)[0], options=(Option("粉", "粉"), Option("粥", "粥")))
    new = answered(event, {"q1": "粥"}).registration
    assert old is not None
    assert new is not None
    assert stored(old.id)[0].question_id != stored(new.id)[0].question_id
    assert values(new.id) == {"q1": "粥"}


def test_a_retired_question_may_come_back(client: StrictClient) -> None:
    del client
    event = asking_event("years")
    (before,) = now_asked(event)
    form_actions.retire(event.id, before.row, now=NOW, by=SYSTEM)
    ask(event, "years")
    assert [question.key for question in now_asked(event)] == ["years"]
    with pytest.raises(FormRefusedError, match="已经在问"):
        ask(event, "years")


def test_own_questions_never_get_a_used_key(client: StrictClient) -> None:
    del client
    event = asking_event(own("一"), own("二"))
    form_actions.retire(event.id, now_asked(event)[1].row, now=NOW, by=SYSTEM)
    ask(event, own("三"))
    assert [question.key for question in now_asked(event)] == ["q1", "q3"]


def test_reordering_is_free_but_for_conditions(client: StrictClient) -> None:
    del client
    event = asking_event(choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")), own("鞋码"))
    lunch, diet, shoes = now_asked(event)
    form_actions.move(event.id, shoes.row, up=True, now=NOW, by=SYSTEM)
    assert [question.key for question in now_asked(event)] == ["q1", "q3", "q2"]
    form_actions.move(event.id, lunch.row, up=True, now=NOW, by=SYSTEM)
    form_actions.move(event.id, shoes.row, up=False, now=NOW, by=SYSTEM)
    with pytest.raises(FormRefusedError, match="前面"):
        form_actions.move(event.id, diet.row, up=True, now=NOW, by=SYSTEM)
    assert [question.row for question in now_asked(event)] == [lunch.row, diet.row, shoes.row]


def test_what_others_depend_on_is_neither_retired_nor_emptied(client: StrictClient) -> None:
    del client
    event = asking_event(choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")))
    lunch = now_asked(event)[0]
    with pytest.raises(FormRefusedError, match="忌口"):
        form_actions.retire(event.id, lunch.row, now=NOW, by=SYSTEM)
    with pytest.raises(FormRefusedError, match="忌口"):
        change(event, lunch, options=(Option("吃", "吃"), Option("不吃", "不吃")))


def test_facts_cannot_be_taken_from_under_a_question(client: StrictClient) -> None:
    del client
    event = asking_event("identity")
    with pytest.raises(FormRefusedError, match="身份证号"):
        form_actions.state_facts(event.id, FormFacts(), now=NOW, by=SYSTEM)
    form_actions.state_facts(event.id, FormFacts(certificate_follows=True), now=NOW, by=SYSTEM)
    with pytest.raises(FormRefusedError, match="限性别"):
        form_actions.add(event.id, CATALOGUE["gender"].question, now=NOW, by=SYSTEM)


def test_copying_an_event_copies_its_form(client: StrictClient) -> None:
    del client
    event = asking_event("identity", choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")))
    copied = editing.copy(event.id, year=2026, now=NOW, by=SYSTEM)
    assert queries.facts_of(copied.id) == queries.facts_of(event.id)
    theirs, ours = now_asked(event), now_asked(copied)
    assert [replace(question, row=0) for question in ours] == [replace(question, row=0) for question in theirs]
    assert {question.row for question in ours}.isdisjoint(question.row for question in theirs)


def test_the_workbook_shows_answers_with_numbers_masked(client: StrictClient) -> None:
    event = asking_event("identity", choice("午饭", "米饭", "面条"))
    assert answered(event, {"identity": NUMBER, "q1": "面条"}).registration is not None
    factories.dai(client)
    masked = client.get(f"/desk/events/{event.id}/registrations.xlsx").data
    page = f"/desk/events/{event.id}/registrations/full"
    full = client.submit(page, {"reason": "办理证书", "kind": "xlsx"}).data
    shown = str(read_sheets(masked))
    assert "330599********001X" in shown
    assert NUMBER not in shown
    assert "面条" in shown
    assert NUMBER in str(read_sheets(full))
