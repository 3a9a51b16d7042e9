"""我的 on a recognised phone: everything of its mobile, whoever registered it; nothing on any other phone."""

import datetime as dt
from collections.abc import Callable

import pytest

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.actions import Note, queue
from deqing_events.registration import actions
from deqing_events.registration.models import Registration
from deqing_events.workers.queries import phones_of
from tests import factories
from tests.conftest import NOW, Clock
from tests.factories_registration import PHONE_ACTOR, registration, token_of
from tests.factories_workers import MOBILE, recognise
from tests.reading import StrictClient, text_of

NewClient = Callable[[], StrictClient]


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


@pytest.fixture
def event() -> Event:
    return factories.event("维修电工技能比武", capacity=9)


@pytest.fixture
def held(event: Event) -> Registration:
    """Ai's registration, made on a clerk's phone."""
    factories.member("沈示例", MOBILE, unit_id=factories.unit("示例精工有限公司", township=factories.township()).id)
    return registration(event, "沈示例", mobile=MOBILE, phone="the-clerks")


def test_a_recognised_phone_sees_what_another_phone_registered(client: StrictClient, held: Registration) -> None:
    recognise(client)
    page = words(client, "/my/")
    assert "沈示例" in page
    assert "示例精工有限公司 · 武康街道" in page
    assert "进行中 1" in page
    assert "维修电工技能比武" in page
    assert held.number in words(client, f"/my/registrations/{held.number}")
    assert held.number in words(client, f"/p/{token_of(held)}")
    assert "我的下一场" in _home(client)


def _home(client: StrictClient) -> str:
    factories.account()
    return words(client, "/")


@pytest.mark.parametrize("mobile", ["", "19900000018"])
def test_nobody_else_does(client: StrictClient, held: Registration, mobile: str) -> None:
    if mobile:
        recognise(client, mobile)
    page = words(client, "/my/")
    assert "进行中 0" in page
    assert "沈" not in page
    assert client.get(f"/my/registrations/{held.number}").status_code == 404
    assert client.submit(f"/my/registrations/{held.number}/cancel", page="/my/sign-out").status_code == 404
    assert held.number not in words(client, f"/p/{token_of(held)}")


def test_the_owner_cancels_what_another_phone_registered(client: StrictClient, held: Registration) -> None:
    recognise(client)
    answer = client.submit(f"/my/registrations/{held.number}/cancel")
    assert answer.status_code == 303
    database.session().rollback()
    assert database.session().get_one(Registration, held.id).state == "cancelled"
    assert "已结束 1" in words(client, "/my/")


def test_a_family_sharing_a_mobile_sees_all_of_it(client: StrictClient, event: Event, held: Registration) -> None:
    del held
    factories.member("陈样本", MOBILE)
    registration(event, "陈样本", mobile=MOBILE, phone="another")
    recognise(client)
    page = words(client, "/my/")
    assert "沈示例 等 2 人" in page
    assert "进行中 2" in page
    assert "沈*例" in page
    assert "陈*本" in page


def test_a_proof_that_is_too_old_shows_only_the_masked_name(
    client: StrictClient, held: Registration, clock: Clock
) -> None:
    recognise(client, cookie="mine")
    actions.hold(held.id, "mine", now=NOW, by=PHONE_ACTOR)
    clock.forward(days=180)
    for address in ("/my/", "/my/?show=past", "/my/pass"):
        page = words(client, address)
        assert "维修电工" not in page
        assert "沈示例" not in page
        assert held.number not in page
    assert "沈*例，你好" in words(client, "/my/")


def test_without_a_name_the_mobile_stands_masked(client: StrictClient) -> None:
    recognise(client, "19955550000")
    page = words(client, "/my/")
    assert "199****0000" in page
    assert "19955550000" not in page


def test_certificates_say_honestly_that_there_are_none(client: StrictClient) -> None:
    recognise(client)
    assert "这里还没有证书" in words(client, "/my/?show=certificates")


def test_messages_lead_to_their_registration(client: StrictClient, held: Registration) -> None:
    values = {"event": held.event.title, "when": "11月28日 周六 10:00", "number": held.number}
    later = NOW + dt.timedelta(minutes=5)
    with database.transaction():
        about = ("registration", held.id)
        queue(Note("registration_confirmed", MOBILE, values, about, "confirmed:1"), now=NOW, by=SYSTEM)
        code = Note("sign_in_code", MOBILE, {"code": "123456", "minutes": 5}, None, "code:1", expires_at=later)
        queue(code, now=NOW, by=SYSTEM)
    recognise(client)
    assert "消息1 条" in words(client, "/my/")
    page = client.get("/my/messages").get_data(as_text=True)
    assert f"/my/registrations/{held.number}" in page
    assert "123456" not in page


def test_messages_are_for_the_owner_only(client: StrictClient) -> None:
    assert client.get("/my/messages").location == "/my/sign-in?next=/my/messages"


def test_being_seen_is_noted_once_a_day(client: StrictClient, clock: Clock) -> None:
    recognise(client)
    clock.forward(hours=20)
    client.get("/my/")
    assert phones_of(MOBILE)[0].seen_at == NOW
    clock.forward(hours=20)
    client.get("/my/")
    database.session().rollback()
    assert phones_of(MOBILE)[0].seen_at == clock.now


def test_a_stranger_is_offered_to_sign_in_at_home(client: StrictClient) -> None:
    factories.account()
    page = client.get("/").get_data(as_text=True)
    assert "/my/sign-in" in page
    assert "/lookup" in page
