"""A worker fills in an event's questions: form, second step, check page, submit."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.domain.questions.catalogue import CATALOGUE
from deqing_events.domain.questions.definition import Kind, Limits, Option
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import actions, stored_files
from deqing_events.registration.questions.models import QuestionForm
from tests import factories
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import (
    NUMBER,
    WORKER,
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

LUNCH = choice("要不要午饭", "要", "不要")
DIET = own("忌口", condition=when("q1", "要"), purpose="用于订餐")


def fill(client: StrictClient, event: Event, **fields: Any) -> TestResponse:
    return client.submit(f"/events/{event.slug}/register", {**WORKER, **fields})


def send(client: StrictClient, event: Event, **fields: Any) -> TestResponse:
    address = f"/events/{event.slug}/register"
    return client.submit(f"{address}/submit", {**WORKER, **fields}, page=address)


def said(answer: TestResponse) -> str:
    return text_of(answer.get_data(as_text=True))


def made() -> Registration:
    database.session().expire_all()
    return database.session().scalars(select(Registration)).one()


def test_each_question_says_why_and_has_the_right_keyboard(client: StrictClient) -> None:
    event = asking_event("identity", "years", "birth_date", "photo", "health", LUNCH)
    page = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    assert "只用于办理技能等级证书，结束后 180 天删除。" in text_of(page)
    assert 'autocapitalize="characters"' in page
    assert 'inputmode="numeric"' in page
    assert 'accept="image/jpeg,image/png,image/webp"' in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="a_health"' in page
    assert "checked" not in page
    assert "出生日期" not in text_of(page)  # it follows from the number


def test_an_event_without_questions_asks_nothing_more(client: StrictClient) -> None:
    event = factories.event()
    page = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    assert "questions.js" not in page
    assert "multipart" not in page


def test_answers_are_read_back_and_stored(client: StrictClient) -> None:
    event = asking_event("identity", "gender", "years", LUNCH, choice("工具", "万用表", "钳形表", kind=Kind.MANY))
    fields = {
        "a_identity": "330599 19900307 001x",
        "a_years": "１２",
        "a_q1": "要",
        "a_q2": ["钳形表", "万用表"],
        "shown": ["identity", "years", "q1", "q2"],
    }
    checked = fill(client, event, **fields)
    words = said(checked)
    assert "核对报名" in words
    assert "330599********001X" in words
    assert "男（按身份证号）" in words
    assert "12 年" in words
    assert "万用表、钳形表" in words
    assert send(client, event, **fields).status_code == 303
    held = made()
    assert values(held.id) == {
        "identity": NUMBER,
        "gender": "male",
        "years": "12",
        "q1": "要",
        "q2": ("万用表", "钳形表"),
    }
    assert held.gender == "male"
    number = next(answer for answer in stored(held.id) if answer.key == "identity")
    assert number.value is None
    assert number.sealed is not None
    assert NUMBER not in number.sealed
    own_page = said(client.get(f"/my/registrations/{held.number}"))
    assert "330599********001X" in own_page
    assert NUMBER not in own_page


def test_the_check_page_carries_everything_on(client: StrictClient) -> None:
    event = asking_event(LUNCH, DIET)
    page = fill(client, event, a_q1="要", a_q2="花生", shown=["q1", "q2"]).get_data(as_text=True)
    assert '<input type="hidden" name="a_q1" value="要">' in page
    assert '<input type="hidden" name="a_q2" value="花生">' in page
    assert page.count('name="shown"') == 2
    again = fill(client, event, a_q1="要", a_q2="花生", edit="a_q2").get_data(as_text=True)
    assert 'value="花生"' in again
    assert "<template" not in again


def test_errors_keep_what_was_typed_and_link_to_the_field(client: StrictClient) -> None:
    event = asking_event("identity", "years")
    answer = fill(client, event, a_identity=NUMBER[:-1] + "1", a_years="12", shown=["identity", "years"])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "最后一位对不上，请对照证件再看一遍。" in page
    assert 'href="#a_identity"' in page
    assert f'value="{NUMBER[:-1]}1"' in page
    assert 'value="12"' in page


def test_a_conditional_question_waits_in_a_template_then_comes_in_a_second_step(client: StrictClient) -> None:
    event = asking_event(LUNCH, DIET)
    first = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    assert first.index("<template data-ask>") < first.index('name="a_q2"')
    second = fill(client, event, a_q1="要", shown=["q1"])
    page = second.get_data(as_text=True)
    assert second.status_code == 200
    assert "还要补 1 项" in page
    assert "<template" not in page
    assert "请填写忌口" not in page
    third = fill(client, event, a_q1="要", shown=["q1", "q2"])
    assert third.status_code == 422
    assert "请填写忌口。" in said(third)
    assert "核对报名" in said(fill(client, event, a_q1="要", a_q2="花生", shown=["q1", "q2"]))
    assert "核对报名" in said(fill(client, event, a_q1="不要", shown=["q1"]))


def test_the_answer_to_a_hidden_question_is_discarded(client: StrictClient) -> None:
    event = asking_event(LUNCH, DIET)
    assert send(client, event, a_q1="不要", a_q2="花生", a_q9="别的", shown=["q1", "q2"]).status_code == 303
    assert values(made().id) == {"q1": "不要"}


def test_values_of_a_field_that_is_not_justified_are_discarded(client: StrictClient) -> None:
    event = asking_event("identity")
    with database.transaction() as session:
        session.get_one(QuestionForm, event.id).certificate_follows = False
    page = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    assert "身份证号" not in text_of(page)
    assert send(client, event, a_identity=NUMBER, shown=["identity"]).status_code == 303
    assert stored(made().id) == []


def test_the_same_number_is_taken_once_while_active(client: StrictClient) -> None:
    event = asking_event("identity")
    assert send(client, event, a_identity=NUMBER, shown=["identity"]).status_code == 303
    again = send(
        client, event, name="别示例", mobile="19900000018", a_identity="33059919900307001x", shown=["identity"]
    )
    assert again.status_code == 422
    assert "这个身份证号在这一场已经报过名了" in said(again)
    with database.transaction() as session:
        session.get_one(Registration, made().id).state = "cancelled"
    assert (
        send(client, event, name="别示例", mobile="19900000018", a_identity=NUMBER, shown=["identity"]).status_code
        == 303
    )


def test_the_same_number_may_register_for_another_event(client: StrictClient) -> None:
    one, other = asking_event("identity"), asking_event("identity")
    assert send(client, one, a_identity=NUMBER, shown=["identity"]).status_code == 303
    assert send(client, other, a_identity=NUMBER, shown=["identity"]).status_code == 303


def test_a_photo_survives_a_refused_submit(client: StrictClient) -> None:
    event = asking_event("photo", "years")
    shown = ["photo", "years"]
    refused = fill(client, event, a_photo=sent(photo()), a_years="很久", shown=shown)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "已收到照片" in page
    name = _kept_name(page)
    checked = fill(client, event, k_photo=name, a_years="3", shown=shown)
    assert "照片（" in said(checked)
    assert send(client, event, k_photo=name, a_years="3", shown=shown).status_code == 303
    held = made()
    answer = next(answer for answer in stored(held.id) if answer.key == "photo")
    assert answer.file_name == name
    opened = client.get(f"/my/registrations/{held.number}/answers/{answer.id}/file")
    assert opened.mimetype == "image/jpeg"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"


def test_a_received_photo_belongs_to_one_registration(client: StrictClient) -> None:
    event = asking_event("photo")
    page = fill(client, event, a_photo=sent(photo()), shown=["photo"]).get_data(as_text=True)
    name = _kept_name(page)
    assert send(client, event, k_photo=name, shown=["photo"]).status_code == 303
    second = send(client, event, name="别示例", mobile="19900000018", k_photo=name, shown=["photo"])
    assert second.status_code == 422
    assert "请重新选一次" in said(second)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "看不懂这个文件"),
        (b"<!doctype html><html><script>alert(1)</script></html>", "看不懂这个文件"),
        (b"GIF89a" + b"\0" * 50, "看不懂这个文件"),
        (photo()[:200], "看不懂这个文件"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"%PDF-1.7 pretend", "请选 JPG 或 PNG"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(client: StrictClient, content: bytes, sentence: str) -> None:
    event = asking_event("photo")
    answer = fill(client, event, a_photo=sent(content), shown=["photo"])
    assert answer.status_code == 422
    assert sentence in said(answer)


def test_too_large_a_file_is_refused(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_files, "LARGEST_BYTES", 300)
    answer = fill(client, asking_event("photo"), a_photo=sent(photo()), shown=["photo"])
    assert answer.status_code == 422
    assert "10 MB" in said(answer)


@pytest.mark.parametrize("name", ["../../keys.json", "/etc/passwd", "0" * 32 + ".jpg", "x.jpg", "..%2fkeys.json"])
def test_a_name_that_was_made_up_counts_as_no_file(client: StrictClient, name: str) -> None:
    event = asking_event("photo")
    answer = fill(client, event, k_photo=name, shown=["photo"])
    assert answer.status_code == 422
    assert "请上传照片。" in said(answer)


def test_a_pdf_is_kept_and_only_ever_downloaded(client: StrictClient) -> None:
    event = asking_event(own("电工证", Kind.FILE))
    page = fill(client, event, a_q1=sent(b"%PDF-1.7\n...", "证.html"), shown=["q1"]).get_data(as_text=True)
    assert send(client, event, k_q1=_kept_name(page), shown=["q1"]).status_code == 303
    held = made()
    opened = client.get(f"/my/registrations/{held.number}/answers/{stored(held.id)[0].id}/file")
    assert opened.mimetype == "application/pdf"
    assert opened.headers["Content-Disposition"].startswith("attachment")


def test_too_many_photos_from_one_address_are_slowed_down(client: StrictClient) -> None:
    event = asking_event("photo")
    answers = [fill(client, event, a_photo=sent(photo(8, 8)), shown=["photo"]).status_code for _ in range(61)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}


def test_a_form_that_changed_meanwhile_asks_for_what_is_new(client: StrictClient) -> None:
    event = asking_event(LUNCH)
    ask(event, own("鞋码", Kind.NUMBER, limits=Limits("30", "50", "码")))
    answer = send(client, event, a_q1="要", shown=["q1"])
    assert answer.status_code == 200
    assert "还要补 1 项" in said(answer)


def test_a_trade_question_fills_the_column_that_quotas_and_figures_use(client: StrictClient) -> None:
    trades = (Option("welder", "焊工"), Option("fitter", "钳工"))
    event = asking_event(replace(CATALOGUE["trade"].question, options=trades), "migrant")
    assert fill(client, event, a_trade="nurse", shown=["trade", "migrant"]).status_code == 422
    fields = {"a_trade": "welder", "a_migrant": "yes", "shown": ["trade", "migrant"]}
    assert send(client, event, **fields).status_code == 303
    assert (made().trade, made().migrant) == ("welder", "yes")


def test_abandoned_files_go_after_a_day(client: StrictClient) -> None:
    event = asking_event("photo")
    page = fill(client, event, a_photo=sent(photo()), shown=["photo"]).get_data(as_text=True)
    used = _kept_name(page)
    assert send(client, event, k_photo=used, shown=["photo"]).status_code == 303
    left = _kept_name(fill(client, event, a_photo=sent(photo()), shown=["photo"]).get_data(as_text=True))
    folder = settings().uploads
    soon, later = dt.datetime.now(dt.UTC), dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)
    assert actions.forget_abandoned_files(folder, now=soon) == 0
    assert actions.forget_abandoned_files(folder, now=later) == 1
    assert stored_files.content_of(folder, left) is None
    assert stored_files.content_of(folder, used) is not None


def _kept_name(page: str) -> str:
    found = re.search(r'name="k_\w+"[^>]*value="([0-9a-f]{32}\.\w+)"', page)
    assert found is not None
    return found[1]
