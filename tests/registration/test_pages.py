"""The phone pages: form, check, result, my registrations, lookup, cancelling."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.events.models import Event, EventSession
from deqing_events.registration import my_views
from deqing_events.registration.models import Consent, Registration
from deqing_events.workers import phone
from tests import factories
from tests.conftest import NOW, Clock
from tests.factories_registration import PHONE, registration, token_of
from tests.reading import text_of

FORM = {"name": "沈示例", "mobile": "19900000017", "unit_text": "示例精工", "agree": "y"}
CONFIRMED = {**FORM, "unit_choice": "own"}


def _fill(client: Any, event: Event, **changes: str) -> TestResponse:
    _apart()
    address = f"/events/{event.slug}/register"
    response: TestResponse = client.submit(address, {**FORM, **changes})
    return response


def _send(client: Any, event: Event, **changes: str) -> TestResponse:
    _apart()
    address = f"/events/{event.slug}/register"
    response: TestResponse = client.submit(f"{address}/submit", {**CONFIRMED, **changes}, page=address)
    return response


def _apart() -> None:
    """Forget the token of the request before: the tests' application context outlives a request."""
    g.pop("csrf_token", None)


def _rows() -> int:
    return database.session().scalar(select(func.count()).select_from(Registration)) or 0


def _words(response: TestResponse) -> str:
    return text_of(response.get_data(as_text=True))


@pytest.fixture
def ai(client: FlaskClient) -> FlaskClient:
    """Ai's phone, which holds what the factory registers."""
    client.set_cookie(phone.COOKIE, PHONE)
    return client


def test_filling_in_leads_to_the_check_page_and_stores_nothing(client: FlaskClient) -> None:
    event = factories.event()
    response = _fill(client, event, publish="y")
    assert response.status_code == 200
    words = _words(response)
    assert "核对报名" in words
    assert "沈示例" in words
    assert "显示全名" in words
    assert _rows() == 0


def test_submitting_shows_number_and_pass_on_this_phone(client: FlaskClient) -> None:
    event = factories.event()
    sent = _send(client, event)
    assert sent.status_code == 303
    assert sent.location == f"/my/registrations/{event.code}-0001"
    words = _words(client.get(sent.location))
    assert "报名成功" in words
    assert f"{event.code}-0001" in words
    assert "沈*例" in words
    assert "19900000017" not in words
    assert "看通行码" in words
    cookie = client.get_cookie(phone.COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert (cookie.max_age or 0) > 300 * 24 * 3600


def test_the_cookie_is_given_with_the_form_and_kept(client: FlaskClient) -> None:
    event = factories.event()
    client.get(f"/events/{event.slug}/register")
    first = client.get_cookie(phone.COOKIE)
    assert first is not None
    _send(client, event)
    again = client.get_cookie(phone.COOKIE)
    assert again is not None
    assert again.value == first.value


def test_tapping_submit_again_shows_the_same_registration(client: FlaskClient) -> None:
    event = factories.event()
    first, again = _send(client, event), _send(client, event)
    assert (first.location, first.status_code) == (again.location, again.status_code)
    assert _rows() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"name": "···"}, "真实姓名"),
        ({"mobile": ""}, "请填写手机号"),
        ({"mobile": "1990000001"}, "手机号要 11 位"),
        ({"mobile": "<script>"}, "手机号要 11 位"),
        ({"unit_text": ""}, "请填写单位"),
        ({"unit_text": "长" * 121}, "最多 120 个字"),
        ({"agree": ""}, "要勾选这一项"),
    ],
)
def test_bad_input_is_explained_kept_and_changes_nothing(
    client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    event = factories.event()
    for send in (_fill, _send):
        response = send(client, event, **changes)
        assert response.status_code == 422
        page = response.get_data(as_text=True)
        assert sentence in text_of(page)
        assert 'id="errors"' in page
        for name, value in {**FORM, **changes}.items():
            assert name == "agree" or not value or value.startswith("<") or value in page
    assert _rows() == 0


def test_full_width_digits_and_prefixes_are_accepted(client: FlaskClient) -> None:
    event = factories.event()
    assert _send(client, event, mobile=" +86 １９９-0000 ００１７").status_code == 303
    assert database.session().scalars(select(Registration)).one().mobile == "19900000017"


def test_a_form_without_token_is_refused(client: FlaskClient) -> None:
    event = factories.event()
    for address in (f"/events/{event.slug}/register", f"/events/{event.slug}/register/submit", "/lookup"):
        answered = client.post(address, data=CONFIRMED)
        assert answered.status_code in {400, 422}
    assert _rows() == 0


def test_an_inexact_workplace_is_asked_about_without_script(client: FlaskClient) -> None:
    place = factories.township()
    work = factories.unit("德清示例精工有限公司", township=place)
    event = factories.event()
    asked = _fill(client, event, unit_text="例精工")
    assert asked.status_code == 422
    assert "德清示例精工有限公司（武康街道）" in _words(asked)
    assert "都不是，按我写的登记" in _words(asked)
    chosen = _fill(client, event, unit_text="例精工", unit_choice=str(work.id))
    assert f'name="unit_id" value="{work.id}"' in chosen.get_data(as_text=True)
    _send(client, event, unit_text="德清示例精工有限公司", unit_id=str(work.id), unit_choice="")
    made = database.session().scalars(select(Registration)).one()
    assert (made.unit_id, made.unit_text, made.township_id) == (work.id, "德清示例精工有限公司", place.id)


def test_a_stale_or_invented_unit_id_is_ignored(client: FlaskClient) -> None:
    work = factories.unit("德清样板木业有限公司")
    event = factories.event()
    assert _send(client, event, unit_text="自己的小店", unit_id=str(work.id), unit_choice="").status_code == 303
    made = database.session().scalars(select(Registration)).one()
    assert (made.unit_id, made.unit_text) == (None, "自己的小店")
    other = _send(client, factories.event(), unit_id="99999999999999999999", unit_choice="own")
    assert other.status_code == 303


def test_change_buttons_bring_the_form_back_with_its_values(client: FlaskClient) -> None:
    event = factories.event()
    response = _fill(client, event, edit="mobile")
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "填写报名" in page
    assert 'value="19900000017"' in page


def test_several_sessions_must_be_chosen_from(client: FlaskClient) -> None:
    event = factories.event()
    with database.transaction() as session:
        start = NOW + dt.timedelta(days=6)
        held = session.get_one(Event, event.id)
        held.sessions.append(EventSession(venue="文化馆", starts_at=start, ends_at=start + dt.timedelta(hours=1)))
    one, two = (part.id for part in database.session().get_one(Event, event.id).sessions)
    foreign = factories.event().sessions[0].id
    assert _fill(client, event).status_code == 422
    assert _send(client, event, session_id=str(foreign)).status_code == 422
    assert "文化馆" in _words(_fill(client, event, session_id=str(two)))
    assert _send(client, event, session_id=str(two)).status_code == 303
    assert database.session().scalars(select(Registration)).one().session_id == two
    assert one != two


def test_the_publication_box_is_not_asked_where_nothing_is_published(client: FlaskClient) -> None:
    event = factories.event(family="other", kind="training")
    assert "公示" not in _words(client.get(f"/events/{event.slug}/register"))
    _send(client, event, publish="y")
    given = {row.purpose: row.given for row in database.session().scalars(select(Consent))}
    assert given == {"taking_part": True, "publication": False, "photos": False}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "cancelled"}, "取消了"),
        ({"registration_opens_at": NOW + dt.timedelta(hours=1)}, "开始报名"),
        ({"registration_closes_at": NOW}, "截止了"),
        ({"capacity": 0, "waiting_list": False}, "名额满了"),
    ],
)
def test_a_shut_event_says_so(client: FlaskClient, fields: dict[str, Any], sentence: str) -> None:
    event = factories.event(**fields)
    shown = client.get(f"/events/{event.slug}/register")
    assert shown.status_code == 200
    assert sentence in _words(shown)
    page = f"/events/{factories.event().slug}/register"
    sent: TestResponse = client.submit(  # type: ignore[attr-defined]  # StrictClient
        f"/events/{event.slug}/register/submit", CONFIRMED, page=page
    )
    assert sent.status_code == 422
    assert sentence in _words(sent)
    assert _rows() == 0


def test_drafts_and_unknown_events_are_not_found(client: FlaskClient) -> None:
    draft = factories.event(state="draft")
    assert client.get(f"/events/{draft.slug}/register").status_code == 404
    assert client.get("/events/nothing/register").status_code == 404


def test_a_stranger_who_knows_name_and_mobile_gets_neither_number_nor_pass(
    client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    event = factories.event()
    number = _send(client, event).location.rpartition("/")[2]
    stranger = new_client()
    answered = _send(stranger, event)
    page = answered.get_data(as_text=True)
    assert answered.status_code == 422
    assert "已经报过这一场" in page
    assert number not in page
    assert "/p/" not in page
    assert stranger.get(f"/my/registrations/{number}").status_code == 404
    assert stranger.get(f"/my/registrations/{number}/cancel").status_code == 404
    assert "还没有报名" in _words(stranger.get("/my/"))


def test_probing_for_registered_people_is_slowed_down(
    client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    event = factories.event()
    _send(client, event)
    stranger = new_client()
    codes = [_send(stranger, event).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_a_full_event_offers_the_waiting_list_and_shows_the_place(client: FlaskClient) -> None:
    event = factories.event(capacity=1)
    registration(event, phone="other")
    assert "可以候补" in _words(client.get(f"/events/{event.slug}/register"))
    words = _words(client.get(_send(client, event).location))
    assert "候补中" in words
    assert "第1位" in words.replace(" ", "")
    assert "退出候补" in words
    assert "看通行码" not in words


def test_cancelling_asks_first_and_makes_room(ai: FlaskClient) -> None:
    event = factories.event(capacity=1)
    mine, waiting = registration(event), registration(event, phone="other")
    address = f"/my/registrations/{mine.number}/cancel"
    assert "取消这场报名" in _words(ai.get(address))
    done: TestResponse = ai.submit(address)  # type: ignore[attr-defined]  # StrictClient
    assert done.status_code == 303
    assert "报名已取消" in _words(ai.get(done.location))
    states = {row.number: row.state for row in database.session().scalars(select(Registration))}
    assert states == {mine.number: "cancelled", waiting.number: "confirmed"}


def test_past_the_deadline_the_page_says_whom_to_ask(ai: FlaskClient, clock: Clock) -> None:
    mine = registration(factories.event(cancel_until=NOW + dt.timedelta(hours=1), contact_phone="0572-8000000"))
    page = f"/my/registrations/{mine.number}"
    assert "取消报名" in _words(ai.get(page))
    clock.forward(hours=2)
    assert "取消报名" not in _words(ai.get(page))
    assert "0572-8000000" in _words(ai.get(page))
    refused: TestResponse = ai.submit(f"{page}/cancel")  # type: ignore[attr-defined]  # StrictClient
    assert refused.status_code == 303
    assert "过了" in _words(ai.get(page))


def test_my_list_splits_what_is_over(ai: FlaskClient, clock: Clock) -> None:
    soon, later = factories.event("近的比武", days=2), factories.event("远的比武", days=20)
    registration(soon), registration(later)
    words = _words(ai.get("/my/"))
    assert words.index("近的比武") < words.index("远的比武")
    clock.forward(days=5)
    assert "近的比武" not in _words(ai.get("/my/"))
    assert "近的比武" in _words(ai.get("/my/?show=past"))


def test_the_pass_tab_shows_the_next_pass_and_links_the_others(ai: FlaskClient) -> None:
    assert "还没有通行码" in _words(ai.get("/my/pass"))
    later, soon = registration(factories.event("远的", days=20)), registration(factories.event("近的", days=2))
    page = ai.get("/my/pass").get_data(as_text=True)
    assert f"/p/{token_of(soon)}/qr.png" in page
    assert f'href="/p/{token_of(later)}"' in page


def test_lookup_binds_this_phone(client: FlaskClient) -> None:
    made = registration(factories.event(), mobile="19900000017", phone="other")
    typed = {"number": made.number.lower().replace("-", " - "), "tail": "００17"}
    found: TestResponse = client.submit("/lookup", typed)  # type: ignore[attr-defined]  # StrictClient
    assert found.location == f"/my/registrations/{made.number}"
    assert "报名成功" in _words(client.get(found.location))


def test_lookup_says_the_same_for_not_found_and_no_match(client: FlaskClient) -> None:
    made = registration(factories.event(), mobile="19900000017", phone="other")
    answers = []
    for number, tail in ((made.number, "9999"), ("DQ26-9999-0001", "0017"), ("%", "0017")):
        response: TestResponse = client.submit(  # type: ignore[attr-defined]  # StrictClient
            "/lookup", {"number": number, "tail": tail}
        )
        page = _words(response)
        answers.append((response.status_code, page))
        assert number in response.get_data(as_text=True)
    assert len(set(answers)) == 1
    assert answers[0][0] == 422
    assert my_views.NO_MATCH in answers[0][1]
    assert client.get("/my/").get_data(as_text=True).count(made.number) == 0


def test_guessing_is_limited_per_number_and_per_address(
    client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    made = registration(factories.event(), mobile="19900000017", phone="other")

    def tries(browser: Any, number: str, tail: str) -> int:
        _apart()
        status: int = browser.submit("/lookup", {"number": number, "tail": tail}).status_code
        return status

    codes = [tries(client, made.number, f"{guess:04}") for guess in range(7)]
    assert codes == [422] * 6 + [429]
    assert tries(new_client(), made.number, "0017") == 429
    other = new_client()
    codes = [tries(other, f"DQ26-0000-{guess:04}", "0017") for guess in range(25)]
    assert codes[:22] == [422] * 22
    assert codes[22:] == [429] * 3


def test_empty_lookup_is_explained(client: FlaskClient) -> None:
    response: TestResponse = client.submit("/lookup", {})  # type: ignore[attr-defined]  # StrictClient
    assert response.status_code == 422
    assert "请填写报名编号" in _words(response)


def test_the_home_page_and_the_event_page_know_this_phone(ai: FlaskClient) -> None:
    factories.account()
    event = factories.event("近的比武", capacity=3)
    assert "我要报名" in _words(ai.get(f"/events/{event.slug}"))
    held = registration(event)
    assert f"/p/{token_of(held)}" in ai.get("/").get_data(as_text=True)
    assert f"/p/{token_of(held)}" in ai.get(f"/events/{event.slug}").get_data(as_text=True)
