"""Registering: one row per person, places never exceeded, the waiting list in order."""

import datetime as dt
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from deqing_events.registration import actions, door_actions, passes, promotion, queries, rules, waiting_queries
from deqing_events.registration.models import Consent, Pass, PhoneHolding, Quota, Registration
from deqing_events.registration.people import Details
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.workers.hashes import phone_hash
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE, details, keys, registration, token_of, try_to_register

pytestmark = pytest.mark.usefixtures("app")


def _count(model: type[database.Base]) -> int:
    return database.session().scalar(select(func.count()).select_from(model)) or 0


def _quota(event: Event, part: int | None = None) -> tuple[int, int, int]:
    row = database.session().execute(
        select(Quota.capacity, Quota.ceiling, Quota.taken).where(
            Quota.event_id == event.id, Quota.target == (str(part) if part else "")
        )
    )
    return row.one()


@both_engines
def test_a_registration_has_number_pass_consents_holding_and_audit_entry() -> None:
    event = factories.event(capacity=2)
    outcome = try_to_register(event, name="沈示例", mobile="199 0000 0017", publish_name=True)
    made = outcome.registration
    assert outcome.kind == "confirmed"
    assert made is not None
    assert made.number == f"{event.code}-0001"
    assert (made.mobile, made.mobile_tail, made.initials) == ("19900000017", "0017", "ssl")
    found = queries.pass_by_token(outcome.pass_token)
    assert found is not None
    assert found.registration_id == made.id
    assert outcome.pass_token not in {found.token_hash, found.short_code}
    given = {row.purpose: row.given for row in database.session().scalars(select(Consent))}
    assert given == {"taking_part": True, "publication": True, "photos": False}
    assert queries.holds(phone_hash(PHONE), made.id)
    entry = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "registration.create")).one()
    assert "沈示例" not in str(entry.detail)
    assert _quota(event) == (2, 2, 1)


@both_engines
def test_repeating_it_leads_to_the_same_pass_on_the_same_phone_only() -> None:
    event = factories.event()
    who = details("沈示例", mobile="19900000017")
    first = try_to_register(event, who)
    again = try_to_register(event, Details("沈　示例", "+86 199-0000-0017", "别的单位"))
    stranger = try_to_register(event, who, phone="another-phone")
    assert (again.kind, again.number, again.pass_token) == ("already", first.number, first.pass_token)
    assert (stranger.kind, stranger.number, stranger.pass_token) == ("already", "", "")
    assert stranger.registration is None
    assert (_count(Registration), _count(Pass), _count(PhoneHolding)) == (1, 1, 1)


@both_engines
def test_twenty_taps_at_once_leave_one_row(app: Flask) -> None:
    event = factories.event(capacity=30)
    who = details("沈示例", mobile="19900000017")
    event_id, secret = event.id, keys()
    seen: list[tuple[str, str, str]] = []

    def tap() -> None:
        with app.app_context():
            outcome = actions.register(event_id, who, phone=PHONE, keys=secret, now=NOW, by=SYSTEM)
            seen.append((outcome.kind, outcome.number, outcome.pass_token))
            db.session.remove()

    threads = [threading.Thread(target=tap) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kind for kind, _, _ in seen) == ["already"] * 19 + ["confirmed"]
    assert len({(number, token) for _, number, token in seen}) == 1
    assert (_count(Registration), _count(Pass), _count(Consent)) == (1, 1, 3)
    assert _quota(event)[2] == 1


@both_engines
def test_the_roster_fills_the_snapshot_and_keys_the_person() -> None:
    place = factories.township()
    work = factories.unit(township=place, union_id=factories.union().id)
    known = factories.member("沈示例", "19900000017", unit_id=work.id, gender="female", migrant="yes")
    event = factories.event()
    made = registration(event, "沈示例", mobile="19900000017", unit_text="自己写的单位")
    assert (made.member_id, made.unit_id, made.township_id, made.union_id) == (
        known.id,
        work.id,
        place.id,
        work.union_id,
    )
    assert (made.gender, made.migrant, made.unit_text) == ("female", "yes", "自己写的单位")


@both_engines
def test_somebody_registered_before_joining_the_roster_is_still_one_person() -> None:
    event = factories.event()
    registration(event, "沈示例", mobile="19900000017")
    factories.member("沈示例", "19900000017")
    assert try_to_register(event, name="沈示例", mobile="19900000017").kind == "already"
    assert _count(Registration) == 1


@both_engines
def test_past_capacity_people_wait_and_move_up_in_order() -> None:
    event = factories.event(capacity=1)
    first, second, third = (registration(event) for _ in range(3))
    assert [row.state for row in (first, second, third)] == ["confirmed", "waiting", "waiting"]
    assert (waiting_queries.ahead_of(second), waiting_queries.ahead_of(third)) == (0, 1)
    assert actions.cancel(first.id, reason="有事", by=SYSTEM, now=NOW) == [second.id]
    assert waiting_queries.ahead_of(third) == 0
    states = {row.id: row.state for row in database.session().scalars(select(Registration))}
    assert states == {first.id: "cancelled", second.id: "confirmed", third.id: "waiting"}
    assert _quota(event) == (1, 1, 1)
    assert actions.cancel(third.id, reason="不等了", by=SYSTEM, now=NOW) == []
    assert _quota(event) == (1, 1, 1)


@both_engines
def test_without_a_waiting_list_a_full_event_refuses_and_uses_no_number() -> None:
    event = factories.event(capacity=1, waiting_list=False)
    first = registration(event)
    refused = try_to_register(event)
    assert (refused.kind, refused.sentence) == ("refused", rules.FULL)
    assert _count(Registration) == 1
    actions.cancel(first.id, reason="", by=SYSTEM, now=NOW)
    assert registration(event).number.endswith("-0002")


@both_engines
def test_a_session_of_its_own_capacity_bounds_too() -> None:
    event = factories.event(capacity=3)
    with database.transaction() as session:
        held = session.get_one(Event, event.id)
        start = NOW + dt.timedelta(days=6)
        held.sessions.append(
            EventSession(venue="乙", starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=1)
        )
        held.sessions[0].capacity = 2
    one, two = (part.id for part in database.session().get_one(Event, event.id).sessions)
    assert try_to_register(event).sentence == "请选一个场次。"
    assert registration(event, session_id=two).state == "confirmed"
    waits_two = registration(event, session_id=two)
    assert waits_two.state == "waiting"
    in_one = registration(event, session_id=one)
    assert in_one.state == "confirmed"
    assert (_quota(event), _quota(event, one), _quota(event, two)) == ((3, 3, 2), (2, 2, 1), (1, 1, 1))
    assert actions.cancel(in_one.id, reason="", by=SYSTEM, now=NOW) == []
    assert next(waiting_queries.waiting_groups(event.id))[0].id == waits_two.id
    assert (_quota(event)[2], _quota(event, one)[2], _quota(event, two)[2]) == (1, 0, 1)


@both_engines
def test_lowering_the_capacity_drops_nobody_and_raising_it_lets_people_in() -> None:
    event = factories.event(capacity=2)
    first, second, third = (registration(event) for _ in range(3))
    _set_capacity(event, 1)
    assert _quota(event) == (1, 2, 2)
    assert actions.cancel(first.id, reason="", by=SYSTEM, now=NOW) == []
    assert _quota(event)[2] == 1
    _set_capacity(event, 2)
    assert _quota(event) == (2, 2, 2)
    states = {row.id: row.state for row in database.session().scalars(select(Registration))}
    assert states == {first.id: "cancelled", second.id: "confirmed", third.id: "confirmed"}
    _set_capacity(event, None)
    assert registration(event).state == "confirmed"
    _set_capacity(event, 2)
    assert _quota(event) == (2, 3, 3)


def _set_capacity(event: Event, capacity: int | None) -> None:
    with database.transaction() as session:
        held = session.get_one(Event, event.id)
        held.capacity = capacity
        session.flush()
        promotion.move_up(event.id, now=NOW, by=SYSTEM)


@both_engines
def test_after_cancelling_somebody_may_register_again() -> None:
    event = factories.event(capacity=1)
    who = details("沈示例")
    first = try_to_register(event, who)
    assert first.registration is not None
    actions.cancel(first.registration.id, reason="", by=SYSTEM, now=NOW)
    second = try_to_register(event, who)
    assert second.kind == "confirmed"
    assert (second.number != first.number, second.pass_token != first.pass_token) == (True, True)
    with pytest.raises(RegistrationRefusedError):
        actions.cancel(first.registration.id, reason="", by=SYSTEM, now=NOW)
    assert _quota(event) == (1, 1, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "cancelled"}, "取消"),
        ({"state": "postponed"}, "延期"),
        ({"state": "final"}, "结束"),
        ({"needs_registration": False}, "不用报名"),
        ({"entrant_kind": "team"}, "组队报名"),
        ({"registration_opens_at": NOW + dt.timedelta(hours=1)}, "开始报名"),
        ({"registration_closes_at": NOW}, "截止"),
    ],
)
def test_a_shut_door_says_why(fields: dict[str, Any], words: str) -> None:
    outcome = try_to_register(factories.event(**fields))
    assert outcome.kind == "refused"
    assert words in outcome.sentence
    assert _count(Registration) == 0


@pytest.mark.parametrize(("name", "mobile"), [("", "19900000017"), ("沈示例", "1990000001"), ("沈示例", "二三四")])
def test_unusable_details_change_nothing(name: str, mobile: str) -> None:
    event = factories.event()
    outcome = actions.register(event.id, Details(name, mobile), phone=PHONE, keys=keys(), now=NOW, by=SYSTEM)
    assert outcome.kind == "refused"
    assert _count(Registration) == 0


def test_workers_cancel_until_the_deadline_and_staff_after_it() -> None:
    event = factories.event(cancel_until=NOW + dt.timedelta(hours=1))
    made = registration(event)
    late = NOW + dt.timedelta(hours=1)
    with pytest.raises(RegistrationRefusedError, match="过了"):
        actions.cancel(made.id, reason="", by=SYSTEM, now=late)
    actions.cancel(made.id, reason="请假", by=SYSTEM, now=late, staff=True)
    assert database.session().get_one(Registration, made.id).state == "cancelled"


@both_engines
def test_a_reissued_pass_kills_the_old_one() -> None:
    made = registration(factories.event())
    old = token_of(made)
    new = door_actions.reissue(made.id, reason="截图外传", keys=keys(), now=NOW, by=SYSTEM)
    assert new != old
    revoked, live = queries.pass_by_token(old), queries.pass_by_token(new.lower())
    assert revoked is not None
    assert live is not None
    assert (revoked.revoked_at, live.revoked_at) == (NOW, None)
    assert revoked.registration_id == live.registration_id


@both_engines
def test_walk_ins_stay_inside_capacity_and_need_no_window() -> None:
    event = factories.event(capacity=1, registration_closes_at=NOW - dt.timedelta(hours=1))
    made = actions.walk_in(event.id, details(), keys=keys(), now=NOW, by=SYSTEM)
    assert made.registration is not None
    assert (made.kind, made.registration.walk_in) == ("confirmed", True)
    assert actions.walk_in(event.id, details(), keys=keys(), now=NOW, by=SYSTEM).sentence == rules.FULL


def test_short_codes_have_no_look_alikes_and_are_found_however_typed() -> None:
    event, other = factories.event(), factories.event()
    code = passes.current(registration(event)).short_code
    assert set(code) <= set(passes.SHORT_CODE_LETTERS)
    assert not set("01258BILOSZ") & set(passes.SHORT_CODE_LETTERS)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert queries.pass_by_short_code(typed, event.id) is not None
    assert queries.pass_by_short_code(typed, other.id) is None


@both_engines
def test_search_finds_by_name_pinyin_tail_unit_and_number() -> None:
    event = factories.event()
    made = registration(event, "沈示例", mobile="19900000017", unit_text="示例精工")
    registration(event, "陈样本", mobile="19900000021", unit_text="样板木业")
    for text in ("沈示", "shenshi", "SSL", "0017", "示例精工", made.number, "-0001"[1:]):
        assert [row.id for row in queries.search(event.id, text)] == [made.id], text
    for nonsense in ("%", "_", "\x00", "陈\x00"):
        assert queries.search(event.id, nonsense) == []
        assert queries.by_number(nonsense) is None
        assert queries.pass_by_short_code(nonsense, event.id) is None
    assert queries.search(event.id, " ") == []
