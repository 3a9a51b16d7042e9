"""Recognised phones: how long they are, ending one from another, and forgetting a phone."""

from collections.abc import Callable

from sqlalchemy import select

from deqing_events import database
from deqing_events.registration.queries import held_by
from deqing_events.workers import phone
from deqing_events.workers.hashes import phone_hash
from deqing_events.workers.models import PhoneOwner
from tests import factories
from tests.conftest import Clock
from tests.factories_registration import registration
from tests.factories_workers import MOBILE, Inbox, give, owned, recognise
from tests.reading import StrictClient, text_of

NewClient = Callable[[], StrictClient]


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address, follow_redirects=True).get_data(as_text=True))


def test_a_stranger_is_asked_to_sign_in_first(client: StrictClient) -> None:
    assert client.get("/my/devices").location == "/my/sign-in?next=/my/devices"


def test_the_list_shows_this_phone_and_the_others_masked(client: StrictClient, new_client: NewClient) -> None:
    recognise(new_client(), cookie="the-other")
    recognise(client)
    recognise(new_client(), "19900000018", cookie="a-strangers")
    page = words(client, "/my/devices")
    assert "199****0017" in page
    assert MOBILE not in page
    assert "10.0.8.*" in page
    assert "2 部" in page
    assert page.count("停用") == 2  # the button and the sentence below


def test_ending_another_phone_takes_all_it_showed(client: StrictClient, new_client: NewClient) -> None:
    lost = new_client()
    other = recognise(lost, cookie="lost")
    recognise(client)
    registration(factories.event(), mobile=MOBILE, phone="lost")
    answer = client.submit(f"/my/devices/{other.id}/end", page="/my/devices")
    assert answer.location == "/my/devices"
    assert owned(lost) == ""
    assert held_by(phone_hash("lost")) == []
    assert owned(client) == MOBILE


def test_nobody_ends_a_phone_of_another_number(client: StrictClient, new_client: NewClient) -> None:
    strangers = new_client()
    other = recognise(strangers, "19900000018", cookie="strangers")
    recognise(client)
    client.submit(f"/my/devices/{other.id}/end", page="/my/sign-out")
    assert owned(strangers) == "19900000018"


def test_this_phone_signs_out_instead(client: StrictClient) -> None:
    own = recognise(client)
    assert client.submit(f"/my/devices/{own.id}/end", page="/my/sign-out").location == "/my/sign-out"
    assert owned(client) == MOBILE


def test_signing_out_asks_then_forgets_the_phone(client: StrictClient) -> None:
    recognise(client, cookie="mine")
    registration(factories.event(), mobile=MOBILE, phone="mine")
    assert "让这部手机忘掉你" in words(client, "/my/sign-out")
    assert client.submit("/my/sign-out").location == "/my/"
    assert client.get_cookie(phone.COOKIE) is None
    assert held_by(phone_hash("mine")) == []
    rows = database.session().scalars(select(PhoneOwner)).all()
    assert all(row.ended_at is not None for row in rows)


def test_a_copied_cookie_is_dead_after_signing_out(client: StrictClient, new_client: NewClient) -> None:
    recognise(client, cookie="mine")
    client.submit("/my/sign-out")
    copy = new_client()
    copy.set_cookie(phone.COOKIE, "mine")
    assert owned(copy) == ""


def test_signing_out_twice_is_harmless(client: StrictClient) -> None:
    recognise(client, cookie="mine")
    client.submit("/my/sign-out")
    assert client.submit("/my/sign-out").status_code == 303


def test_after_half_a_year_a_phone_greets_with_the_masked_name_and_asks_again(
    client: StrictClient, clock: Clock, inbox: Inbox
) -> None:
    factories.member("沈示例", MOBILE)
    recognise(client)
    clock.forward(days=180)
    assert client.get("/my/devices").location == "/my/sign-in?next=/my/devices"
    page = words(client, "/my/sign-in")
    assert "沈*例，你好" in page
    assert "沈示例" not in page
    assert "199****0017" in page
    asked = client.submit("/my/sign-in", {"known": "1"})
    assert asked.location == "/my/sign-in/code"
    assert give(client, inbox.last()).location == "/my/"
    assert "199****0017" in words(client, "/my/devices")


def test_a_day_less_and_it_is_recognised(client: StrictClient, clock: Clock) -> None:
    recognise(client)
    clock.forward(days=179, hours=23)
    assert client.get("/my/devices").status_code == 200
