"""Scans that come at one moment are stored together: each durable before its answer, each refused for itself."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit import queries as audit_queries
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import scan_actions, storing_actions
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import BusyError
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines

WAIT_SECONDS = 60


def run_all(app: Flask, jobs: Sequence[Callable[[], object]], *, until_all_wait: bool = False) -> list[object]:
    """Run jobs that store a scan each, a thread each; what each gave or raised."""
    results: list[object] = [None] * len(jobs)
    line = storing_actions._line_of(db.engine)  # noqa: SLF001 - the line they stand in

    def run(number: int) -> None:
        with app.app_context():
            try:
                results[number] = jobs[number]()
            except Exception as error:  # noqa: BLE001 - looked at by the test
                results[number] = error
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + WAIT_SECONDS
    while until_all_wait and len(line.waiting) < len(jobs) and time.monotonic() < deadline:
        time.sleep(0.01)
    if not until_all_wait:
        for thread in threads:
            thread.join(WAIT_SECONDS)
    return results


def together(app: Flask, jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Run them while the write queue is held until all stand in line."""
    before = threading.active_count()
    with database.transaction():
        results = run_all(app, jobs, until_all_wait=True)
    deadline = time.monotonic() + WAIT_SECONDS
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    return results


def row(at: CheckinList, nonce: str, person: int | None, **fields: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "list_id": at.id,
        "registration_id": person,
        "code_hash": "h",
        "nonce": nonce,
        "slot": "",
        "counts": True,
    }
    base |= {"direction": "entry", "scanned_at": NOW, "received_at": NOW, "recorded": "success", "annulled_by": ""}
    return base | {"gate": "", "volunteer": "", "lane": "camera", "offline": False, "force": False, "note": ""} | fields


def commits(work: Callable[[], object]) -> int:
    seen: list[object] = []

    def note(connection: object) -> None:
        seen.append(connection)

    sa.event.listen(db.engine, "commit", note)
    work()
    sa.event.remove(db.engine, "commit", note)
    return len(seen)


def nonces() -> list[str]:
    database.session().rollback()
    return sorted(database.session().scalars(sa.select(Scan.nonce)))


def test_scans_of_one_moment_share_a_commit_and_get_a_place_each(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    people = [made.guest(event) for _ in range(6)]
    answers: list[Any] = []
    jobs = [partial(made.scan, phone.post, person) for person in people]
    assert commits(lambda: answers.extend(together(app, jobs))) == 2, "the transaction held before, and theirs"
    assert sorted(answered.place_no for answered in answers) == [1, 2, 3, 4, 5, 6]
    entries = database.session().scalars(sa.select(AuditEntry).where(AuditEntry.action == "scan.admit")).all()
    assert sorted(entry.object_id for entry in entries) == sorted(str(person.id) for person in people)
    assert made.entered(at.id) == 6


def test_of_two_with_one_nonce_and_two_of_one_person_one_is_first(app: Flask) -> None:
    event, at, _ = made.gate_of(app)
    first, other = made.guest(event), made.guest(event)
    rows = [row(at, "the-same-1", first.id), row(at, "the-same-1", other.id), row(at, "another-1", first.id)]
    notes: list[str] = []
    jobs = [partial(storing_actions.store, one, partial(notes.append, one["nonce"])) for one in rows]
    places = together(app, jobs)
    assert len([place for place in places if place is not None]) == len(notes) == len(nonces()) == made.entered(at.id)
    assert places.count(None) >= 1


@both_engines
def test_what_refers_to_nobody_fails_alone(app: Flask) -> None:
    event, at, _ = made.gate_of(app)
    rows = [row(at, f"nonce-{number}", made.guest(event).id) for number in range(3)]
    handed = [storing_actions._Handed(one, None) for one in [*rows, row(at, "nobody-1", 10**6)]]  # noqa: SLF001 - a batch
    line = storing_actions._line_of(db.engine)  # noqa: SLF001 - the line they stand in
    line.waiting += handed
    database.session().rollback()
    storing_actions._lead(line)  # noqa: SLF001 - as whoever is first in line does
    assert [each.stored for each in handed] == [True, True, True, False]
    assert [type(each.error) for each in handed] == [type(None)] * 3 + [IntegrityError]
    assert nonces() == ["nonce-0", "nonce-1", "nonce-2"]
    assert made.entered(at.id) == 3


def test_when_the_lock_does_not_come_nobody_is_told_yes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event, at, phone = made.gate_of(app)
    people = [made.guest(event) for _ in range(3)]
    monkeypatch.setattr(database, "transaction", _never)
    results = run_all(app, [partial(made.scan, phone.post, person) for person in people])
    assert [type(result) for result in results] == [BusyError] * 3
    monkeypatch.undo()
    assert (nonces(), made.entered(at.id)) == ([], 0)


def _never() -> Any:
    raise BusyError("the write queue is full")


def test_a_commit_that_fails_is_no_yes_to_anybody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event, at, phone = made.gate_of(app)
    people = [made.guest(event) for _ in range(3)]

    def refuse(_session: object) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(database, "_before_commit", [*database._before_commit, refuse])  # noqa: SLF001 - the last act
    line = storing_actions._line_of(db.engine)  # noqa: SLF001 - the line they stand in
    handed = [storing_actions._Handed(row(at, f"nonce-{person.id}", person.id), None) for person in people]  # noqa: SLF001
    line.waiting += handed
    storing_actions._lead(line)  # noqa: SLF001 - as whoever is first in line does
    assert [(each.done, each.stored, each.error is None) for each in handed] == [(True, False, False)] * 3
    assert nonces() == []
    monkeypatch.undo()
    assert [made.scan(phone.post, person).place_no for person in people] == [1, 2, 3]


def test_inside_a_transaction_no_scan_can_be_handed_in(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    person = made.guest(event)
    with database.transaction(), pytest.raises(RuntimeError, match="do not nest"):
        made.scan(phone.post, person)
    assert nonces() == []


@both_engines
def test_the_number_called_out_follows_undone_and_late_scans(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    people = [made.guest(event) for _ in range(4)]
    for number, person in enumerate(people[:3]):
        assert made.scan(phone.post, person, nonce=f"entry-{number}").place_no == number + 1
    scan_actions.annul("entry-1", phone.post, now=NOW, by=SYSTEM)
    made.scan(phone.post, people[0])
    made.scan(phone.post, people[0], offline=True, scanned_at=NOW, told="ok", nonce="late-0001")
    assert made.entered(at.id) == 2
    assert made.scan(phone.post, people[3]).place_no == 3
    assert made.scan(phone.post, people[1], offline=True, scanned_at=NOW, told="ok").place_no == 4
    assert made.entered(at.id) == 4


def test_the_log_stays_a_chain(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    jobs = [partial(made.scan, phone.post, person) for person in [made.guest(event) for _ in range(5)]]
    together(app, jobs)
    database.session().rollback()
    entries, findings = audit_queries.verify()
    assert (entries > 5, findings) == (True, [])
