"""Two gates read the same passes at the same moment: each person is let in once, and the index is what does it."""

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin import telling
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_actions import Answered
from deqing_events.database import db
from tests import factories_checkin as made
from tests.engines import both_engines

PASSES = 50
WAIT_SECONDS = 60


def at_both_gates(app: Flask, mode: str = "once") -> list[list[Answered]]:
    """Scan the same passes at two gates at once, one thread per gate, pass by pass from one starting line."""
    event = made.today()
    at = made.checkin_list(event, mode=mode)
    gates = [made.phone(at, gate="1 号门", volunteer="甲志愿"), made.phone(at, gate="2 号门", volunteer="乙志愿")]
    people = [made.guest(event) for _ in range(PASSES)]
    database.session().rollback()
    line = threading.Barrier(len(gates))
    answers: list[list[Answered]] = [[] for _ in gates]

    def stand(number: int) -> None:
        with app.app_context():
            for person in people:
                line.wait(WAIT_SECONDS)
                answers[number].append(made.scan(gates[number].post, person))
            db.session.remove()

    run_all([lambda number=number: stand(number) for number in range(len(gates))])  # type: ignore[misc]  # early binding
    return answers


def run_all(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)


def admissions() -> int:
    return database.session().scalar(sa.select(sa.func.count()).where(Scan.counts, Scan.direction == "entry")) or 0


@both_engines
def test_each_pass_is_let_in_exactly_once(app: Flask) -> None:
    first, second = at_both_gates(app)
    assert (len(first), len(second)) == (PASSES, PASSES)
    for pair in zip(first, second, strict=True):
        let_in = [answered for answered in pair if answered.decision.status == "ok"]
        refused = [answered for answered in pair if answered.decision.reason == "already_in"]
        assert (len(let_in), len(refused)) == (1, 1)
        seen = telling.tell(refused[0]).seen
        assert (seen.first_gate, seen.first_by) == (let_in[0].post.gate, let_in[0].post.volunteer)
    assert admissions() == PASSES
    assert database.session().scalar(sa.select(sa.func.count(Scan.id))) == 2 * PASSES


@both_engines
def test_going_in_and_out_is_exact_too(app: Flask) -> None:
    at_both_gates(app, mode="reentry")
    assert admissions() == PASSES
    for at in database.session().scalars(sa.select(CheckinList)):
        made.entered(at.id)


@both_engines
def test_without_the_index_the_same_race_lets_people_in_twice(app: Flask) -> None:
    guard = next(index for index in sa.inspect(db.engine).get_indexes("scan") if "slot" in index["column_names"])
    with database.transaction() as session:
        session.connection().exec_driver_sql(f'DROP INDEX "{guard["name"]}"')
    at_both_gates(app)
    assert admissions() > PASSES, "the race was not there, so the test above proves nothing"
