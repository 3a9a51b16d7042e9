"""Sending: what is due, once, with retries that end, never late, and codes that leave no trace."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import BusyError
from deqing_events.messages import actions, queries, sending, sending_actions
from deqing_events.messages.gateways.file import FileGateway
from deqing_events.messages.gateways.outbox import OutboxGateway
from deqing_events.messages.models import Message, MessageTry
from deqing_events.messages.outgoing import Outgoing, Receipt
from deqing_events.messages.sending import Delivered
from tests.conftest import Clock
from tests.engines import both_engines
from tests.messages.test_queueing import note, queue, stored

pytestmark = pytest.mark.usefixtures("app", "leaving")


class Scripted:
    """A gateway that gives the next receipt of its script, the last one again and again."""

    def __init__(self, *script: str) -> None:
        self.script = list(script) or ["sent"]
        self.got: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> Receipt:
        self.got.append(outgoing)
        outcome = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return Receipt(outcome, "" if outcome == "sent" else "服务商没有接收。", "B-1" if outcome == "sent" else "")


def code(clock: Clock) -> int:
    ends = clock.now + dt.timedelta(minutes=5)
    values = {"code": "402913", "minutes": 5}
    made = queue(note("sign_in_code", "code:1", values=values, about=None, expires_at=ends), clock.now)
    assert made is not None
    return made


@both_engines
def test_what_is_due_goes_out_once(clock: Clock) -> None:
    first, second = queue(note()), queue(note(once_key="results:18"))
    gateway = Scripted()
    assert sending.deliver_due(gateway, clock=clock) == Delivered(sent=2)
    assert sending.deliver_due(gateway, clock=clock) == Delivered()
    assert [one.id for one in gateway.got] == [first, second]
    sent = stored(first)
    assert (sent.state, sent.sent_at, sent.provider_id, sent.tries) == ("sent", clock.now, "B-1", 1)
    assert [one.outcome for one in queries.tries(sent.id)] == ["sent"]


def test_the_limit_holds_and_codes_go_first(clock: Clock) -> None:
    queue(note())
    urgent = code(clock)
    gateway = Scripted()
    assert sending.deliver_due(gateway, clock=clock, limit=1) == Delivered(sent=1)
    assert [one.id for one in gateway.got] == [urgent]


def test_what_cannot_go_now_is_tried_again_ever_later_and_then_given_up(clock: Clock) -> None:
    message_id = queue(note())
    gateway, waits = Scripted("later"), []
    for _ in range(5):
        sending.deliver_due(gateway, clock=clock)
        message = stored(message_id)
        if message.state == "queued":
            waits.append((message.next_try_at - clock.now).total_seconds() / 60)
            clock.forward(minutes=waits[-1], seconds=-1)
            assert sending.deliver_due(gateway, clock=clock) == Delivered()
            clock.forward(seconds=1)
    assert waits == [1, 5, 30, 120]
    message = stored(message_id)
    assert (message.state, message.tries, message.last_error) == ("failed", 5, "服务商没有接收。")
    assert len(gateway.got) == len(queries.tries(message.id)) == 5


def test_a_later_try_can_succeed(clock: Clock) -> None:
    message_id = queue(note())
    gateway = Scripted("later", "sent")
    assert sending.deliver_due(gateway, clock=clock) == Delivered(later=1)
    clock.forward(minutes=1)
    assert sending.deliver_due(gateway, clock=clock) == Delivered(sent=1)
    assert stored(message_id).last_error == ""


def test_a_refusal_is_final_until_staff_send_it_again(clock: Clock) -> None:
    message_id = queue(note())
    assert message_id is not None
    gateway = Scripted("refused", "sent")
    assert sending.deliver_due(gateway, clock=clock) == Delivered(failed=1)
    clock.forward(days=1)
    assert sending.deliver_due(gateway, clock=clock) == Delivered()
    actions.send_again(message_id, now=clock.now, by=SYSTEM)
    with pytest.raises(actions.NotAgainError):
        actions.send_again(message_id, now=clock.now, by=SYSTEM)
    assert sending.deliver_due(gateway, clock=clock) == Delivered(sent=1)
    assert [one.outcome for one in queries.tries(message_id)] == ["refused", "again", "sent"]


@both_engines
def test_an_expired_message_is_dropped_and_never_sent_late(clock: Clock) -> None:
    message_id = queue(note("reminder", expires_at=clock.now + dt.timedelta(hours=1)), clock.now)
    assert message_id is not None
    clock.forward(hours=1)
    gateway = Scripted()
    assert sending.deliver_now([message_id], gateway, clock=clock) == Delivered()
    assert sending.deliver_due(gateway, clock=clock) == Delivered(dropped=1)
    assert gateway.got == []
    message = stored(message_id)
    assert (message.state, message.last_error) == ("dropped", sending_actions.EXPIRED)
    assert [one.outcome for one in queries.tries(message_id)] == ["dropped"]
    assert queries.for_mobile(message.mobile, now=clock.now) == []


def test_a_message_waits_until_its_time(clock: Clock) -> None:
    queue(note("reminder", not_before=clock.now + dt.timedelta(hours=1)), clock.now)
    gateway = Scripted()
    assert sending.deliver_due(gateway, clock=clock) == Delivered()
    clock.forward(hours=1)
    assert sending.deliver_due(gateway, clock=clock) == Delivered(sent=1)


def test_when_the_provider_is_away_the_rest_waits_for_the_next_run(clock: Clock) -> None:
    for number in range(9):
        queue(note(once_key=f"results:{number}"))
    gateway = Scripted("later")
    assert sending.deliver_due(gateway, clock=clock) == Delivered(later=sending.GIVE_UP_AFTER)
    assert len(gateway.got) == sending.GIVE_UP_AFTER


@both_engines
def test_a_sender_that_died_holds_a_message_until_its_lease_runs_out(clock: Clock) -> None:
    message_id = queue(note())
    assert message_id is not None
    dead = sending_actions.claim(now=clock.now, by=SYSTEM)
    assert dead is not None
    gateway = Scripted()
    assert sending.deliver_due(gateway, clock=clock) == Delivered()
    clock.forward(seconds=sending_actions.LEASE.total_seconds())
    assert sending.deliver_due(gateway, clock=clock) == Delivered(sent=1)
    assert sending_actions.settle(dead, Receipt("refused"), now=clock.now, by=SYSTEM) == sending_actions.LOST
    assert (stored(message_id).state, stored(message_id).tries) == ("sent", 2)


def test_a_message_that_kills_its_sender_again_and_again_is_given_up(clock: Clock) -> None:
    message_id = queue(note())
    for _ in range(5):
        assert sending_actions.claim(now=clock.now, by=SYSTEM) is not None
        clock.forward(seconds=sending_actions.LEASE.total_seconds())
    gateway = Scripted()
    assert sending.deliver_due(gateway, clock=clock) == Delivered(failed=1)
    assert (stored(message_id).last_error, gateway.got) == (sending_actions.UNSURE, [])


def test_a_gateway_that_breaks_on_one_message_holds_up_no_other(clock: Clock) -> None:
    class Breaking(Scripted):
        def send(self, outgoing: Outgoing) -> Receipt:
            if outgoing.id == bad:
                raise RuntimeError("19900000017")
            return super().send(outgoing)

    bad = queue(note())
    queue(note(once_key="results:18"))
    assert sending.deliver_due(Breaking(), clock=clock) == Delivered(sent=1, later=1)
    assert stored(bad).last_error == sending.CRASHED


def test_a_busy_database_does_not_make_a_message_go_out_twice(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = queue(note())
    settle, refusals = sending_actions.settle, [BusyError(), BusyError()]

    def busy_at_first(*given: Any, **more: Any) -> str:
        if refusals:
            raise refusals.pop()
        return settle(*given, **more)

    monkeypatch.setattr(sending_actions, "settle", busy_at_first)
    assert sending.deliver_due(Scripted(), clock=clock) == Delivered(sent=1)
    assert stored(message_id).state == "sent"


@pytest.mark.parametrize("outcome", ["sent", "refused"])
def test_a_code_leaves_no_trace_once_it_went_out_or_never_will(clock: Clock, outcome: str) -> None:
    message_id = code(clock)
    assert "402913" in stored(message_id).text
    gateway = Scripted(outcome)
    sending.deliver_now([message_id], gateway, clock=clock)
    assert "402913" in gateway.got[0].text
    message = stored(message_id)
    assert (message.text, message.placeholders) == ("", {})


def test_a_code_that_expired_in_the_queue_is_emptied(clock: Clock) -> None:
    message_id = code(clock)
    clock.forward(minutes=5)
    sending.deliver_due(Scripted(), clock=clock)
    message = stored(message_id)
    assert (message.state, message.text, message.placeholders) == ("dropped", "", {})


def test_a_kept_code_is_emptied_when_its_time_is_over(clock: Clock) -> None:
    message_id = code(clock)
    assert sending.deliver_now([message_id], OutboxGateway(), clock=clock) == Delivered(kept=1)
    assert actions.blank_codes(now=clock.now, by=SYSTEM) == 0
    clock.forward(minutes=5)
    assert actions.blank_codes(now=clock.now, by=SYSTEM) == 1
    assert stored(message_id).text == ""
    assert actions.blank_codes(now=clock.now, by=SYSTEM) == 0


def test_a_code_is_never_sent_again(clock: Clock) -> None:
    message_id = code(clock)
    sending.deliver_now([message_id], Scripted("refused"), clock=clock)
    with pytest.raises(actions.NotAgainError, match="重新获取"):
        actions.send_again(message_id, now=clock.now, by=SYSTEM)


def test_the_file_gateway_writes_one_line_each_that_only_the_owner_reads(clock: Clock, tmp_path: Path) -> None:
    queue(note())
    queue(note(once_key="results:18"))
    path = tmp_path / "messages.jsonl"
    assert sending.deliver_due(FileGateway(path), clock=clock) == Delivered(sent=2)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["mobile"] for line in lines] == ["19900000017"] * 2
    assert lines[0]["text"].startswith("【德清职工赛事】")
    assert path.stat().st_mode & 0o777 == 0o600
    assert FileGateway(tmp_path / "nowhere" / "x").send(Outgoing(1, "x", "", {}, "", clock.now)).outcome == "later"


@both_engines
def test_old_messages_are_cleared_by_class_with_their_history(clock: Clock, app: Flask) -> None:
    del app
    old = queue(note())
    code(clock)
    waiting = queue(note("reminder", "reminder:1", not_before=clock.now + dt.timedelta(days=90)))
    sending.deliver_due(Scripted(), clock=clock)
    clock.forward(days=40)
    fresh = queue(note(once_key="results:19"), clock.now)
    sending.deliver_due(Scripted(), clock=clock)
    cutoff = clock.now - dt.timedelta(days=30)
    assert actions.clear_older_than(cutoff, "notices", now=clock.now, by=SYSTEM) == 1
    left = set(database.session().scalars(select(Message.id)))
    assert old not in left
    assert {waiting, fresh} < left
    assert actions.clear_older_than(cutoff, "codes", now=clock.now, by=SYSTEM) == 1
    assert database.session().scalar(select(func.count()).select_from(MessageTry)) == 1
    assert actions.clear_older_than(cutoff, "codes", now=clock.now, by=SYSTEM) == 0


def test_fewer_words_than_a_chunk_are_cleared_in_one_go(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    make: Callable[[int], int | None] = lambda number: queue(note(once_key=f"results:{number}"))  # noqa: E731
    assert None not in [make(number) for number in range(5)]
    sending.deliver_due(Scripted(), clock=clock)
    later = clock.now + dt.timedelta(days=1)
    assert actions.clear_older_than(later, "notices", now=later, by=SYSTEM) == 5
