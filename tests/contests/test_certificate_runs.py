"""Many certificates: piece by piece, from where it stopped, safely twice at once, and who got none and why."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.contests.certificate_runs import actions, queries
from deqing_events.contests.certificate_runs.models import CertificateRun
from deqing_events.contests.certificates import actions as certificates
from deqing_events.contests.certificates import queries as certificate_queries
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.models import Publication
from deqing_events.database import db
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_certificates import CHANGE, PATTERN, WORDING
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

PEOPLE = 7


def many(event: Event) -> CertificateRun:
    """Begin a round for seven who all won a prize."""
    for number in range(1, PEOPLE + 1):
        stage.entrant(event, f"A{number}", f"沈示{number}例")
    rows = [
        {"number": f"A{n}", "award": "一等奖", "rank": n, "name": "", "registration": None}
        for n in range(1, PEOPLE + 1)
    ]
    content = {"schema": 1, "title": event.title, "entrant_kind": "person", "rows": rows, "unranked": [], "teams": []}
    shown = Publication(event_id=event.id, version=1, stage="final", rule_version=1, content=content, digest="")
    shown.by, shown.at = "staff:1", NOW
    with database.transaction() as session:
        session.add(shown)
    wanted = certificates.Issue([f"entrant:A{n}" for n in range(1, PEOPLE + 1)], shown.id, WORDING)
    return actions.begin(event.id, wanted, PATTERN, CHANGE)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take two at a time, four while somebody waits."""
    monkeypatch.setattr(actions, "PIECE", 2)
    monkeypatch.setattr(actions, "AT_ONCE", 4)


def numbers(event: Event) -> list[str]:
    database.session().expire_all()
    return [row.number for row in certificate_queries.valid(event.id)]


@both_engines
def test_it_goes_on_from_where_it_stopped(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event = stage.county(client)
    run = many(event)
    assert actions.go_on(run.id, PATTERN, now=NOW, most=2) == 2

    def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(actions, "tell", dies)
        actions.go_on(run.id, PATTERN, now=NOW)
    assert len(numbers(event)) == 2
    assert actions.go_on_with_all(PATTERN, now=NOW) == {"certificates": PEOPLE - 2}
    assert numbers(event) == [f"德工赛证 2026-{n:04}" for n in range(1, PEOPLE + 1)]
    assert actions.go_on_with_all(PATTERN, now=NOW) == {"certificates": 0}
    database.session().expire_all()
    done = queries.one(event.id, run.id)
    assert done is not None
    assert (done.done, done.batch.count, done.missed) == (PEOPLE, PEOPLE, [])


def at_once(app: Flask, run_id: int, work: Callable[[int], object]) -> None:
    start = threading.Barrier(3, timeout=60)

    def one() -> None:
        with app.app_context():
            start.wait()
            work(run_id)
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()


@both_engines
def test_three_at_once_issue_each_once(app: Flask) -> None:
    event = factories.event()
    run_id = many(event).id
    database.session().rollback()
    at_once(app, run_id, lambda held: actions.go_on(held, PATTERN, now=NOW, most=PEOPLE))
    assert numbers(event) == [f"德工赛证 2026-{n:04}" for n in range(1, PEOPLE + 1)]
    run = queries.one(event.id, run_id)
    assert run is not None
    assert (run.done, run.missed) == (PEOPLE, [])


@both_engines
def test_one_round_at_a_time(client: StrictClient) -> None:
    event = stage.county(client)
    run = many(event)
    wanted = certificates.Issue(["entrant:A1"], run.batch.publication_id, WORDING)
    with pytest.raises(certificates.CertificateRefusedError, match="正在发证书"):
        actions.begin(event.id, wanted, PATTERN, CHANGE)
    assert database.session().scalar(select(func.count()).select_from(Certificate)) == 0


def test_who_gets_none_is_named_with_why(client: StrictClient) -> None:
    event = stage.county(client)
    run = many(event)
    wanted = certificates.Issue(["entrant:A3"], run.batch.publication_id, WORDING)
    certificates.issue(event.id, wanted, PATTERN, CHANGE)
    page = f"/desk/events/{event.id}/certificates/runs/{run.id}"
    told = client.get(page)
    assert told.headers["Refresh"] == "5"
    assert "办了 0 / 7" in text_of(told.get_data(as_text=True))
    assert "办了 0 / 7" in text_of(client.get(f"/desk/events/{event.id}/certificates").get_data(as_text=True))
    assert client.submit(f"{page}/on", page=page).status_code == 303
    assert "办了 4 / 7" in text_of(client.get(page).get_data(as_text=True))
    with database.transaction() as session:
        session.query(Publication).one().withdrawn_at = NOW
    assert client.submit(f"{page}/on", page=page).status_code == 303
    told = client.get(page)
    said = text_of(told.get_data(as_text=True))
    assert "Refresh" not in told.headers
    assert "已发 3 张，4 个没有发" in said
    assert "沈示3例已经有一张有效的证书" in said
    assert "沈示5例发到一半公布了新的成绩" in said


def test_a_stranger_finds_nothing(client: StrictClient) -> None:
    event = stage.county(client)
    run = many(event)
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, factories.event().id)))
    assert client.get(f"/desk/events/{event.id}/certificates/runs/{run.id}").status_code == 404
