"""Deciding about sign-ups: places, reasons, messages, undoing, and two members of staff at once."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.places import Dimension
from deqing_events.domain.reviewing import Act, Who
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.messages.models import Message
from deqing_events.registration import actions as registrations
from deqing_events.registration import quota_actions, quota_queries
from deqing_events.registration.models import Registration
from deqing_events.registration.review import actions, fixing_actions, queries, undo_actions, wording
from deqing_events.registration.review.actions import Scope
from deqing_events.registration.review.models import ReviewStep
from deqing_events.registration.review.wording import Result
from deqing_events.registration.rules import RegistrationRefusedError
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import PHONE_ACTOR, details, keys, registration
from tests.factories_review import DAI, decide, fresh, reviewed_event, stands

pytestmark = pytest.mark.usefixtures("app")
BO = Actor("staff:2", "organiser")
LATER = NOW + dt.timedelta(minutes=5)


def _told(held: Registration) -> list[tuple[str, str]]:
    query = select(Message.template, Message.state).where(Message.about_id == held.id).order_by(Message.id)
    return [(row[0], row[1]) for row in database.session().execute(query)]


def _taken(event_id: int) -> int:
    return quota_queries.quota_rows([event_id])[0].taken


def _undo(batch_id: int | None, *, now: dt.datetime = LATER, by: Actor = DAI) -> undo_actions.Undone:
    assert batch_id is not None
    return undo_actions.undo(batch_id, now=now, by=by)


@both_engines
def test_approving_more_than_there_are_places_queues_the_rest(app: Flask) -> None:
    del app
    event = reviewed_event(capacity=2)
    rows = [registration(event) for _ in range(4)]
    assert {stands(row) for row in rows} == {("pending", "submitted")}
    result = decide(Act.APPROVE, *reversed(rows))
    assert (result.done, result.seated, result.queued, dict(result.skipped)) == (4, 2, 2, {})
    assert [stands(row)[0] for row in rows] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [fresh(row).confirmed_at for row in rows] == [NOW, NOW, None, None]
    assert _taken(event.id) == 2
    assert wording.result_said(result) == "通过 4 人，其中 2 人没有名额了，转入候补。"
    assert _told(rows[0])[-1] == ("approved", "queued")
    assert _told(rows[3])[-1] == ("waiting_listed", "queued")


def test_without_a_waiting_list_who_finds_no_place_is_left_alone() -> None:
    event = reviewed_event(capacity=1, waiting_list=False)
    rows = [registration(event) for _ in range(2)]
    result = decide(Act.APPROVE, *rows)
    assert (result.done, dict(result.skipped)) == (1, {wording.FULL: 1})
    assert stands(rows[1]) == ("pending", "submitted")


def test_a_place_taken_at_submitting_is_kept_while_returned_and_freed_by_rejecting() -> None:
    event = reviewed_event("host", "submit", capacity=1)
    first, second = registration(event), registration(event)
    assert (stands(first), stands(second)) == (("confirmed", "submitted"), ("waiting", "submitted"))
    decide(Act.RETURN, first)
    assert stands(first) == ("confirmed", "returned")
    assert fresh(first).review_note == "缺电工证"
    assert decide(Act.REJECT, first).moved_up == 1
    assert stands(first)[0] == "rejected"
    assert (fresh(first).cancel_reason, stands(second)[0], _taken(event.id)) == ("缺电工证", "confirmed", 1)


def test_the_workplace_comes_first_unless_staff_say_why_not() -> None:
    work = factories.unit()
    event = reviewed_event("unit_host", "unit")
    held = registration(event, unit_id=work.id, unit_text=work.name)
    assert dict(decide(Act.APPROVE, held).skipped) == {wording.UNIT_FIRST: 1}
    with pytest.raises(RegistrationRefusedError, match="原因"):
        decide(Act.APPROVE, held, override=True)
    clerk = Actor("staff:9", "unit_clerk")
    stranger = decide(Act.UNIT_CONFIRM, held, by=clerk, scope=Scope(units=[work.id + 1]))
    assert (stranger.done, dict(stranger.skipped)) == (0, {wording.GONE: 1})
    assert decide(Act.UNIT_CONFIRM, held, by=clerk, scope=Scope(units=[work.id])).done == 1
    assert stands(held) == ("confirmed", "unit_confirmed")
    assert decide(Act.APPROVE, held).done == 1
    other = registration(event, unit_id=work.id, unit_text=work.name)
    assert decide(Act.APPROVE, other, override=True, reason="电话核实过").done == 1
    assert stands(other) == ("confirmed", "approved")


def test_returned_fixed_and_submitted_again() -> None:
    work = factories.unit("德清示例精工有限公司")
    event = reviewed_event("unit_host", "approve")
    held = registration(event, "沈示例", unit_id=work.id, unit_text=work.name)
    decide(Act.UNIT_CONFIRM, held, scope=Scope(units=[work.id]))
    decide(Act.RETURN, held, reason="手机号写错了")
    new = details("沈示例", mobile="19900000017", unit_id=work.id, unit_text=work.name)
    change = fixing_actions.Change(new, current_app.config["SETTINGS"])
    fixing_actions.resubmit(held.id, change, now=LATER, by=PHONE_ACTOR)
    assert stands(held) == ("pending", "unit_confirmed"), "the workplace is not asked twice"
    assert (fresh(held).mobile, fresh(held).review_note) == ("19900000017", "")
    with pytest.raises(RegistrationRefusedError, match="不用补充"):
        fixing_actions.resubmit(held.id, change, now=LATER, by=PHONE_ACTOR)


def test_a_changed_workplace_is_asked_and_its_quota_bounds() -> None:
    work, full = factories.unit(), factories.unit()
    event = reviewed_event("unit_host", "unit")
    with database.transaction() as session:
        quota_actions.lock_event(session, event.id)
        for each in (work, full):
            quota_actions.set_row(session, event.id, Dimension.UNIT, str(each.id), int(each is work))
    held = registration(event, unit_id=work.id, unit_text=work.name)
    decide(Act.UNIT_CONFIRM, held, scope=Scope(units=[work.id]))
    decide(Act.RETURN, held)
    new = details(held.name, mobile=held.mobile, unit_id=full.id, unit_text=full.name)
    with pytest.raises(RegistrationRefusedError, match="你们单位的名额满了"):
        fixing_actions.resubmit(
            held.id, fixing_actions.Change(new, current_app.config["SETTINGS"]), now=LATER, by=PHONE_ACTOR
        )
    assert stands(held) == ("confirmed", "returned")
    assert fresh(held).unit_id == work.id


@both_engines
def test_undoing_puts_rows_and_places_back_and_drops_the_messages(app: Flask) -> None:
    del app
    event = reviewed_event(capacity=2)
    rows = [registration(event) for _ in range(3)]
    result = decide(Act.APPROVE, *rows)
    undone = _undo(result.batch_id)
    assert (undone.count, dict(undone.kept)) == (3, {})
    assert {stands(row) for row in rows} == {("pending", "submitted")}
    assert {fresh(row).confirmed_at for row in rows} == {None}
    assert _taken(event.id) == 0
    assert [_told(row)[-1][1] for row in rows] == ["dropped"] * 3
    with pytest.raises(RegistrationRefusedError, match="已经撤销"):
        _undo(result.batch_id)
    decide(Act.APPROVE, rows[0])
    assert _told(rows[0])[-1] == ("approved", "queued")


def test_undoing_leaves_alone_what_moved_on_and_is_for_its_author_and_a_quarter_of_an_hour() -> None:
    event = reviewed_event()
    rows = [registration(event) for _ in range(3)]
    result = decide(Act.APPROVE, *rows)
    registrations.cancel(rows[0].id, reason="本人取消", by=PHONE_ACTOR, now=LATER)
    decide(Act.RETURN, rows[1], by=BO)
    with pytest.raises(RegistrationRefusedError, match="自己"):
        _undo(result.batch_id, by=BO)
    with pytest.raises(RegistrationRefusedError, match="15 分钟"):
        _undo(result.batch_id, now=NOW + dt.timedelta(minutes=15))
    undone = _undo(result.batch_id)
    assert (undone.count, dict(undone.kept)) == (1, {wording.CHANGED: 2})
    assert [stands(row) for row in rows] == [
        ("cancelled", "approved"),
        ("confirmed", "returned"),
        ("pending", "submitted"),
    ]


@both_engines
def test_undoing_a_rejection_tries_the_place_and_else_queues_in_front(app: Flask) -> None:
    del app
    event = reviewed_event("host", "submit", capacity=2)
    rows = [registration(event) for _ in range(4)]
    first = decide(Act.REJECT, rows[0], rows[1])
    assert [stands(row)[0] for row in rows] == ["rejected", "rejected", "confirmed", "confirmed"]
    undone = _undo(first.batch_id)
    assert (undone.count, undone.queued) == (2, 2)
    assert [stands(row)[0] for row in rows] == ["waiting", "waiting", "confirmed", "confirmed"]
    registrations.cancel(rows[3].id, reason="", by=PHONE_ACTOR, now=LATER)
    assert [stands(row)[0] for row in rows[:2]] == ["confirmed", "waiting"], "each waits alone, in the old order"
    assert fresh(rows[0]).cancel_reason == ""
    assert _taken(event.id) == 2


def test_whoever_registered_again_is_not_brought_back_twice() -> None:
    event = reviewed_event()
    who = details("沈示例", mobile="19900000017")
    held = registration(event, "沈示例", mobile="19900000017")
    result = decide(Act.REJECT, held)
    registrations.register(event.id, who, phone="", keys=keys(), now=NOW, by=PHONE_ACTOR)
    assert dict(_undo(result.batch_id).kept) == {wording.AGAIN: 1}
    assert stands(held)[0] == "rejected"


def test_what_is_not_completed_in_time_gives_its_place_up() -> None:
    event = reviewed_event("host", "submit", capacity=1)
    held, other = registration(event), registration(event)
    decide(Act.RETURN, held)
    closes = event.registration_closes_at
    assert closes is not None
    assert fixing_actions.free_overdue(closes - dt.timedelta(minutes=1)) == {"ended": 0, "promoted": 0}
    assert fixing_actions.free_overdue(closes) == {"ended": 1, "promoted": 1}
    assert (stands(held)[0], stands(other)[0]) == ("cancelled", "confirmed")
    assert "补好" in fresh(held).cancel_reason
    assert _told(held)[-1][0] == "cancelled_by_staff"
    assert fixing_actions.free_overdue(closes) == {"ended": 0, "promoted": 0}


def test_whoever_is_returned_late_still_has_two_days() -> None:
    event = reviewed_event("host", "submit", days=9)
    held = registration(event)
    closes = event.registration_closes_at
    assert closes is not None
    decide(Act.RETURN, held, now=closes - dt.timedelta(hours=1))
    until = fixing_actions.fix_until(fresh(held), now=closes)
    assert until == event.starts_at, "never beyond the start"


def test_a_row_that_looks_different_now_is_left_alone() -> None:
    event = reviewed_event()
    held = registration(event)
    decide(Act.APPROVE, held, by=BO)
    result = decide(Act.RETURN, held, seen="submitted")
    assert (result.done, dict(result.skipped)) == (0, {wording.CHANGED: 1})


def _race(work: Callable[[Actor], object]) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - a proxy's object, for threads
    gate = threading.Barrier(2)

    def run(by: Actor) -> None:
        with app.app_context():
            gate.wait()
            work(by)
            database.db.session.remove()

    threads = [threading.Thread(target=run, args=(by,)) for by in (DAI, BO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def _approving(rows: Sequence[Registration]) -> Callable[[Actor], Result]:
    """Return what approves all of them: made of plain ids, since threads share no rows."""
    picks, scope = [actions.Pick(row.id) for row in rows], Scope(event_id=rows[0].event_id)
    return lambda by: actions.decide(picks, actions.Decision(Act.APPROVE, Who.HOST, NOW, by), scope)


def _steps(event_id: int) -> list[int]:
    database.session().rollback()
    query = (
        select(func.count())
        .select_from(ReviewStep)
        .join(Registration, Registration.id == ReviewStep.registration_id)
        .where(Registration.event_id == event_id)
        .group_by(ReviewStep.registration_id)
    )
    return list(database.session().scalars(query))


@both_engines
def test_two_at_once_decide_each_row_once(app: Flask) -> None:
    del app
    event = reviewed_event(capacity=20)
    rows = [registration(event) for _ in range(30)]
    approve = _approving(rows)
    results: list[int] = []
    _race(lambda by: results.append(approve(by).done))
    assert sorted(results) == [0, 30]
    assert _steps(event.id) == [1] * 30
    assert _taken(event.id) == 20


@both_engines
def test_without_looking_again_under_the_lock_both_decide(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    del app
    event = reviewed_event()
    rows = [registration(event) for _ in range(5)]
    read = threading.Barrier(2)
    monkeypatch.setattr(quota_actions, "lock_event", lambda *_: None)
    monkeypatch.setattr(actions, "decide", _careless(read))
    _race(_approving(rows))
    assert _steps(event.id) == [2] * 5, "the race was not seen: the test above proves nothing"


def _careless(read: threading.Barrier) -> Callable[..., object]:
    """Decide on what was read before the transaction began, as one would who never heard of races."""

    def decide_carelessly(picks: list[actions.Pick], decision: actions.Decision, scope: Scope) -> object:
        del scope
        seen = {row.id: row.review for row in queries.rows(pick.registration_id for pick in picks)}
        database.session().rollback()
        read.wait()
        with database.transaction() as session:
            for held in queries.rows(seen):
                if seen[held.id] != "submitted":
                    continue
                step = actions.new_step(held, decision)
                held.review = "approved"
                actions.close(session, actions.Decided(held, step), None)
        return Result(decision.act)

    return decide_carelessly


def test_nobody_is_decided_about_without_a_reason_or_by_the_thousand() -> None:
    event = reviewed_event()
    held = registration(event)
    for act in (Act.RETURN, Act.REJECT):
        decision = actions.Decision(act, Who.HOST, NOW, SYSTEM)
        with pytest.raises(RegistrationRefusedError, match="原因"):
            actions.decide([actions.Pick(held.id)], decision, Scope(event_id=event.id))
    many = [actions.Pick(number) for number in range(501)]
    decision = actions.Decision(Act.APPROVE, Who.HOST, NOW, SYSTEM)
    with pytest.raises(RegistrationRefusedError, match="一次最多"):
        actions.decide(many, decision, Scope(event_id=event.id))
