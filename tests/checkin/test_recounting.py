"""The number called out at the door is compared with the scans and set right, whatever is scanned meanwhile."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import recounting_actions
from deqing_events.checkin.models import CheckinList
from deqing_events.cli import jobs
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.jobs.wording import counts_said
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines

ROUNDS, PEOPLE, WAIT_SECONDS = 12, 12, 120


def put_off(list_id: int, by: int) -> None:
    with database.transaction() as session:
        moved = sa.update(CheckinList).where(CheckinList.id == list_id)
        session.execute(moved.values(entered=CheckinList.entered + by))


def repairs() -> list[AuditEntry]:
    database.session().rollback()
    return database.session().query(AuditEntry).filter_by(action="checkin_list.recount").all()


def at_once(app: Flask, acts: Sequence[Callable[[], None]]) -> list[BaseException]:
    """Let each act begin at the same moment in a thread of its own; what they raised."""
    line = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def stand(act: Callable[[], None]) -> None:
        with app.app_context():
            try:
                line.wait(WAIT_SECONDS)
                act()
            except BaseException as error:  # noqa: BLE001 - looked at by the test
                failed.append(error)
            db.session.remove()

    threads = [threading.Thread(target=stand, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    return failed


@both_engines
def test_what_differs_is_set_right_and_written_down(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    for _ in range(3):
        made.scan(phone.post, made.guest(event))
    put_off(at.id, -2)
    assert jobs.door_counts(NOW) == {"recounted": 1}
    assert made.entered(at.id) == 3
    (entry,) = repairs()
    assert (entry.object_id, entry.detail) == (str(at.id), {"event": event.id, "before": 1, "after": 3})
    assert made.scan(phone.post, made.guest(event)).place_no == 4


def test_what_is_equal_is_left_alone_and_nothing_is_said(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    made.scan(phone.post, made.guest(event))
    told = jobs.door_counts(NOW)
    assert counts_said(told) == "没有要做的事"
    assert repairs() == []


def test_lists_of_long_ago_are_left_alone(app: Flask) -> None:
    _, at, _ = made.gate_of(app)
    put_off(at.id, 2)
    assert recounting_actions.recount(now=NOW + dt.timedelta(days=60), by=SYSTEM) == []


@both_engines
def test_it_is_never_wrong_after_scans_of_the_same_moment(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    people = [[made.guest(event) for _ in range(PEOPLE)] for _ in range(2)]
    database.session().rollback()

    def scan(number: int) -> None:
        for person in people[number]:
            made.scan(phone.post, person)

    def recount() -> None:
        for number in range(ROUNDS):
            put_off(at.id, number + 1)
            recounting_actions.recount(now=NOW, by=SYSTEM)

    assert at_once(app, [partial(scan, 0), partial(scan, 1), recount]) == []
    assert made.entered(at.id) == 2 * PEOPLE
    assert len(repairs()) == ROUNDS


@both_engines
def test_counted_before_the_lock_it_would_be_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what was counted before somebody came in is written after it."""
    event, at, phone = made.gate_of(app)
    put_off(at.id, 5)
    early = recounting_actions.drifts(CheckinList.id == at.id)
    made.scan(phone.post, made.guest(event))
    monkeypatch.setattr(recounting_actions, "drifts", lambda _: early)
    recounting_actions.recount(now=NOW, by=SYSTEM)
    with pytest.raises(AssertionError):
        made.entered(at.id)
