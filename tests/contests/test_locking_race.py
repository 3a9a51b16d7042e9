"""A hundred submissions at the instant of locking: each is in the totals and the log, or refused; never one only."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.finalising import actions
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking import queries as marking_queries
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.domain.rule_sheet import parse
from deqing_events.engines import BusyError
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines

pytestmark = pytest.mark.usefixtures("app")
SUBMISSIONS = 100
BEFORE, AFTER = "30", "31"
Place = tuple[int, str, str]
Told = dict[Place, bool]


def contest() -> tuple[Event, list[tuple[ScoreSheet, int, str]]]:
    """Store a contest that could be locked; return it with a hundred cells, each for one submission."""
    event = factories.event()
    stage.rules(event, draw_within=0)
    rows = [stage.entrant(event, f"A{number:02}") for number in range(1, 18)]
    for row in rows:
        stage.mark(row, "80", (BEFORE, BEFORE))
    sheets = [sheet for sheet in score_sheets(parse(stage.worked_out_rules(event))) if sheet.judge]
    cells = [(sheet, row.id, key) for row, sheet, key in product(rows, sheets, ("c1", "c2"))]
    return event, cells[:SUBMISSIONS]


def insisting(act: Callable[[], object]) -> bool:
    """Try until there is an answer other than 'busy'; tell whether it was done."""
    while True:
        try:
            act()
        except BusyError:
            continue
        except (marking.MarksRefusedError, actions.FinalisingRefusedError):
            return False
        else:
            return True


def submit(event_id: int, number: int, cell: tuple[ScoreSheet, int, str]) -> None:
    sheet, entrant_id, key = cell
    by = Actor(f"staff:{number}")
    marking.enter(event_id, sheet, [marking.Cell(entrant_id, key, AFTER, BEFORE)], Change(by, NOW))


def lock(event_id: int) -> None:
    """Lock whatever stands by then."""
    standings = worked_out(event_id)
    assert standings is not None
    actions.lock(event_id, digest_now(event_id, standings), Change(SYSTEM, NOW))


def race(app: Flask, event: Event, cells: Sequence[tuple[ScoreSheet, int, str]]) -> Told:
    """Submit all and lock at once, every other submission only when it is locked; return who was told it is saved."""
    told: Told = {}
    start, locked = threading.Barrier(len(cells) + 1), threading.Event()

    def mark(number: int, cell: tuple[ScoreSheet, int, str]) -> None:
        with app.app_context():
            start.wait()
            if number % 2:
                locked.wait()
            told[cell[1], cell[2], cell[0].judge] = insisting(partial(submit, event.id, number, cell))
            db.session.remove()

    def locker() -> None:
        with app.app_context():
            start.wait()
            while not insisting(partial(lock, event.id)):
                database.session().rollback()
            locked.set()
            db.session.remove()

    threads = [threading.Thread(target=mark, args=each) for each in enumerate(cells)]
    threads.append(threading.Thread(target=locker))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return told


def stored(cells: Sequence[tuple[ScoreSheet, int, str]]) -> Told:
    """Return which submissions stand in the marks."""
    values = {(row.entrant_id, row.criterion, row.judge): row.value for row in database.session().query(Mark)}
    return {place: values[place] == AFTER for place in ((cell[1], cell[2], cell[0].judge) for cell in cells)}


def locked_is_what_stands(event: Event) -> bool:
    held, standings = locks.standing(event.id), worked_out(event.id)
    assert held is not None
    assert standings is not None
    return held.digest == digest_now(event.id, standings)


def entries_after_the_lock() -> list[str]:
    actions_in_order = [row.action for row in database.session().query(AuditEntry).order_by(AuditEntry.seq)]
    return actions_in_order[actions_in_order.index("marks.lock") + 1 :]


@both_engines
def test_each_is_in_totals_and_log_or_refused(app: Flask) -> None:
    event, cells = contest()
    told = race(app, event, cells)
    assert len(told) == SUBMISSIONS
    assert stored(cells) == told
    assert locked_is_what_stands(event)
    logged = [row.actor for row in database.session().query(AuditEntry).filter_by(action="marks.enter")]
    numbers = {(cell[1], cell[2], cell[0].judge): number for number, cell in enumerate(cells)}
    assert sorted(logged) == sorted(f"staff:{numbers[place]}" for place, saved in told.items() if saved)
    assert entries_after_the_lock() == []
    assert sum(not saved for saved in told.values()) >= SUBMISSIONS // 2


@both_engines
def test_without_the_guard_marks_slip_in_after_the_lock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what the test above is there to catch."""
    monkeypatch.setattr(marking, "require_unlocked", lambda _: None)
    event, cells = contest()
    race(app, event, cells)
    assert not locked_is_what_stands(event), "the race was not seen: the test above proves nothing"
    assert "marks.enter" in entries_after_the_lock()


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_looking_without_holding_lets_a_mark_slip_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second negative control: a look inside the transaction is not enough where writers run side by side."""
    event, cells = contest()
    looked, locked = threading.Event(), threading.Event()
    entrants = marking_queries.locked_entrants

    def slowly(event_id: int) -> object:
        looked.set()
        locked.wait(timeout=30)
        return entrants(event_id)

    monkeypatch.setattr(locks, "hold_off", lambda _: None)
    monkeypatch.setattr(marking_queries, "locked_entrants", slowly)
    said: list[bool] = []

    def mark() -> None:
        with app.app_context():
            said.append(insisting(partial(submit, event.id, 1, cells[0])))
            db.session.remove()

    writer = threading.Thread(target=mark)
    writer.start()
    looked.wait(timeout=30)
    lock(event.id)
    locked.set()
    writer.join()
    database.session().rollback()
    assert said == [True]
    assert not locked_is_what_stands(event), "the race was not seen: holding would prove nothing"
