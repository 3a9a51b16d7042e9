"""An appeal comes in while four people change a mark: nothing of that row changes after it, by the order of the log."""

import threading

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals import actions, freezing
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_appeals import GROUNDS, HOUR
from tests.engines import both_engines

PEOPLE, TURNS = 4, 6
WHY = Change(SYSTEM, NOW, "阅卷")


def storm(app: Flask) -> tuple[int, int]:
    """Let it happen; return how many marks were entered before the appeal and how many after it."""
    event = factories.event(starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)
    row = stage.four(event)["A1"]
    standings = worked_out(event.id)
    assert standings is not None
    (sheet,) = [each for each in score_sheets(standings.rules) if each.key == "agreed"]
    event_id, entrant_id = event.id, row.id
    database.session().rollback()
    entered, filed = threading.Event(), threading.Event()

    def one(number: int) -> None:
        with app.app_context():
            for turn in range(TURNS):
                if change(event_id, entrant_id, sheet, str(10 * number + turn)):
                    entered.set()
            filed.wait()
            change(event_id, entrant_id, sheet, str(10 * number + TURNS))
            db.session.remove()

    def leader() -> None:
        with app.app_context():
            entered.wait()
            actions.file(event_id, actions.Filing("武康街道", "何示例", GROUNDS, NOW, number="A1"), 2, WHY)
            filed.set()
            db.session.remove()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    threads.append(threading.Thread(target=leader))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    log = database.session().query(AuditEntry.seq, AuditEntry.action).order_by(AuditEntry.seq).all()
    (at,) = [number for number, action in log if action == "appeal.file"]
    marks = [number for number, action in log if action == "marks.enter"]
    return sum(number < at for number in marks), sum(number > at for number in marks)


def change(event_id: int, entrant_id: int, sheet: ScoreSheet, value: str) -> bool:
    """Change the mark of the paper from what stands there; false when it was refused."""
    stands = database.session().query(Mark.value).filter_by(entrant_id=entrant_id, criterion="paper").scalar()
    database.session().rollback()
    try:
        return bool(marking.enter(event_id, sheet, [marking.Cell(entrant_id, "paper", value, stands)], WHY))
    except marking.MarksRefusedError:
        return False


@both_engines
def test_nothing_changes_after_the_appeal(app: Flask) -> None:
    before, after = storm(app)
    assert before > 0
    assert after == 0


@both_engines
def test_without_the_check_marks_do_change_after_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    nothing = freezing.Frozen(everybody=False, entrants=frozenset())
    monkeypatch.setattr(freezing, "frozen", lambda *_: nothing)
    _, after = storm(app)
    assert after > 0
