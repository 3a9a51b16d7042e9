"""The desk: editing the form, and correcting, revealing and opening answers."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.questions.definition import Kind, StoredFile
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import queries, stored_files
from tests import factories
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import (
    NUMBER,
    answered,
    ask,
    asking_event,
    choice,
    own,
    photo,
    sent,
    settings,
    stored,
    values,
    when,
)


@pytest.fixture
def dai(client: StrictClient) -> StrictClient:
    factories.dai(client)
    return client


def form_page(event: Event) -> str:
    return f"/desk/events/{event.id}/sign-up/form"


def words(client: StrictClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def held(event: Event, answers: dict[str, Any]) -> Registration:
    made = answered(event, answers).registration
    assert made is not None
    return made


def answers_page(event: Event, registration: Registration) -> str:
    return f"/desk/events/{event.id}/registrations/{registration.id}/answers"


def log(action: str) -> list[AuditEntry]:
    return list(database.session().scalars(select(AuditEntry).where(AuditEntry.action == action)))


# The editor ------------------------------------------------------------------------------------------------------


def test_the_part_stands_in_the_editor(dai: StrictClient) -> None:
    event = factories.event()
    assert "报名要填什么" in words(dai, f"/desk/events/{event.id}/edit/basic")
    shown = words(dai, form_page(event))
    assert "每场都问姓名、手机号和单位" in shown
    assert "要办技能等级证书或晋级才能问" in shown


def test_stating_the_certificate_opens_the_identity_number(dai: StrictClient) -> None:
    event = factories.event()
    page = form_page(event)
    refused = dai.get(f"{page}/add/identity")
    assert refused.status_code == 303
    assert dai.submit(page, {"certificate_follows": "y"}).status_code == 303
    form = dai.get(f"{page}/add/identity").get_data(as_text=True)
    assert "按信息种类定，不能改" in form
    fields = {"label": "身份证号", "purpose": "只用于办理技能等级证书", "required": "y", "retention": "event"}
    assert dai.submit(f"{page}/add/identity", fields).status_code == 303
    (question,) = queries.form_of(event.id)
    assert question.retention == "identity"
    assert "只用于办理技能等级证书，结束后 180 天删除。" in words(dai, page)
    taken_away = dai.submit(page, {})
    assert taken_away.status_code == 422
    assert "还在问“身份证号”" in text_of(taken_away.get_data(as_text=True))


def test_a_trade_question_asks_for_the_trades_of_the_event(dai: StrictClient) -> None:
    event = factories.event()
    page = f"{form_page(event)}/add/trade"
    fields = {"label": "工种", "purpose": "用于分组", "required": "y"}
    assert dai.submit(page, fields).status_code == 422
    assert dai.submit(page, {**fields, "trades": ["welder", "fitter", "made-up"]}).status_code == 303
    assert [option.key for option in queries.form_of(event.id)[0].options] == ["welder", "fitter"]


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("text", {"label": ""}, "请写要问什么。"),
        ("text", {"purpose": ""}, "请写为什么要问"),
        ("text", {"label": "身份证正面照片"}, "不能要身份证件的照片"),
        ("text", {"label": "银行卡号"}, "不能要银行卡"),
        ("text", {"label": "性别"}, "请从目录里加"),
        ("file", {"label": "手持身份证照片"}, "不能要身份证件的照片"),
        ("choice", {"options": "甲"}, "至少写 2 个选项"),
        ("choice", {"options": "甲\n甲"}, "有两个选项一样"),
        ("number", {"minimum": "9", "maximum": "3"}, "最大值要不小于最小值"),
        ("number", {"minimum": "很少"}, "请填数字"),
    ],
)
def test_an_ill_made_own_question_keeps_what_was_typed(
    dai: StrictClient, kind: str, change: dict[str, str], sentence: str
) -> None:
    event = factories.event()
    fields = {"label": "自带工具", "purpose": "用于安排工位", "hint": "写全一点", "retention": "event", **change}
    answer = dai.submit(f"{form_page(event)}/own/{kind}", fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text_of(page)
    assert 'value="写全一点"' in page
    assert queries.form_of(event.id) == []


def test_an_own_question_with_a_condition(dai: StrictClient) -> None:
    event = asking_event(choice("午饭", "要", "不要"), choice("住宿", "要", "不要"))
    page = f"{form_page(event)}/own/text"
    fields: dict[str, Any] = {"label": "忌口", "purpose": "用于订餐", "retention": "event", "when_q1": ["要"]}
    two = dai.submit(page, {**fields, "when_q2": ["要"]})
    assert two.status_code == 422
    assert "请只在一项下面勾选" in text_of(two.get_data(as_text=True))
    assert dai.submit(page, fields).status_code == 303
    condition = queries.form_of(event.id)[2].condition
    assert condition == when("q1", "要")
    assert "“午饭”选了要才问" in words(dai, form_page(event))


def test_changing_moving_and_retiring_on_the_page(dai: StrictClient) -> None:
    event = asking_event(own("鞋码"), own("工具"))
    held(event, {"q1": "42"})
    page = form_page(event)
    assert "已经有人报名" in words(dai, page)
    shoes, tools = queries.form_of(event.id)
    assert "已有 1 人填过" in words(dai, f"{page}/{shoes.row}")
    fields = {"label": "鞋的尺码", "purpose": "用于发鞋", "retention": "event"}
    assert dai.submit(f"{page}/{shoes.row}", fields).status_code == 303
    assert dai.get(f"{page}/{shoes.row}").status_code == 404
    assert dai.submit(f"{page}/{tools.row}/move", {"direction": "up"}, page=page).status_code == 303
    assert dai.submit(f"{page}/{tools.row}/move", {"direction": "sideways"}, page=page).status_code == 400
    assert [question.label for question in queries.form_of(event.id)] == ["工具", "鞋的尺码"]
    again = queries.form_of(event.id)[1]
    asked = words(dai, f"{page}/{again.row}/retire")
    assert "已有 1 人填过" in asked
    assert dai.submit(f"{page}/{again.row}/retire").status_code == 303
    assert [question.label for question in queries.form_of(event.id)] == ["工具"]
    assert {entry.action for entry in database.session().scalars(select(AuditEntry))} >= {
        "questions.add",
        "questions.change",
        "questions.move",
        "questions.retire",
        "questions.facts",
    }


def test_a_question_of_another_event_is_unknown_here(dai: StrictClient) -> None:
    event, other = asking_event(own("鞋码")), asking_event(own("鞋码"))
    row = queries.form_of(other.id)[0].row
    assert dai.get(f"{form_page(event)}/{row}").status_code == 404
    assert dai.get(f"{form_page(event)}/{row}/retire").status_code == 404


def test_the_preview_tries_the_form_and_stores_nothing(dai: StrictClient) -> None:
    event = asking_event(choice("午饭", "要", "不要"), own("忌口", condition=when("q1", "要")))
    page = f"{form_page(event)}/preview"
    assert "什么都不会保存" in words(dai, page)
    assert dai.submit(page, {"shown": ["q1"]}).status_code == 422
    assert "还要补 1 项" in text_of(dai.submit(page, {"a_q1": "要", "shown": ["q1"]}).get_data(as_text=True))
    tried = dai.submit(page, {"a_q1": "不要", "shown": ["q1"]})
    assert "这样填没有问题" in text_of(tried.get_data(as_text=True))
    assert database.session().scalars(select(Registration)).all() == []


def test_an_archived_event_keeps_its_form(dai: StrictClient) -> None:
    event = asking_event(own("鞋码"))
    with database.transaction() as session:
        session.get_one(Event, event.id).state = "archived"
    fields = {"label": "工具", "purpose": "用于安排工位", "retention": "event"}
    answer = dai.submit(f"{form_page(event)}/own/text", fields)
    assert answer.status_code == 409
    assert "已经归档" in text_of(answer.get_data(as_text=True))


# Answers ---------------------------------------------------------------------------------------------------------


def test_the_desk_shows_numbers_masked(dai: StrictClient) -> None:
    event = asking_event("identity", own("鞋码"))
    registration = held(event, {"identity": NUMBER, "q1": "42"})
    shown = words(dai, f"/desk/events/{event.id}/registrations/{registration.id}")
    assert "330599********001X" in shown
    assert NUMBER not in shown
    assert "42" in shown


def test_the_full_number_costs_a_reason_and_an_entry(dai: StrictClient) -> None:
    event = asking_event("identity")
    registration = held(event, {"identity": NUMBER})
    page = f"{answers_page(event, registration)}/full"
    assert NUMBER not in words(dai, page)
    assert dai.submit(page, {"reason": ""}).status_code == 422
    assert log("registration.reveal") == []
    shown = text_of(dai.submit(page, {"reason": "办理证书"}).get_data(as_text=True))
    assert NUMBER in shown
    assert registration.mobile in shown
    (entry,) = log("registration.reveal")
    assert "办理证书" in str(entry.detail)
    assert NUMBER not in str(entry.detail)


def test_staff_correct_an_answer_with_a_reason(dai: StrictClient) -> None:
    event = asking_event("identity", own("鞋码"), own("工具", required=False))
    registration = held(event, {"identity": NUMBER, "q1": "42", "q2": "钳子"})
    before = {answer.key: answer.id for answer in stored(registration.id)}
    page = answers_page(event, registration)
    form = dai.get(page).get_data(as_text=True)
    assert NUMBER not in form
    assert "已填 330599********001X，不改就留空" in form
    fields = {"a_identity": "", "a_q1": "43", "a_q2": "钳子", "shown": ["identity", "q1", "q2"]}
    assert dai.submit(page, fields).status_code == 422
    assert dai.submit(page, {**fields, "reason": "本人来电更正"}).status_code == 303
    assert values(registration.id) == {"identity": NUMBER, "q1": "43", "q2": "钳子"}
    after = {answer.key: answer.id for answer in stored(registration.id)}
    assert after["identity"] == before["identity"]
    assert after["q2"] == before["q2"]
    assert after["q1"] != before["q1"]
    (entry,) = log("registration.answers")
    assert "43" not in str(entry.detail)
    assert "本人来电更正" in str(entry.detail)


def test_a_correction_that_changes_nothing_leaves_no_entry(dai: StrictClient) -> None:
    event = asking_event(own("鞋码"))
    registration = held(event, {"q1": "42"})
    fields = {"a_q1": "42", "shown": ["q1"], "reason": "看了一下"}
    assert dai.submit(answers_page(event, registration), fields).status_code == 303
    assert log("registration.answers") == []


def test_staff_are_not_asked_for_what_the_worker_was_not_asked(dai: StrictClient) -> None:
    event = asking_event(own("鞋码"))
    registration = held(event, {"q1": "42"})
    ask(event, own("工具"))
    fields = {"a_q1": "43", "shown": ["q1", "q2"], "reason": "本人来电更正"}
    assert dai.submit(answers_page(event, registration), fields).status_code == 303
    assert values(registration.id) == {"q1": "43"}


def test_answers_to_retired_questions_survive_a_correction(dai: StrictClient) -> None:
    event = asking_event(own("鞋码"), own("工具"))
    registration = held(event, {"q1": "42", "q2": "钳子"})
    row = queries.form_of(event.id)[0].row
    assert dai.submit(f"{form_page(event)}/{row}/retire").status_code == 303
    page = answers_page(event, registration)
    assert "照当时的问法保留" in words(dai, page)
    assert dai.submit(page, {"a_q2": "扳手", "shown": ["q2"], "reason": "本人来电更正"}).status_code == 303
    assert values(registration.id) == {"q1": "42", "q2": "扳手"}


def test_a_number_of_somebody_else_is_refused_in_a_correction(dai: StrictClient) -> None:
    event = asking_event("identity")
    held(event, {"identity": NUMBER})
    other = held(event, {"identity": "330599199003070028"})
    fields = {"a_identity": NUMBER, "shown": ["identity"], "reason": "本人来电更正"}
    answer = dai.submit(answers_page(event, other), fields)
    assert answer.status_code == 422
    assert "已经报过名了" in text_of(answer.get_data(as_text=True))
    assert values(other.id) == {"identity": "330599199003070028"}


def test_replacing_a_photo_deletes_the_old_file(dai: StrictClient) -> None:
    event = asking_event("photo")
    folder = settings().uploads
    old = stored_files.take(folder, photo())
    registration = held(event, {"photo": old})
    page = answers_page(event, registration)
    (answer,) = stored(registration.id)
    opened = dai.get(f"{page}/{answer.id}/file")
    assert (opened.status_code, opened.mimetype) == (200, "image/jpeg")
    fields = {"a_photo": sent(photo(80, 80)), "shown": ["photo"], "reason": "换一张清楚的"}
    assert dai.submit(page, fields).status_code == 303
    new = values(registration.id)["photo"]
    assert isinstance(new, StoredFile)
    assert stored_files.content_of(folder, old.name) is None
    assert stored_files.content_of(folder, new.name) is not None
    (answer,) = stored(registration.id)
    assert dai.get(f"{page}/{answer.id}/file").data == stored_files.content_of(folder, new.name)


def test_a_file_of_another_registration_is_unknown_here(dai: StrictClient) -> None:
    event = asking_event("photo")
    one = held(event, {"photo": stored_files.take(settings().uploads, photo())})
    other = held(event, {"photo": stored_files.take(settings().uploads, photo())})
    (answer,) = stored(one.id)
    assert dai.get(f"{answers_page(event, other)}/{answer.id}/file").status_code == 404
    assert dai.get(f"/my/registrations/{one.number}/answers/{answer.id}/file").status_code == 404


def test_a_consent_of_the_worker_stands_through_a_correction(dai: StrictClient) -> None:
    event = asking_event("health", own("鞋码"))
    registration = held(event, {"health": "yes", "q1": "42"})
    page = answers_page(event, registration)
    assert re.search(r'<input[^>]*\bchecked\b[^>]*name="a_health"', dai.get(page).get_data(as_text=True))
    fields = {"a_health": "y", "a_q1": "43", "shown": ["health", "q1"], "reason": "本人来电更正"}
    assert dai.submit(page, fields).status_code == 303
    assert values(registration.id) == {"health": "yes", "q1": "43"}


def test_a_choice_whose_option_is_gone_is_chosen_anew(dai: StrictClient) -> None:
    event = asking_event(choice("午饭", "米饭", "面条"), own("工具", Kind.TEXT, required=False))
    registration = held(event, {"q1": "米饭"})
    row = queries.form_of(event.id)[0].row
    fields = {"label": "午饭", "purpose": "用于订餐", "options": "粉\n粥", "required": "y", "retention": "event"}
    assert dai.submit(f"{form_page(event)}/{row}", fields).status_code == 303
    page = answers_page(event, registration)
    assert dai.submit(page, {"shown": ["q1", "q2"], "reason": "本人来电更正"}).status_code == 422
    assert dai.submit(page, {"a_q1": "粥", "shown": ["q1", "q2"], "reason": "本人来电更正"}).status_code == 303
    assert values(registration.id) == {"q1": "粥"}
