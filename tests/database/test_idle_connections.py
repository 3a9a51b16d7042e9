"""A connection to PostgreSQL that lay idle is asked before it is used; one whose server hung up is replaced."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from deqing_events import engines
from deqing_events.database import db

PID = sa.text("SELECT pg_backend_pid()")


@pytest.fixture(params=[pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def cut_off(app: Flask) -> int:
    """End the server's side of the one connection in the pool; return its number."""
    del app
    with db.engine.connect() as connection:
        pid: int = connection.execute(PID).scalar_one()
    other = sa.create_engine(db.engine.url)
    with other.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    other.dispose()
    return pid


def test_a_connection_that_lay_idle_is_replaced_unseen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = cut_off(app)
    monkeypatch.setattr(engines, "ASK_AFTER_SECONDS", 0.0)
    with db.engine.connect() as connection:
        assert connection.execute(PID).scalar_one() != pid


def test_a_connection_that_was_hung_up_on_a_moment_ago_is_replaced_unseen(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = cut_off(app)
    monkeypatch.setattr(engines, "ASK_AFTER_SECONDS", 3600.0)
    with db.engine.connect() as connection:
        assert connection.execute(PID).scalar_one() != pid


def test_without_asking_the_loss_is_seen_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = cut_off(app)
    monkeypatch.setattr(engines, "ASK_AFTER_SECONDS", 3600.0)
    monkeypatch.setattr(engines, "_spoken_to", lambda _: False)
    with pytest.raises(OperationalError), db.engine.connect() as connection:
        connection.execute(PID)
    with db.engine.connect() as connection:
        assert connection.execute(PID).scalar_one() != pid
