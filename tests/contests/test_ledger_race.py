"""An event is archived while four people change a mark: nothing of it changes afterwards, by the order of the log."""

import threading

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.ledger import actions
from deqing_events.contests.ledger.evidence import Index
from deqing_events.contests.ledger.models import ClosedFile, EvidenceFile, EvidenceGap
from deqing_events.contests.locks import queries
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.results.standings import worked_out
from deqing_events.database import Base, db
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_appeal_race import PEOPLE, TURNS, WHY, change
from tests.engines import both_engines


def storm(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Let it happen; return how many marks were entered before the archiving and how many after it."""
    monkeypatch.setattr(Index, "digest", "")  # what is raced is the lock, not whether somebody looked at the latest
    monkeypatch.setattr(Index, "open_items", ())
    event = factories.event(state="final")
    row = stage.four(event)["A1"]
    standings = worked_out(event.id)
    assert standings is not None
    (sheet,) = [each for each in score_sheets(standings.rules) if each.key == "agreed"]
    event_id, entrant_id = event.id, row.id
    database.session().rollback()
    entered, closed = threading.Event(), threading.Event()

    def one(number: int) -> None:
        with app.app_context():
            for turn in range(TURNS):
                if change(event_id, entrant_id, sheet, str(10 * number + turn)):
                    entered.set()
            closed.wait()
            change(event_id, entrant_id, sheet, str(10 * number + TURNS))
            db.session.remove()

    def host() -> None:
        with app.app_context():
            entered.wait()
            actions.close(event_id, actions.Closing("", {"index.xlsx": "0" * 64}), WHY)
            closed.set()
            db.session.remove()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    threads.append(threading.Thread(target=host))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    log = database.session().query(AuditEntry.seq, AuditEntry.action).order_by(AuditEntry.seq).all()
    (at,) = [number for number, action in log if action == "ledger.close"]
    marks = [number for number, action in log if action == "marks.enter"]
    return sum(number < at for number in marks), sum(number > at for number in marks)


@both_engines
def test_no_mark_passes_the_archiving(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = storm(app, monkeypatch)
    assert before > 0
    assert after == 0


@both_engines
def test_without_the_check_marks_do_pass(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(queries, "hold_off", lambda _: "")
    _, after = storm(app, monkeypatch)
    assert after > 0


def _rows(event: Event) -> tuple[tuple[Base, Base, str], ...]:
    """Pairs of rows of which the database takes the first only, and the words it has for the second."""

    def closing(**fields: object) -> ClosedFile:
        return ClosedFile(event_id=event.id, digest="0" * 64, sums={}, closed_at=NOW, closed_by="staff:1", **fields)

    def gap(reason: str) -> EvidenceGap:
        return EvidenceGap(event_id=event.id, key="notice", reason=reason, by="staff:1", at=NOW)

    def photo(**fields: object) -> EvidenceFile:
        values = {"folder": "照片", "title": "合影", "file_name": "x.jpg", "size": 1, "sha256": "0" * 64, **fields}
        return EvidenceFile(event_id=event.id, nameless=True, by="staff:1", at=NOW, **values)

    return (
        (closing(), closing(), "刚被别人归档"),
        (closing(reopened_at=NOW, ruling="3 号", reopen_reason="更正"), closing(reopened_at=NOW), "凭哪个裁定"),
        (gap("停电"), gap("又一次"), "刚有别人写了说明"),
        (photo(sha256="1" * 64), photo(sha256="1" * 64), "已经在台账里"),
        (photo(removed_at=NOW, remove_reason="错了"), photo(sha256="2" * 64, removed_at=NOW), "写明理由"),
    )


@both_engines
def test_the_database_keeps_the_limits(app: Flask) -> None:
    del app
    for first, second, words in _rows(factories.event()):
        with database.transaction() as session:
            session.add(first)
        with pytest.raises(IntegrityError) as broken, database.transaction() as session:
            session.add(second)
        assert words in (database.violated(broken.value) or "")
