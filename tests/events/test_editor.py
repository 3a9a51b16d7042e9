"""The editor's parts: what they save, and what they answer to bad input."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.events import hooks
from deqing_events.events.hooks import Places
from deqing_events.events.models import EventSession
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.events.people import dai, draft, stored, words
from tests.reading import StrictClient

SESSION = {"venue": "实训中心", "starts_at": "2026-12-01T08:30", "ends_at": "2026-12-01T17:00"}


def test_sessions_keep_the_span(client: StrictClient) -> None:
    event = draft(days=30)
    first = event.sessions[0].id
    staff = dai(client)
    page = f"/desk/events/{event.id}/edit/sessions"
    assert staff.submit(page, {**SESSION, "title": "预赛", "capacity": "30"}).status_code == 302
    after = stored(event.id)
    assert after.starts_at == dt.datetime(2026, 12, 1, 0, 30, tzinfo=dt.UTC)
    assert len(after.sessions) == 2
    assert staff.get(f"{page}/{first}/remove").status_code == 200
    assert staff.submit(f"{page}/{first}/remove").status_code == 302
    after = stored(event.id)
    assert [held.title for held in after.sessions] == ["预赛"]
    assert after.ends_at == dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
    held = after.sessions[0]
    assert "2026-12-01T08:30" in staff.get(f"{page}/{held.id}").get_data(as_text=True)
    assert staff.submit(f"{page}/{held.id}", {**SESSION, "venue": "新厂房"}).status_code == 302
    assert stored(event.id).sessions[0].venue == "新厂房"


@pytest.mark.parametrize(
    "change",
    [
        {"venue": ""},
        {"starts_at": ""},
        {"starts_at": "下周二"},
        {"starts_at": "0001-01-01T00:00"},
        {"starts_at": "2026-12-01T17:00"},
        {"ends_at": "2026-12-01T08:00"},
        {"capacity": "-1"},
        {"capacity": "0"},
        {"capacity": "一百"},
        {"capacity": "9999999999999999999999"},
    ],
)
def test_bad_sessions_change_nothing(client: StrictClient, change: dict[str, str]) -> None:
    event = draft()
    staff = dai(client)
    answer = staff.submit(f"/desk/events/{event.id}/edit/sessions", {**SESSION, "note": "带好证件", **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "带好证件" in page
    assert all(value in page for value in change.values())
    assert len(stored(event.id).sessions) == 1


def test_the_last_session_of_a_public_event_stays(client: StrictClient) -> None:
    event = factories.event()
    held = event.sessions[0].id
    staff = dai(client)
    answer = staff.submit(f"/desk/events/{event.id}/edit/sessions/{held}/remove")
    assert answer.status_code == 422
    assert "至少要留一个场次" in answer.get_data(as_text=True)
    assert len(stored(event.id).sessions) == 1


def test_a_session_in_use_is_not_removed(client: StrictClient) -> None:
    event = factories.event()
    held = event.sessions[0]
    with database.transaction() as session:
        session.add(EventSession(event_id=event.id, venue="另一处", starts_at=held.starts_at, ends_at=held.ends_at))
        session.add(
            Registration(
                number="T-1", event_id=event.id, session_id=held.id, state="confirmed", person_key="k",
                name="沈示例", mobile="19900000017", mobile_tail="0017", created_at=NOW,
            )
        )  # fmt: skip
    staff = dai(client)
    answer = staff.submit(f"/desk/events/{event.id}/edit/sessions/{held.id}/remove")
    assert answer.status_code == 422
    assert "已经有报名或签到记录" in answer.get_data(as_text=True)
    assert len(stored(event.id).sessions) == 2


def test_registration_part_tells_the_capacity_hook(client: StrictClient, offers: hooks.Offers) -> None:
    told: list[int] = []
    offers.capacity_changed = lambda event_id, _now, _by: told.append(event_id)
    offers.places = lambda ids: {i: Places(5, 3) for i in ids}
    event = factories.event()
    staff = dai(client)
    page = f"/desk/events/{event.id}/edit/registration"
    filled = {
        "needs_registration": "y",
        "registration_opens_at": "2026-11-20T09:00",
        "registration_closes_at": "2026-11-25T18:00",
        "cancel_until": "",
        "capacity": "３",
        "waiting_list": "y",
    }
    assert staff.submit(page, filled).status_code == 302
    assert told == [event.id]
    assert "比名额多" in words(staff, page)
    assert staff.submit(page, {**filled, "cancel_until": "2026-11-24T18:00"}).status_code == 302
    assert len(told) == 1
    after = stored(event.id)
    assert after.registration_closes_at == dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
    assert (after.capacity, after.waiting_list) == (3, True)


def test_a_hook_that_refuses_rolls_the_change_back(client: StrictClient, offers: hooks.Offers) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("counting is broken")

    offers.capacity_changed = broken
    event = factories.event(capacity=10)
    staff = dai(client)
    page = f"/desk/events/{event.id}/edit/registration"
    filled = {"needs_registration": "y", "registration_opens_at": "2026-11-20T09:00"}
    answer = staff.submit(page, {**filled, "registration_closes_at": "2026-11-25T18:00", "capacity": "20"})
    assert answer.status_code == 500
    assert stored(event.id).capacity == 10


@pytest.mark.parametrize(
    "change",
    [
        {"registration_closes_at": "2026-11-20T09:00"},
        {"registration_closes_at": "2026-11-19T09:00"},
        {"registration_opens_at": "尽快"},
        {"registration_opens_at": ""},
        {"capacity": "0"},
        {"capacity": "3.5"},
        {"registration_closes_at": "2027-11-20T09:00"},
    ],
)
def test_bad_windows_of_a_public_event_change_nothing(client: StrictClient, change: dict[str, str]) -> None:
    event = factories.event(capacity=7)
    staff = dai(client)
    filled = {"needs_registration": "y", "registration_opens_at": "2026-11-20T09:00", "capacity": "9"}
    filled |= {"registration_closes_at": "2026-11-25T18:00", **change}
    answer = staff.submit(f"/desk/events/{event.id}/edit/registration", filled)
    assert answer.status_code == 422
    assert all(value in answer.get_data(as_text=True) for value in change.values())
    assert stored(event.id).capacity == 7


def test_texts_are_saved_and_shown(client: StrictClient) -> None:
    event = factories.event()
    staff = dai(client)
    start = f"/desk/events/{event.id}/edit"
    assert staff.submit(f"{start}/eligibility", {"who_may": "在职职工\n持证上岗<b>"}).status_code == 302
    notice = {"notice": "关于举办比武的通知", "contact": "经济部", "contact_phone": " 0572－0000000 "}
    assert staff.submit(f"{start}/notice", notice).status_code == 302
    bad = staff.submit(f"{start}/notice", {**notice, "contact_phone": "找小陈<script>"})
    assert bad.status_code == 422
    assert "找小陈&lt;script&gt;" in bad.get_data(as_text=True)
    page = words(staff, f"/events/{event.slug}")
    for text in ("持证上岗<b>", "关于举办比武的通知", "0572-0000000"):
        assert text in page


def test_further_parts_stand_in_the_navigation(client: StrictClient, offers: hooks.Offers) -> None:
    event = draft()
    offers.editor_parts = lambda held: [
        hooks.EditorPart("more", "更多部分", f"/desk/events/{held.id}/more-of-it", "bad"),
    ]
    page = dai(client).get(f"/desk/events/{event.id}/edit/basic").get_data(as_text=True)
    assert "更多部分" in page
    assert f"/desk/events/{event.id}/more-of-it" in page


def test_a_copy_tells_the_features_above(client: StrictClient, offers: hooks.Offers) -> None:
    told: list[tuple[int, int]] = []
    offers.copied = lambda source, made, _now, _by: told.append((source, made))
    event = draft()
    assert dai(client).submit(f"/desk/events/{event.id}/copy", page=f"/desk/events/{event.id}").status_code == 302
    assert told == [(event.id, event.id + 1)]
