"""``transaction()`` is the only way to write, it keeps all or nothing, and a busy database says so."""

import datetime as dt
import fcntl
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.accounts.models import RateCount
from deqing_events.engines import BusyError
from deqing_events.organisations.models import Organisation
from deqing_events.registration.models import Quota
from tests import factories
from tests.engines import both_engines

pytestmark = both_engines


def count() -> int:
    return database.session().scalar(select(func.count()).select_from(RateCount)) or 0


def add(key: str) -> None:
    database.session().add(RateCount(key=key, window=1, count=1))


@pytest.mark.usefixtures("app")
def test_a_write_outside_a_transaction_raises() -> None:
    add("stray")
    with pytest.raises(database.WriteOutsideTransactionError):
        database.session().flush()
    database.session().rollback()
    with pytest.raises(database.WriteOutsideTransactionError):
        database.session().execute(delete(RateCount))


@pytest.mark.usefixtures("app")
def test_an_exception_takes_everything_back() -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        add("gone")
        database.session().flush()
        raise ZeroDivisionError
    assert count() == 0


@pytest.mark.usefixtures("app")
def test_what_was_read_before_is_read_again_inside() -> None:
    row = factories.township("旧名街道")
    with database.transaction() as session:
        session.execute(text("UPDATE organisation SET name = '新名街道'"))
        assert session.get_one(Organisation, row.id).name == "新名街道"


@pytest.mark.usefixtures("app")
def test_transactions_do_not_nest() -> None:
    with database.transaction(), pytest.raises(RuntimeError, match="nest"), database.transaction():
        pass


@pytest.mark.usefixtures("app")
def test_a_breach_comes_with_its_sentence() -> None:
    factories.township(code="330599001")
    with pytest.raises(IntegrityError) as caught:
        factories.township(code="330599001")
    assert database.violated(caught.value) == "这个组织编码已经有了，请核对。"
    event = factories.event()
    with pytest.raises(IntegrityError) as caught, database.transaction() as session:
        session.add(Quota(event_id=event.id, capacity=1, ceiling=1, taken=2))
    assert database.violated(caught.value) == "名额满了，可以候补。"


@pytest.mark.usefixtures("app")
def test_a_foreign_key_owns_no_sentence() -> None:
    with pytest.raises(IntegrityError) as caught, database.transaction() as session:
        session.add(Quota(event_id=999, capacity=1, ceiling=1))
    assert database.violated(caught.value) is None


@pytest.mark.usefixtures("app")
def test_instants_come_back_aware_and_naive_ones_are_refused() -> None:
    made = factories.event()
    database.session().expire_all()
    again = database.session().get_one(type(made), made.id)
    assert again.created_at == made.created_at
    assert again.created_at.utcoffset() == dt.timedelta(0)
    with pytest.raises(Exception, match="time zone"), database.transaction() as session:
        session.get_one(type(made), made.id).created_at = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - the point


@pytest.mark.usefixtures("app")
def test_a_held_write_queue_answers_busy_and_writes_nothing(engine_name: str, tmp_path: Path) -> None:
    if engine_name == "postgres":
        with database.db.engine.connect() as other:
            other.execute(text("LOCK TABLE rate_count IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(BusyError), database.transaction() as session:
                session.execute(text("SET LOCAL lock_timeout = '200ms'"))
                add("late")
            other.rollback()
        assert count() == 0
        return
    from deqing_events import engines

    queue = engines._queues[str(database.db.engine.url)]  # noqa: SLF001 - the wait is shortened for the test
    queue.wait_seconds = 0.2
    with (tmp_path / "instance" / "deqing.write-queue").open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(BusyError), database.transaction():
            add("late")
    assert count() == 0
    with database.transaction():
        add("in time")
    assert count() == 1
