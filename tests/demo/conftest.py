"""One small demonstration, loaded once and copied: every story of it, with a quarter of the people."""

import dataclasses
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from deqing_events import settings
from deqing_events.database import db
from deqing_events.demo import loading
from deqing_events.demo.loading import STORIES, Loaded
from deqing_events.demo.story import Story
from deqing_events.domain.roles import SYSTEM
from deqing_events.factory import create_app
from deqing_events.organisations.actions import load_reference
from tests.conftest import NOW


def smaller(story: Story) -> Story:
    """The same story with about a quarter of the people; the workbook's contest has its own."""
    crowd = story.crowd
    if story.contest is not None and story.contest.workbook:
        return story
    fewer = dataclasses.replace(crowd, come=-(-crowd.come // 4), missing=-(-crowd.missing // 4))
    left = fewer.come + fewer.leave if crowd.wait else story.capacity
    return dataclasses.replace(story, crowd=fewer, capacity=left)


SMALL = tuple(map(smaller, STORIES))


def load(app: Flask) -> tuple[Loaded, list[str]]:
    """Load the small demonstration into an empty installation; returns what it says and the steps it told."""
    steps: list[str] = []

    def tell(step: str, done: int = 0, total: int = 0) -> None:
        assert 0 <= done <= total
        steps.append(step)

    load_reference(now=NOW, by=SYSTEM)
    return loading.load(app.config["SETTINGS"], now=NOW, tell=tell, stories=SMALL), steps


@dataclass(frozen=True)
class Sample:
    """A loaded installation to copy."""

    folder: Path
    loaded: Loaded
    steps: list[str]


@pytest.fixture(scope="module")
def sample(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The loaded database."""
    folder = tmp_path_factory.mktemp("demo")
    for name in ("keys.json", "deqing.sqlite3"):
        shutil.copy(sqlite_template / name, folder / name)
    app = create_app(settings.load({}, folder))
    app.config["TESTING"] = True
    with app.app_context():
        loaded, steps = load(app)
        db.session.remove()
        db.engine.dispose()
    with sqlite3.connect(folder / "deqing.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Sample(folder, loaded, steps)


@pytest.fixture
def demo_app(sample: Sample, app: Flask) -> Flask:
    """The app under test on a copy of the loaded database, with its keys."""
    instance = app.config["SETTINGS"].instance
    db.session.remove()
    db.engine.dispose()
    for name in ("keys.json", "deqing.sqlite3"):
        shutil.copy(sample.folder / name, instance / name)
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], keys=settings.load_keys(instance, {}))
    return app
