"""Fixtures shared by all tests: a fresh database per test on either engine, the app, and a strict client.

The schema is migrated once per engine and copied for each test, so a test costs milliseconds.
"""

import datetime as dt
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import migrations, settings
from deqing_events.database import db
from deqing_events.factory import create_app
from deqing_events.settings import Settings
from tests.order import pytest_collection_modifyitems
from tests.postgres import Cluster, find_server
from tests.reading import StrictClient
from tests.warm import share

__all__ = ["pytest_collection_modifyitems"]

share()
# A busy machine makes a law neither wrong nor its examples too many.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""Monday 23 November 2026, 10:00 in Deqing."""


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        """Move on by ``timedelta(**parts)``."""
        self.now += dt.timedelta(**parts)


def pytest_sessionfinish() -> None:
    """End the Chromium that the browser tests of this process shared, if there were any."""
    if "tests.browser" in sys.modules:
        sys.modules["tests.browser"].stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test run's own."""
    cluster = Cluster(find_server())
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings.load({}, folder))
    with app.app_context():
        migrations.upgrade(db.engine)
        db.engine.dispose()
    with sqlite3.connect(folder / "deqing.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated, empty PostgreSQL database to copy."""
    url = postgres.create("template_deqing")
    app = create_app(settings.load({"DATABASE_URL": url}, tmp_path_factory.mktemp("pg")))
    with app.app_context():
        migrations.upgrade(db.engine)
        db.engine.dispose()
    return "template_deqing"


@pytest.fixture
def engine_name() -> str:
    """The engine of this test; ``both_engines`` tests override it by parametrising."""
    return "sqlite"


@pytest.fixture
def installation(
    engine_name: str, sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """The environment of a fresh, migrated installation in ``tmp_path``, for apps and for server processes."""
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.copy(sqlite_template / "keys.json", instance / "keys.json")
    environ = {"DEQING_INSTANCE": str(instance)}
    if engine_name == "sqlite":
        shutil.copy(sqlite_template / "deqing.sqlite3", instance / "deqing.sqlite3")
        yield environ
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_template")
    url = cluster.create(template=template)
    yield {**environ, "DATABASE_URL": url}
    cluster.drop(sa.make_url(url).database or "")


@pytest.fixture
def clock() -> Clock:
    """The clock the app under test reads."""
    return Clock()


@pytest.fixture
def app(installation: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    """The app on a fresh database, inside an application context."""
    loaded: Settings = settings.load(installation, tmp_path)
    made = create_app(loaded)
    made.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, CLOCK=clock)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """A client that reads every page strictly: valid HTML, a title, one h1, labels, and a CSRF token in each form."""
    app.test_client_class = StrictClient
    return cast("StrictClient", app.test_client())


@pytest.fixture
def new_client(app: Flask) -> Callable[[], StrictClient]:
    """Make further clients: other phones, other people."""
    app.test_client_class = StrictClient
    return lambda: cast("StrictClient", app.test_client())
