"""Scanning: the decision through the action, what is stored, replays, undo, and the number of statements."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import codes, scan_actions, scan_queries, telling
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import EventSession
from deqing_events.registration.models import Registration
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines


def rows() -> list[Scan]:
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def told(answered: scan_actions.Answered) -> tuple[str, str]:
    outcome = telling.tell(answered)
    return outcome.look, outcome.word


@both_engines
def test_a_first_scan_lets_in_and_a_second_names_the_first(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    other_gate = made.phone(at, gate="3 号门", volunteer="周模拟")
    person = made.guest(event, "沈示例")
    first = made.scan(phone.post, person)
    again = made.scan(other_gate.post, person, now=NOW + dt.timedelta(minutes=5))
    assert (first.decision.status, first.place_no) == ("ok", 1)
    outcome = telling.tell(again)
    assert (outcome.look, outcome.word, outcome.seen.reason) == ("again", "已进过场", "already_in")
    assert outcome.sentence == "今天 10:00 在 2 号门 签到，由 吴演练 登记"
    assert [(row.recorded, row.reason, row.counts) for row in rows()] == [
        ("success", None, True),
        ("failure", "already_in", False),
    ]


@both_engines
def test_the_same_nonce_gets_the_same_answer_and_no_second_row(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person, other = made.guest(event), made.guest(event)
    for shown in (person, "不认识的码"):
        nonce = f"nonce-{shown if isinstance(shown, str) else 'person'}"[:20]
        first = made.scan(phone.post, shown, nonce=nonce)
        made.scan(phone.post, other)
        again = made.scan(phone.post, shown, nonce=nonce, now=NOW + dt.timedelta(seconds=9))
        assert (first.replay, again.replay) == (False, True)
        assert (again.decision.status, again.decision.reason) == (first.decision.status, first.decision.reason)
        assert (again.place_no, told(again)) == (first.place_no, told(first))
    assert len(rows()) == 4


def test_a_nonce_of_another_phone_is_refused(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    made.scan(phone.post, made.guest(event), nonce="shared-nonce")
    with pytest.raises(scan_actions.NonceTakenError):
        made.scan(made.phone(at).post, made.guest(event), nonce="shared-nonce")
    assert len(rows()) == 1


REFUSALS: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, str]]] = [
    ("cancelled", {"state": "cancelled"}, {}, ("deny", "已取消报名")),
    ("cancelled", {"state": "rejected"}, {}, ("deny", "已取消报名")),
    ("blocked", {"blocked": True}, {}, ("deny", "还不能进")),
    ("unconfirmed", {"state": "waiting"}, {}, ("deny", "还没确认")),
    ("list_closed", {}, {"closes_at": NOW}, ("deny", "已停止进场")),
    ("list_closed", {}, {"opens_at": NOW + dt.timedelta(minutes=1)}, ("deny", "还没到时间")),
    ("wrong_gate", {}, {"gates": ["3 号门"]}, ("other", "请走 3 号门")),
    ("wrong_session", {}, {"sessions": []}, ("other", "不是这一场")),
]


@pytest.mark.parametrize(("reason", "person", "at", "look"), REFUSALS)
def test_each_refusal_has_its_reason_and_its_look(
    app: Flask, reason: str, person: dict[str, Any], at: dict[str, Any], look: tuple[str, str]
) -> None:
    del app
    event = made.today()
    phone = made.phone(made.checkin_list(event, **at))
    answered = made.scan(phone.post, made.guest(event, **person))
    assert (answered.decision.reason, told(answered)) == (reason, look)
    assert [(row.recorded, row.reason, row.counts) for row in rows()] == [("failure", reason, False)]


def test_a_replaced_pass_names_its_holder_and_a_supervisor_may_let_them_in(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event, "姚示例")
    made.revoke_pass(person)
    outcome = telling.tell(made.scan(phone.post, person))
    assert (outcome.word, outcome.who) == ("旧码，已换新", "姚*例")
    assert made.scan(phone.post, person, force=True).decision.reason == "revoked", "a volunteer cannot force"
    chief = made.phone(at, gate="检录台", role="supervisor")
    forced = made.scan(chief.post, person, force=True)
    assert (forced.decision.status, forced.decision.recorded) == ("ok", "forced")
    assert telling.tell(forced).seen.forced
    assert made.scan(chief.post, made.guest(event), force=True).decision.recorded == "success", "nothing to override"


def test_letting_somebody_in_again_by_force_counts_once(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event)
    made.scan(phone.post, person)
    chief = made.phone(at, gate="检录台", role="supervisor")
    again = made.scan(chief.post, person, force=True)
    assert (again.decision.recorded, telling.tell(again).sentence) == ("forced", "再次进场 · 人数不重复计")
    assert [row.counts for row in rows()] == [True, False]


def test_force_never_invents_a_person(app: Flask) -> None:
    _, at, _ = made.gate_of(app)
    chief = made.phone(at, role="supervisor")
    answered = made.scan(chief.post, "A" * 26, force=True)
    assert (answered.decision.status, told(answered)) == ("error", ("ask", "认不出来"))
    assert rows()[0].registration_id is None
    assert rows()[0].code_hash == codes.read("A" * 26).digest != "A" * 26


def test_a_pass_of_another_event_names_that_event(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    other = factories.event("维修电工技能比武")
    answered = made.scan(phone.post, made.guest(other, "吴演练"))
    outcome = telling.tell(answered)
    assert (outcome.look, outcome.word, outcome.seen.reason) == ("other", "不是这一场", "invalid")
    assert "维修电工技能比武" in outcome.sentence
    assert event.title not in outcome.sentence


@pytest.mark.parametrize(
    "shown", ["address", "lower", "other_host", "path", "token", "spaced", "short", "short_spaced"]
)
def test_every_way_of_writing_a_code(app: Flask, shown: str) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    ways = {
        "address": person.address,
        "lower": person.address.lower(),
        "other_host": f"http://example.org:8080/sub/P/{person.token}?from=wx",
        "path": f"/p/{person.token}",
        "token": person.token,
        "spaced": f"  {person.token.lower()}\n",
        "short": person.short_code.lower(),
        "short_spaced": f"{person.short_code[:4]} - {person.short_code[4:]}",
    }
    assert made.scan(phone.post, ways[shown]).decision.status == "ok"


@pytest.mark.parametrize(
    "text", ["", " ", "0", "A" * 27, "x" * 5000, "https://evil.example/q/AAAA", "\x00", "'; --", "０" * 8]
)
def test_nonsense_is_a_code_nobody_knows(app: Flask, text: str) -> None:
    _, _, phone = made.gate_of(app)
    assert made.scan(phone.post, text).decision.reason == "invalid"


@both_engines
def test_modes_through_the_action(app: Flask) -> None:
    del app
    event = made.today(ends_at=NOW + dt.timedelta(days=3))
    once_a_day = made.phone(made.checkin_list(event, mode="once_per_day")).post
    person = made.guest(event)
    midnight = NOW.replace(hour=16) - dt.timedelta(minutes=1)
    days = [made.scan(once_a_day, person, now=midnight + dt.timedelta(minutes=minute)) for minute in (0, 0, 1)]
    assert [answered.decision.reason for answered in days] == [None, "already_in", None]
    inout = made.phone(made.checkin_list(event, mode="reentry")).post
    moves = [("entry", None), ("entry", "already_in"), ("exit", None), ("entry", None), ("entry", "already_in")]
    for minute, (direction, reason) in enumerate(moves):
        answered = made.scan(inout, person, direction=direction, now=NOW + dt.timedelta(minutes=minute))
        assert answered.decision.reason == reason
    many = made.phone(made.checkin_list(event, mode="many")).post
    assert [made.scan(many, person).decision.reason for _ in range(3)] == [None] * 3


def test_a_list_of_sessions_knows_which_one_is_on(app: Flask) -> None:
    del app
    event = made.today()
    morning = event.sessions[0].id
    later = EventSession(
        event_id=event.id,
        venue="县体育馆",
        title="晚场",
        starts_at=NOW + dt.timedelta(hours=6),
        ends_at=NOW + dt.timedelta(hours=8),
    )
    with database.transaction() as session:
        session.add(later)
    at = made.checkin_list(event, mode="once_per_session", sessions=[morning, later.id])
    post = made.phone(at).post
    early, late, both = made.guest(event, session_id=morning), made.guest(event, session_id=later.id), made.guest(event)
    assert made.scan(post, early).decision.reason is None
    wrong = made.scan(post, late)
    assert (wrong.decision.reason, told(wrong)) == ("wrong_session", ("other", "不是这一场"))
    assert "晚场" in telling.tell(wrong).sentence
    assert made.scan(post, both).decision.reason is None
    evening = NOW + dt.timedelta(hours=7)
    assert made.scan(post, both, now=evening).decision.reason is None
    assert made.scan(post, both, now=evening).decision.reason == "already_in"
    made.change(type(at), at.id, sessions=None)
    night = NOW + dt.timedelta(hours=8, minutes=30)
    made.change(type(at), at.id, closes_at=night + dt.timedelta(hours=1))
    assert made.scan(post, both, now=night).decision.reason is None, "between sessions is a slot of its own"
    assert made.scan(post, both, now=night).decision.reason == "already_in"


def test_an_offline_scan_keeps_its_own_time_but_never_one_to_come(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    early = NOW - dt.timedelta(minutes=20)
    made.scan(phone.post, made.guest(event), offline=True, scanned_at=early)
    made.scan(phone.post, made.guest(event), offline=True, scanned_at=NOW + dt.timedelta(days=1))
    made.scan(phone.post, made.guest(event), scanned_at=early)
    assert [(row.scanned_at, row.received_at) for row in rows()] == [(early, NOW), (NOW, NOW), (NOW, NOW)]


def test_a_person_found_by_name_needs_no_pass(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    made.revoke_pass(person)
    attempt = Attempt(codes.person(person.id), "found-by-name", lane="search")
    assert scan_actions.scan(phone.post, attempt, now=NOW, by=SYSTEM).decision.status == "ok"
    assert (rows()[0].lane, rows()[0].pass_id) == ("search", None)


def test_too_many_unknown_codes_are_stopped_and_a_pause_helps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event, at, phone = made.gate_of(app)
    monkeypatch.setattr(scan_actions, "MOST_GUESSES", 3)
    for number in range(3):
        made.scan(phone.post, f"guess-{number}")
    with pytest.raises(scan_actions.TooManyGuessesError):
        made.scan(phone.post, made.guest(event))
    assert made.scan(made.phone(at).post, made.guest(event)).decision.status == "ok", "other phones go on"
    assert made.scan(phone.post, made.guest(event), now=NOW + dt.timedelta(seconds=61)).decision.status == "ok"


def test_a_scan_on_no_list_stores_nothing(app: Flask) -> None:
    del app
    with pytest.raises(scan_actions.UnknownListError):
        made.scan(Post(99, "门", "人"), "whatever")
    assert rows() == []


@both_engines
def test_undo_frees_the_place_and_keeps_the_row(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event)
    made.scan(phone.post, person, nonce="to-be-undone")
    stranger, chief = made.phone(at).post, made.phone(at, role="supervisor").post
    late = NOW + dt.timedelta(minutes=15, seconds=1)
    for post, now in ((stranger, NOW), (phone.post, late)):
        with pytest.raises(scan_actions.NothingToUndoError):
            scan_actions.annul("to-be-undone", post, now=now, by=SYSTEM)
    scan_actions.annul("to-be-undone", phone.post, now=NOW + dt.timedelta(minutes=15), by=SYSTEM)
    with pytest.raises(scan_actions.NothingToUndoError):
        scan_actions.annul("to-be-undone", phone.post, now=NOW, by=SYSTEM)
    assert made.scan(phone.post, person, nonce="second-one").decision.status == "ok"
    scan_actions.annul("second-one", chief, now=NOW + dt.timedelta(hours=5), by=SYSTEM)
    assert [(row.counts, row.annulled_at is not None) for row in rows()] == [(True, True), (True, True)]


def test_a_refused_scan_cannot_be_undone_and_another_list_cannot_reach_it(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    made.scan(phone.post, made.guest(event), nonce="good-scan")
    made.scan(phone.post, "nobody", nonce="bad-scan")
    elsewhere = made.phone(made.checkin_list(made.today("别的活动")), role="supervisor").post
    for nonce, post in (("bad-scan", phone.post), ("good-scan", elsewhere), ("no-such-nonce", phone.post)):
        with pytest.raises(scan_actions.NothingToUndoError):
            scan_actions.annul(nonce, post, now=NOW, by=SYSTEM)


def test_only_what_changes_somebodys_presence_is_audited(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event, "沈示例")
    made.scan(phone.post, person)
    made.scan(phone.post, person)
    made.scan(phone.post, "nobody")
    query = sa.select(AuditEntry).where(AuditEntry.action == "scan.admit")
    entries = list(database.session().scalars(query))
    assert [entry.object_id for entry in entries] == [str(person.id)]
    assert "沈" not in str(entries[0].detail)


@both_engines
def test_a_scan_over_the_api_needs_six_statements_at_most(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    client = app.test_client()
    said: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    def send() -> int:
        said.clear()
        body = {"list": str(at.id), "code": made.guest(event).address, "nonce": f"nonce-{len(rows()):06}"}
        said.clear()
        answer = client.post("/api/v1/scans", json=body, headers=phone.headers)
        assert answer.get_json()["status"] == "ok"
        return len(said)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    assert max(send() for _ in range(3)) <= 6
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_registration_of_nobody_is_known_to_nobody(app: Flask) -> None:
    _, at, phone = made.gate_of(app)
    known = scan_queries.known(phone.post, codes.person(12345), "some-nonce", now=NOW)
    assert known is not None
    assert (known.person, known.at.id) == (None, at.id)
    assert database.session().get(Registration, 12345) is None
