"""One tap: a member of the roster on a recognised phone registers without typing, and nobody else sees their data."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Member
from deqing_events.registration.consents import Purpose
from deqing_events.registration.models import Consent, Registration
from tests import factories
from tests.conftest import NOW, Clock
from tests.factories_registration import registration
from tests.factories_workers import MOBILE, recognise
from tests.reading import StrictClient, text_of

UNIT = "示例精工（德清）有限公司"


@pytest.fixture
def ai() -> Member:
    unit = factories.unit(UNIT, township=factories.township())
    return factories.member("沈示例", MOBILE, unit_id=unit.id, gender="female")


@pytest.fixture
def event() -> Event:
    return factories.event(capacity=9)


def form_of(event: Event) -> str:
    return f"/events/{event.slug}/register"


def tap(client: StrictClient, event: Event, who: Member, **more: Any) -> TestResponse:
    """Press the red button of the form."""
    sent = {"who": str(who.id), "agree": "y", **more}
    return client.submit(f"{form_of(event)}/submit", sent, page="/my/sign-out")


def words(answer: TestResponse) -> str:
    return text_of(answer.get_data(as_text=True))


def rows() -> list[Registration]:
    database.session().rollback()
    return list(database.session().scalars(select(Registration).order_by(Registration.id)))


def agreed(at: dt.datetime, who: Member, *, given: bool = True, version: str = "2026-11") -> None:
    held = registration(factories.event(), who.name, mobile=MOBILE)
    with database.transaction() as session:
        session.query(Consent).filter(Consent.registration_id == held.id).delete()
        session.add(
            Consent(
                registration_id=held.id,
                purpose=Purpose.TAKING_PART.value,
                version=version,
                given=given,
                at=at,
                address="",
            )
        )


def test_the_form_opens_filled_in_with_one_red_button(client: StrictClient, event: Event, ai: Member) -> None:
    recognise(client)
    page = client.get(form_of(event)).get_data(as_text=True)
    shown = text_of(page)
    assert "沈示例" in shown
    assert UNIT in shown
    assert "来自会员信息" in shown
    assert "换单位" in shown
    assert "提交报名" in shown
    assert "下一步" not in shown
    assert MOBILE not in page
    assert f'name="who" value="{ai.id}"' in page
    assert not re.search(r'name="(name|mobile|unit_text|session_id)"', page)
    assert not re.search(r'name="publish"[^>]*checked', page)


def test_one_tap_leads_straight_to_the_pass(client: StrictClient, event: Event, ai: Member) -> None:
    recognise(client)
    answer = tap(client, event, ai)
    assert answer.status_code == 303
    assert (answer.location or "").startswith("/p/")
    made = rows()[0]
    assert (made.name, made.mobile, made.member_id, made.unit_text) == ("沈示例", MOBILE, ai.id, UNIT)
    assert made.unit_id == ai.unit_id
    assert made.publish_name is False
    assert made.number in words(client.get(answer.location or ""))


def test_a_second_tap_leads_to_the_same_pass(client: StrictClient, event: Event, ai: Member) -> None:
    recognise(client)
    first, second = tap(client, event, ai), tap(client, event, ai)
    assert first.location == second.location
    assert len(rows()) == 1


def test_whoever_was_registered_on_another_phone_gets_there_too(client: StrictClient, event: Event, ai: Member) -> None:
    registration(event, "沈示例", mobile=MOBILE, phone="the-clerks")
    recognise(client)
    assert (tap(client, event, ai).location or "").startswith("/p/")
    typed = {"name": "沈示例", "mobile": MOBILE, "unit_text": UNIT, "unit_choice": "own", "agree": "y"}
    answer = client.submit(f"{form_of(event)}/submit", typed, page="/my/sign-out")
    assert (answer.location or "").startswith("/my/registrations/")
    assert len(rows()) == 1


def test_on_a_full_event_one_tap_waits(client: StrictClient, ai: Member) -> None:
    full = factories.event(capacity=0, waiting_list=True)
    recognise(client)
    assert "提交候补" in words(client.get(form_of(full)))
    assert (tap(client, full, ai).location or "").startswith("/my/registrations/")
    assert rows()[0].state == "waiting"


def test_without_the_consent_it_is_asked_for_and_nothing_is_stored(
    client: StrictClient, event: Event, ai: Member
) -> None:
    recognise(client)
    answer = tap(client, event, ai, agree="")
    assert answer.status_code == 422
    assert "要勾选这一项才能报名" in words(answer)
    assert "沈示例" in words(answer)
    assert rows() == []


def test_a_consent_given_before_is_remembered(client: StrictClient, event: Event, ai: Member, clock: Clock) -> None:
    agreed(NOW - dt.timedelta(days=3), ai)
    recognise(client)
    page = client.get(form_of(event)).get_data(as_text=True)
    assert "你在 11月20日 周五 同意过，可以撤回" in text_of(page)
    assert 'name="agree"' not in page
    clock.forward(minutes=1)
    assert (tap(client, event, ai, agree="").location or "").startswith("/p/")
    given = select(func.count()).select_from(Consent).where(Consent.registration_id == rows()[-1].id, Consent.given)
    assert database.session().scalar(given) == 1


@pytest.mark.parametrize("change", [{"given": False}, {"version": "2025-01"}])
def test_a_consent_taken_back_or_to_older_words_is_asked_for_again(
    client: StrictClient, event: Event, ai: Member, change: dict[str, Any]
) -> None:
    agreed(NOW - dt.timedelta(days=3), ai, **change)
    recognise(client)
    page = client.get(form_of(event)).get_data(as_text=True)
    assert 'name="agree"' in page
    assert "同意过" not in page
    assert tap(client, event, ai, agree="").status_code == 422


def test_the_session_is_asked_for_only_where_there_are_several(client: StrictClient, ai: Member) -> None:
    event = factories.event()
    with database.transaction() as session:
        start = NOW + dt.timedelta(days=5, hours=4)
        session.add(EventSession(event_id=event.id, venue="雷甸实训场", starts_at=start, ends_at=event.ends_at))
    recognise(client)
    assert "雷甸实训场" in words(client.get(form_of(event)))
    answer = tap(client, event, ai)
    assert answer.status_code == 422
    assert "请选一个场次" in words(answer)
    database.session().rollback()
    parts = database.session().scalars(select(EventSession.id).where(EventSession.event_id == event.id)).all()
    assert (tap(client, event, ai, session_id=str(parts[1])).location or "").startswith("/p/")


def test_another_workplace_can_be_typed(client: StrictClient, event: Event, ai: Member) -> None:
    other = factories.unit("德清样本纺织有限公司")
    recognise(client)
    page = client.get(f"{form_of(event)}?who={ai.id}&unit=change").get_data(as_text=True)
    assert f'value="{UNIT}"' in page
    tap(client, event, ai, unit="change", unit_text="德清样本纺织有限公司")
    assert rows()[0].unit_id == other.id


def test_a_member_without_workplace_fills_in_only_that(client: StrictClient, event: Event) -> None:
    ai = factories.member("沈示例", MOBILE)
    recognise(client)
    page = client.get(form_of(event)).get_data(as_text=True)
    assert 'name="unit_text"' in page
    assert 'name="name"' not in page
    assert tap(client, event, ai).status_code == 422
    assert (tap(client, event, ai, unit_text="示例小店", unit_choice="own").location or "").startswith("/p/")


def test_several_members_of_one_mobile_are_chosen_from(client: StrictClient, event: Event, ai: Member) -> None:
    chen = factories.member("陈样本", MOBILE, unit_text="样本的小店")
    recognise(client)
    page = words(client.get(form_of(event)))
    assert "给谁报名" in page
    assert "沈示例" in page
    assert "陈样本" in page
    assert "陈样本" in words(client.get(f"{form_of(event)}?who={chen.id}"))
    tap(client, event, chen)
    left = words(client.get(form_of(event)))
    assert "给谁报名" not in left
    assert UNIT in left
    tap(client, event, ai)
    assert [row.name for row in rows()] == ["陈样本", "沈示例"]


def test_somebody_else_is_typed_in(client: StrictClient, event: Event, ai: Member) -> None:
    del ai
    recognise(client)
    page = client.get(f"{form_of(event)}?who=other").get_data(as_text=True)
    assert 'name="name"' in page
    assert "沈示例" not in page
    assert "下一步：核对" in page


@pytest.mark.parametrize("mobile", ["", "19900000018"])
def test_nothing_of_the_roster_shows_before_the_code(
    client: StrictClient, event: Event, ai: Member, mobile: str
) -> None:
    if mobile:
        recognise(client, mobile)
    for address in (form_of(event), f"{form_of(event)}?who={ai.id}", f"{form_of(event)}?who={ai.id}&unit=change"):
        page = client.get(address).get_data(as_text=True)
        assert "沈示例" not in page
        assert UNIT not in page
        assert 'name="name"' in page
    answer = tap(client, event, ai)
    assert answer.status_code in {303, 422}
    assert rows() == []


def test_a_form_sent_after_the_proof_ran_out_leads_to_the_code(
    client: StrictClient, event: Event, ai: Member, clock: Clock
) -> None:
    recognise(client)
    with database.transaction() as session:
        session.merge(event).registration_closes_at = NOW + dt.timedelta(days=400)
    clock.forward(days=180)
    answer = tap(client, event, ai)
    assert answer.location == f"/my/sign-in?next={form_of(event)}"


def test_whoever_is_not_on_the_roster_fills_it_in(client: StrictClient, event: Event) -> None:
    recognise(client, "19955550000")
    page = client.get(form_of(event)).get_data(as_text=True)
    assert 'value="19955550000"' in page
    assert "下一步：核对" in page


def test_a_stranger_is_told_of_the_short_way(client: StrictClient, event: Event) -> None:
    page = client.get(form_of(event)).get_data(as_text=True)
    assert f"/my/sign-in?next={form_of(event)}" in page
