"""What gates without a line bring back: the same state for every order of arrival, repeated and cut as may be."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.checkin import conflict_queries, queries, scan_actions, settling_actions
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.domain.roles import SYSTEM
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines

ORDERS = 10
PEOPLE = 12


def brought(at: CheckinList, person: made.Guest, minute: int, gate: str, direction: str = "entry") -> dict[str, Any]:
    """One scan as a gate uploads it."""
    return {
        "list": str(at.id),
        "code": person.address,
        "nonce": f"{gate[0]}-{person.id:04}-{minute:04}-{direction}",
        "direction": direction,
        "offline": True,
        "scanned_at": (NOW - dt.timedelta(minutes=100 - minute)).isoformat(),
    }


class Doors:
    """Three gates of one list, and what each let in without a line: some people twice, one cancelled meanwhile."""

    def __init__(self, mode: str) -> None:
        event = made.today(starts_at=NOW - dt.timedelta(hours=3))
        self.event_id = event.id
        self.at = made.checkin_list(event, mode=mode)
        self.gates = {
            name: made.phone(self.at, gate=name, volunteer=f"志愿{name}") for name in ("1 门", "2 门", "3 门")
        }
        people = [made.guest(event) for _ in range(PEOPLE)]
        gone = made.guest(event, state="cancelled")
        self.batches: list[tuple[str, list[dict[str, Any]]]] = []
        for number, gate in enumerate(self.gates):
            mine = [brought(self.at, person, place * 3 + number, gate) for place, person in enumerate(people)]
            chosen = [scan for place, scan in enumerate(mine) if place % 3 == number or (place < 5 and number < 2)]
            chosen += [brought(self.at, people[0], 60 + number, gate, "exit"), brought(self.at, people[0], 70, gate)]
            if number == 2:
                chosen.append(brought(self.at, gone, 50, gate))
            self.batches += [(gate, chosen[:4]), (gate, chosen[4:])]

    def state(self) -> dict[str, Any]:
        """Who is in, by what, and what is wrong: everything but when it arrived."""
        session = database.session()
        session.rollback()
        rows = session.scalars(sa.select(Scan).order_by(Scan.nonce).execution_options(populate_existing=True))
        return {
            "scans": [(row.nonce, row.recorded, row.reason, row.counts, row.told, row.scanned_at) for row in rows],
            "in": [(one.number, one.at, one.gate, one.volunteer) for one in queries.attendance(self.event_id)],
            "counts": queries.counts(session.get_one(CheckinList, self.at.id)),
            "conflicts": [
                (one.number, one.reason, one.at, one.gate, one.first_at, one.first_gate, one.first_by)
                for one in conflict_queries.conflicts(self.event_id)
            ],
        }

    def upload(self, client: FlaskClient, order: list[tuple[str, list[dict[str, Any]]]]) -> None:
        for gate, scans in order:
            answer = client.post("/api/v1/scans/batch", json={"scans": scans}, headers=self.gates[gate].headers)
            assert answer.status_code == 200
            assert [one["nonce"] for one in answer.get_json()["answers"]] == [scan["nonce"] for scan in scans]

    def forget(self) -> None:
        with database.transaction() as session:
            session.execute(sa.delete(Scan))
            session.execute(sa.update(CheckinList).values(entered=0))


def orders(doors: Doors) -> Iterator[list[tuple[str, list[dict[str, Any]]]]]:
    """Every batch twice, one cut: its first half came through and was never acknowledged. In ten orders."""
    chance = random.Random(4)  # noqa: S311 - the same orders in every run
    for _ in range(ORDERS):
        gate, scans = chance.choice(doors.batches)
        order = [*doors.batches, *doors.batches, (gate, scans[: len(scans) // 2])]
        chance.shuffle(order)
        yield order


@both_engines
@pytest.mark.parametrize("mode", ["once", "once_per_day", "reentry"])
def test_no_order_of_batches_changes_the_state(app: Flask, mode: str) -> None:
    doors, client = Doors(mode), app.test_client()
    doors.upload(client, doors.batches)
    expected = doors.state()
    assert len(expected["scans"]) == sum(len(scans) for _, scans in doors.batches)
    assert expected["counts"].admitted == PEOPLE
    assert len(expected["conflicts"]) >= 6
    for order in orders(doors):
        doors.forget()
        doors.upload(client, order)
        assert doors.state() == expected
        assert made.entered(doors.at.id) >= PEOPLE


@both_engines
def test_without_settling_the_order_of_batches_shows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = settling_actions.settle

    def first_come(session: Session, mode: str, list_id: int, person: int) -> list[Scan]:
        rows = settling_actions.let_in(session, list_id, person)
        if any(row.counts for row in rows):
            for row in rows:
                if not row.counts:
                    settling_actions._set(row, row.slot, counts=False)  # noqa: SLF001 - what the guard would not do
            session.flush()
            return rows
        return settle(session, mode, list_id, person)

    monkeypatch.setattr(settling_actions, "settle", first_come)
    doors, client = Doors("once"), app.test_client()
    doors.upload(client, doors.batches)
    first = doors.state()
    doors.forget()
    doors.upload(client, doors.batches[::-1])
    assert doors.state() != first, "the orders made no difference, so the test above proves nothing"


@both_engines
def test_a_gate_that_was_first_takes_the_entry_back_from_one_with_a_line(app: Flask) -> None:
    event, at, online = made.gate_of(app)
    side = made.phone(at, gate="3 号门", volunteer="周模拟")
    person = made.guest(event)
    made.scan(online.post, person, nonce="with-a-line")
    earlier = NOW - dt.timedelta(minutes=8)
    late = made.scan(side.post, person, nonce="without-a-line", offline=True, scanned_at=earlier, told="ok")
    assert (late.decision.status, late.counts, late.clash and late.clash.gate) == ("ok", True, "2 号门")
    (conflict,) = conflict_queries.conflicts(event.id)
    assert (conflict.gate, conflict.first_gate, conflict.first_at) == ("2 号门", "3 号门", earlier)
    assert queries.counts(at).gates == (("3 号门", 1),)
    assert queries.entered_at(person.id) == earlier


@both_engines
def test_undoing_the_first_lets_the_second_count(app: Flask) -> None:
    event, at, online = made.gate_of(app)
    chief = made.phone(at, gate="检录台", role="supervisor")
    person = made.guest(event)
    made.scan(online.post, person, nonce="the-first-one")
    made.scan(chief.post, person, nonce="the-second-one", offline=True, scanned_at=NOW, told="ok")
    assert len(conflict_queries.conflicts(event.id, at.id)) == 1
    scan_actions.annul("the-first-one", online.post, now=NOW, by=SYSTEM)
    assert conflict_queries.conflicts(event.id, at.id) == []
    assert queries.counts(at).gates == (("检录台", 1),)
    scan_actions.annul("the-second-one", chief.post, now=NOW, by=SYSTEM)
    assert queries.counts(at).admitted == 0


def test_whoever_the_gate_sent_away_did_not_come_in(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event)
    refused = made.scan(phone.post, person, offline=True, scanned_at=NOW, told="already_in")
    assert (refused.decision.reason, refused.counts) == ("already_in", False)
    assert conflict_queries.conflicts(event.id) == []
    assert queries.counts(at).admitted == 0


def test_a_code_replaced_after_the_scan_was_good_then(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person, other = made.guest(event), made.guest(event)
    made.revoke_pass(person)
    made.revoke_pass(other)
    before = made.scan(phone.post, person, offline=True, scanned_at=NOW - dt.timedelta(minutes=1), told="ok")
    after = made.scan(phone.post, other, offline=True, scanned_at=NOW, told="ok")
    assert (before.decision.reason, after.decision.reason) == (None, "revoked")
    assert [one.reason for one in conflict_queries.conflicts(event.id)] == ["revoked"]


@both_engines
def test_a_refusal_that_got_lost_on_the_line_is_a_conflict(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    side, person = made.phone(at, gate="3 号门"), made.guest(event)
    made.scan(side.post, person)
    made.scan(phone.post, person, nonce="answer-was-lost")
    assert conflict_queries.conflicts(event.id) == []
    for _ in range(2):
        late = made.scan(phone.post, person, nonce="answer-was-lost", offline=True, scanned_at=NOW, told="ok")
        assert (late.replay, late.decision.reason, late.clash and late.clash.gate) == (True, "already_in", "3 号门")
    assert [(one.gate, one.first_gate) for one in conflict_queries.conflicts(event.id)] == [("2 号门", "3 号门")]


def test_a_refusal_of_another_phone_is_not_touched(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    side, person = made.phone(at, gate="3 号门"), made.guest(event)
    made.scan(side.post, person)
    made.scan(side.post, person, nonce="not-of-this-phone")
    with pytest.raises(scan_actions.NonceTakenError):
        made.scan(phone.post, person, nonce="not-of-this-phone", offline=True, told="ok")
    assert conflict_queries.conflicts(event.id) == []
