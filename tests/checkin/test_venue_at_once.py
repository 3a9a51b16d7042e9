"""The same worker confirms twice at the same instant, on one phone or on two: one check-in, and the index does it."""

import threading

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.screens import queries
from deqing_events.checkin.screens.models import VenueConfirm
from deqing_events.checkin.venue import actions
from deqing_events.checkin.venue.actions import Tap
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from tests import factories_checkin as made
from tests import factories_screens as screens
from tests.checkin.test_two_gates_at_once import admissions, run_all
from tests.conftest import NOW
from tests.engines import both_engines

PEOPLE = 30
WAIT_SECONDS = 60


def both_tap(app: Flask, *phones: str, nonces: tuple[str, str]) -> list[list[Answered]]:
    """Let each person be confirmed twice at once: by two phones, or by two taps of one page."""
    event = made.today()
    hall = screens.screen(made.checkin_list(event))
    people = [made.guest(event).id for _ in range(PEOPLE)]
    screen = queries.by_id(hall.id)
    assert screen is not None
    database.session().rollback()
    line = threading.Barrier(2)
    answers: list[list[Answered]] = [[], []]

    def stand(number: int) -> None:
        with app.app_context():
            for person in people:
                tap = Tap(person, phones[number] * 64, nonces[number], proven=True)
                line.wait(WAIT_SECONDS)
                answers[number].append(actions.confirm(screen, tap, now=NOW, by=SYSTEM))
            db.session.remove()

    run_all([lambda number=number: stand(number) for number in (0, 1)])  # type: ignore[misc]  # early binding
    return answers


def stored(kind: type[Scan] | type[VenueConfirm]) -> int:
    return database.session().scalar(sa.select(sa.func.count(kind.id))) or 0


@both_engines
def test_two_phones_check_one_person_in_once(app: Flask) -> None:
    first, second = both_tap(app, "a", "b", nonces=("one", "two"))
    for pair in zip(first, second, strict=True):
        reasons = {str(answered.decision.reason or "in") for answered in pair}
        assert reasons == {"in", "already_in"}
    assert admissions() == PEOPLE
    assert (stored(Scan), stored(VenueConfirm)) == (2 * PEOPLE, 2 * PEOPLE)


@both_engines
def test_two_taps_of_one_page_are_one_answer(app: Flask) -> None:
    first, second = both_tap(app, "a", "a", nonces=("one", "one"))
    assert {answered.decision.status for answered in (*first, *second)} == {"ok"}
    assert admissions() == PEOPLE
    assert (stored(Scan), stored(VenueConfirm)) == (PEOPLE, PEOPLE)


@both_engines
def test_without_the_index_the_same_taps_let_people_in_twice(app: Flask) -> None:
    guard = next(index for index in sa.inspect(db.engine).get_indexes("scan") if "slot" in index["column_names"])
    with database.transaction() as session:
        session.connection().exec_driver_sql(f'DROP INDEX "{guard["name"]}"')
    both_tap(app, "a", "b", nonces=("one", "two"))
    assert admissions() > PEOPLE, "the race was not there, so the tests above prove nothing"
