"""A worker's own page: what is kept, consents with one tap each way, a copy to take along, asking for deletion."""

import io
import json
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.documents.reading import read_sheets
from deqing_events.events.models import Event
from deqing_events.privacy.models import DataRequest
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.models import Consent, Registration
from tests.conftest import Clock
from tests.factories_registration import token_of
from tests.factories_workers import MOBILE, recognise
from tests.privacy.sowing import KEPT, TEXT, sow
from tests.reading import StrictClient, text_of
from tests.registration.questions.asking import NUMBER

pytestmark = pytest.mark.usefixtures("app")
PAGE = "/my/privacy"


@pytest.fixture
def event() -> Event:
    from tests.privacy.test_retention import contest

    return contest()


@pytest.fixture
def ai(client: StrictClient, event: Event) -> StrictClient:
    """A phone that has proved the mobile of somebody with one sign-up full of answers."""
    sow(event, "沈示例", MOBILE)
    recognise(client)
    return client


def held() -> Registration:
    database.session().rollback()
    return database.session().scalars(select(Registration)).one()


def choices(purpose: Purpose) -> list[bool]:
    database.session().rollback()
    query = select(Consent.given).where(Consent.purpose == purpose).order_by(Consent.id)
    return list(database.session().scalars(query))


def words(answer: Any) -> str:
    return text_of(answer.get_data(as_text=True))


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/number", f"{PAGE}/delete"])
def test_only_a_phone_that_proved_its_mobile_sees_anything(client: StrictClient, event: Event, address: str) -> None:
    sow(event)
    assert client.get(address).location == "/my/sign-in?next=/my/privacy"


def test_the_page_says_what_is_kept_and_until_when(ai: StrictClient, event: Event) -> None:
    page = words(ai.get(PAGE))
    assert event.title in page
    assert "姓名、手机、单位、身份证号、自带工具、记录一项、附件" in page
    assert "2026-12-28 填写的内容删除；2027-05-27 身份证号删除；2031-11-27 去掉姓名和手机" in page
    assert "199****0017" in page
    assert [word for word in (MOBILE, NUMBER, TEXT) if word in page] == []


def test_publication_is_taken_back_and_given_again_with_one_tap_each(ai: StrictClient) -> None:
    assert (held().publish_name, choices(Purpose.PUBLICATION)) == (True, [True])
    taken = ai.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    assert taken.status_code == 303
    assert (held().publish_name, choices(Purpose.PUBLICATION)) == (False, [True, False])
    ai.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    assert choices(Purpose.PUBLICATION) == [True, False], "a second tap added a row"
    ai.submit(f"{PAGE}/consents/publication/give", page=PAGE)
    assert (held().publish_name, choices(Purpose.PUBLICATION)) == (True, [True, False, True])
    ai.submit(f"{PAGE}/consents/photos/give", page=PAGE)
    assert choices(Purpose.PHOTOS) == [False, True]
    actions = {entry.action for entry in database.session().scalars(select(AuditEntry))}
    assert {"consent.give", "consent.take_back"} <= actions


def test_somebody_elses_sign_ups_do_not_change(ai: StrictClient, event: Event) -> None:
    from tests.factories_registration import registration

    other = registration(event, "陈样本", publish_name=True).id
    ai.submit(f"{PAGE}/consents/publication/stop", page=PAGE)
    database.session().rollback()
    assert database.session().get_one(Registration, other).publish_name is True


def test_taking_back_the_number_deletes_it_at_once(ai: StrictClient) -> None:
    assert "保存着 1 个" in words(ai.get(PAGE))
    assert "不能恢复" in words(ai.get(f"{PAGE}/number"))
    assert ai.submit(f"{PAGE}/number").status_code == 303
    page = words(ai.get(PAGE))
    assert "身份证号删除；" not in page
    assert choices(Purpose.IDENTITY) == [True, False]


def test_a_copy_holds_everything_and_no_code(ai: StrictClient) -> None:
    token, code = token_of(held()), held().passes[0].short_code
    answer = ai.submit(f"{PAGE}/copy.json", page=PAGE)
    assert "我的资料.json" in unquote(answer.headers["Content-Disposition"])
    copy = json.loads(answer.data)
    assert copy["报名"][0]["手机"] == MOBILE
    assert {row["回答"] for row in copy["填写内容"]} >= {NUMBER, TEXT, KEPT}
    assert [row["用途"] for row in copy["同意记录"]] == [words.title for words in _asked()]
    assert copy["同意记录"][0]["文本"] == WORDS[Purpose.TAKING_PART].sentence
    assert len(copy["签到"]) == 1
    assert len(copy["通行码"]) == 1
    assert len(copy["消息"]) == 2
    text = answer.get_data(as_text=True)
    assert [word for word in (token, code, code[:4]) if word in text] == []


def _asked() -> list[Any]:
    database.session().rollback()
    return [WORDS[Purpose(row.purpose)] for row in database.session().scalars(select(Consent).order_by(Consent.id))]


def test_workbook_and_json_hold_the_same(ai: StrictClient) -> None:
    copy = json.loads(ai.submit(f"{PAGE}/copy.json", page=PAGE).data)
    book = read_sheets(io.BytesIO(ai.submit(f"{PAGE}/copy.xlsx", page=PAGE).data).getvalue())
    assert [sheet.name for sheet in book] == [name for name in copy if name != "生成时间"]
    for sheet in book:
        assert len(sheet.rows) - 3 == len(copy[sheet.name]), sheet.name


def test_taking_a_copy_is_written_down_without_the_data(ai: StrictClient) -> None:
    ai.submit(f"{PAGE}/copy.xlsx", page=PAGE)
    database.session().rollback()
    entry = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "privacy.export")).one()
    assert (entry.object_id, MOBILE in str(vars(entry)), "沈示例" in str(vars(entry))) == ("xlsx", False, False)


def test_a_copy_needs_a_proved_mobile_and_the_page(ai: StrictClient, app: Flask) -> None:
    assert ai.post(f"{PAGE}/copy.json").mimetype != "application/json"
    stranger = StrictClient(app)
    stranger.get("/my/")
    assert stranger.submit(f"{PAGE}/copy.json", page="/my/sign-in").location == "/my/sign-in?next=/my/privacy"


def test_deletion_is_asked_for_with_a_confirmation_and_taken_back(ai: StrictClient) -> None:
    assert ai.submit(f"{PAGE}/delete").status_code == 422
    assert ai.submit(f"{PAGE}/delete", {"sure": "y"}).status_code == 303
    assert ai.submit(f"{PAGE}/delete", {"sure": "y"}).status_code == 303
    session = database.session()
    session.rollback()
    asked = session.scalars(select(DataRequest)).one()
    assert (asked.state, asked.mobile) == ("open", MOBILE)
    assert "删除申请等工作人员答复" in words(ai.get(PAGE))
    ai.submit(f"{PAGE}/delete/withdraw", page=PAGE)
    session.rollback()
    asked = session.scalars(select(DataRequest)).one()
    assert (asked.state, asked.mobile, held().name) == ("withdrawn", "", "沈示例")


def test_an_empty_page_is_a_page(client: StrictClient) -> None:
    recognise(client)
    assert "名下没有报名" in words(client.get(PAGE))
    assert client.submit(f"{PAGE}/copy.xlsx", page=PAGE).status_code == 200


def test_my_page_leads_here(ai: StrictClient, clock: Clock) -> None:
    assert f'href="{PAGE}"' in ai.get("/my/").get_data(as_text=True)
    clock.forward(days=400)
    assert ai.get(PAGE).status_code == 303
