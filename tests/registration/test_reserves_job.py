"""Reserves of events nobody touches are released by the scheduled work: on time, once; then the waiting move up."""

import datetime as dt
import json
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.database import db
from deqing_events.domain.places import Dimension, Kind
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions
from deqing_events.registration.bounds import actions
from deqing_events.registration.bounds.actions import Bound
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.reconciling import Drift, reconcile
from tests import factories
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.factories_registration import registration

pytestmark = pytest.mark.usefixtures("app")
DUE = NOW + dt.timedelta(hours=1)


@pytest.fixture
def event() -> Event:
    """Four places, two of them set aside until ``DUE`` for a delegation of which one has come; two others wait."""
    town = factories.township()
    unit = factories.unit(township=town)
    made = factories.event(capacity=4)
    actions.save(made.id, [Bound(Kind.RESERVE, Dimension.TOWNSHIP, str(town.id), 2, DUE)], now=NOW, by=SYSTEM)
    registration(made, unit_text=unit.name)
    other = factories.unit()
    for _ in range(4):
        registration(made, unit_text=other.name)
    assert states(made) == ["confirmed"] * 3 + ["waiting"] * 2
    return made


def states(event: Event) -> list[str]:
    database.session().rollback()
    query = select(Registration.state).where(Registration.event_id == event.id).order_by(Registration.id)
    return list(database.session().scalars(query))


def drifts() -> list[Drift]:
    database.session().rollback()
    return reconcile(repair=False, now=NOW, by=SYSTEM)


def released() -> int:
    database.session().rollback()
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "quota.release")
    return database.session().scalar(query) or 0


def together(app: Flask, act: Callable[[], object], times: int = 4) -> None:
    start = threading.Barrier(times)

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                act()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@both_engines
def test_nothing_is_released_before_its_time_and_all_of_it_after(event: Event) -> None:
    assert actions.release_due(DUE - dt.timedelta(seconds=1)) == {"released": 0, "promoted": 0}
    assert states(event) == ["confirmed"] * 3 + ["waiting"] * 2
    assert actions.release_due(DUE) == {"released": 1, "promoted": 1}
    assert states(event) == ["confirmed"] * 4 + ["waiting"]
    assert actions.release_due(DUE) == {"released": 0, "promoted": 0}
    assert drifts() == []


@both_engines
def test_at_once_it_is_released_once(app: Flask, event: Event) -> None:
    counts: list[int] = []
    together(app, lambda: counts.append(actions.release_due(DUE)["released"]))
    assert sorted(counts) == [0, 0, 0, 1]
    assert released() == 1
    assert states(event) == ["confirmed"] * 4 + ["waiting"]
    assert drifts() == []


@both_engines
def test_the_same_race_without_looking_under_the_lock_counts_holders_twice(app: Flask, event: Event) -> None:
    """The negative control: who is due is looked up before the event is locked, as a careless job would."""
    both_looked = threading.Barrier(2)

    def careless() -> None:
        query = select(Quota).where(Quota.event_id == event_id, Quota.kind == "reserve", Quota.released_at.is_(None))
        due = [(row.id, row.taken) for row in database.session().scalars(query)]
        database.session().rollback()
        both_looked.wait()
        with database.transaction() as session:
            quota_actions.lock_event(session, event_id)
            for quota_id, holders in due:
                shared = session.scalars(select(Quota).where(Quota.dimension == "open")).one()
                quota_actions.recount(session, shared.id, shared.taken + holders)
                session.get_one(Quota, quota_id).released_at = DUE

    event_id = event.id
    together(app, careless, times=2)
    assert [each.bound for each in drifts()] == ["limit:open:"]


def test_the_job_says_what_it_did(app: Flask, event: Event, clock: Clock) -> None:
    clock.now = DUE
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "--only", "reserves", "--json"])
    (report,) = json.loads(answer.output)
    assert report["counts"] == {"released": 1, "promoted": 1}
    told = app.test_cli_runner().invoke(args=["jobs", "run", "--only", "reserves"])
    assert "没有要做的事" in told.output
    assert states(event)[3] == "confirmed"
