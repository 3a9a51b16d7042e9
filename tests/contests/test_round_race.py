"""Two give their places up at one instant and one reserve stands by: the reserve moves up once, into one place."""

import threading
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import decision_actions, place_actions, queries
from deqing_events.contests.rounds.basis import basis
from deqing_events.contests.rounds.models import RoundPlace
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import BusyError
from deqing_events.registration.models import Registration
from tests import factories_registration
from tests.conftest import NOW
from tests.contests import rounds, stage
from tests.engines import both_engines
from tests.reading import StrictClient


def two_give_up(app: Flask, client: StrictClient) -> tuple[int, int, int]:
    """Let it happen; return how many places the reserve got, how many took it over, and how many are in the final."""
    event, onward, _ = rounds.two_rounds(client, reserves=1)
    stage.publish(client, event)
    found, keys = basis(event.id), factories_registration.keys()
    assert found is not None
    ids = [found.entrants[number].id for number in found.proposal.going]
    made = decision_actions.confirm(event.id, decision_actions.Choice(ids, found.digest), keys, Change(SYSTEM, NOW))
    leaving = [place.id for place in made.places if place.state == "advanced"]
    onward_id, event_id = onward.id, event.id
    database.session().rollback()
    start = threading.Barrier(len(leaving))

    def one(place_id: int) -> None:
        with app.app_context():
            start.wait()
            while True:
                try:
                    place_actions.give_up(place_id, keys, Change(SYSTEM, NOW))
                except BusyError:
                    continue
                except decision_actions.RoundRefusedError:
                    pass
                break
            db.session.remove()

    threads = [threading.Thread(target=one, args=(place_id,)) for place_id in leaving]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    database.session().expire_all()
    held = queries.standing(event_id)
    assert held is not None
    declined = sum(place.state == "declined" for place in held.places)
    moved = sum(place.replaces_id is not None for place in held.places)
    alive = database.session().query(Registration).filter_by(event_id=onward_id, state="confirmed").count()
    return declined, moved, alive


@both_engines
def test_one_reserve_gets_one_place(app: Flask, client: StrictClient) -> None:
    assert two_give_up(app, client) == (2, 1, 1)


@both_engines
def test_without_the_verdict_it_does_not(app: Flask, client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: who looks too early sees a reserve, and nothing asks whether it still is one."""

    def seen_too_early(places: Sequence[RoundPlace]) -> list[RoundPlace]:
        return [row for row in places if row.reserve_no is not None]

    def taken_blindly(session: Session, reserve: RoundPlace, place: RoundPlace, change: Change) -> bool:
        reserve.state, reserve.replaces_id, reserve.moved_up_at = "advanced", place.id, change.now
        session.flush()
        return True

    monkeypatch.setattr(queries, "waiting", seen_too_early)
    monkeypatch.setattr(place_actions, "_take", taken_blindly)
    assert two_give_up(app, client) != (2, 1, 1)
