"""Two contests approve a promotion of the same person at once: one goes through, the year's limit stops the other."""

import threading
from collections.abc import Callable, Collection

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.history import Change
from deqing_events.contests.promotions import actions, queries
from deqing_events.contests.promotions.models import Promotion
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_results import registered
from tests.engines import both_engines

WHY = Change(SYSTEM, NOW)
PAPER = actions.Approval("县人社局", NOW.date(), "德人社发〔2026〕12号")


def waiting() -> list[tuple[int, int]]:
    """Store two promotions of one person, handed in after two contests; return contest and promotion of each."""
    first, second = factories.event("甲比武"), factories.event("乙比武")
    held = registered(first, person_key="key-1")
    (one,) = stage.promoted(first, [held], state="submitted")
    with database.transaction() as session:
        same = {"table_id": one.table_id, "registration_id": held.id, "person_key": held.person_key, "rule": one.rule}
        more = {
            "occupation": "welder",
            "level_after": "senior",
            "rank": 1,
            "proposed_at": NOW,
            "proposed_by": "staff:1",
        }
        other = Promotion(event_id=second.id, state="submitted", **same, **more)
        session.add(other)
        session.flush()
        return [(first.id, one.id), (second.id, other.id)]


def both_at_once(app: Flask) -> list[str]:
    """Approve both from two threads; return the states in the end."""
    pairs = waiting()
    database.session().rollback()
    start = threading.Barrier(len(pairs), timeout=60)

    def approve(event_id: int, promotion_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                actions.approve(event_id, [promotion_id], PAPER, WHY)
            except actions.PromotionRefusedError:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=approve, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return sorted(database.session().scalars(select(Promotion.state)))


@both_engines
def test_one_of_two_goes_through(app: Flask) -> None:
    assert both_at_once(app) == ["approved", "submitted"]


@both_engines
def test_without_counting_again_both_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(actions, "reached", lambda *_: False)
    assert both_at_once(app) == ["approved", "approved"]


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_counting_without_holding_lets_both_through(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second negative control: both count before either is stored."""
    counted = threading.Barrier(2, timeout=60)
    monkeypatch.setattr(queries, "approved_and_held", meeting(counted))
    assert both_at_once(app) == ["approved", "approved"]


def meeting(counted: threading.Barrier) -> Callable[[Collection[str]], list[Promotion]]:
    """Count like the question that is replaced, but hold nothing, and go on only when both have counted."""

    def count(person_keys: Collection[str]) -> list[Promotion]:
        query = select(Promotion).where(Promotion.person_key.in_(person_keys), Promotion.state == "approved")
        found = list(database.session().scalars(query))
        counted.wait()
        return found

    return count
