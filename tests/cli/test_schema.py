"""Commands on a database that is empty or older."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from deqing_events import database, migrations, settings
from deqing_events.database import db
from deqing_events.factory import create_app


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An app whose database does not exist yet."""
    return create_app(settings.load({}, tmp_path))


def test_a_command_brings_an_empty_database_up(empty: Flask) -> None:
    done = empty.test_cli_runner().invoke(args=["units", "import", "tests/data/units.xlsx"])
    assert done.exit_code == 0, done.output
    with empty.app_context():
        assert migrations.current(db.engine) == migrations.head()
        db.engine.dispose()


def test_a_command_does_not_touch_an_older_database(app: Flask) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert "db upgrade" in done.output


def test_upgrade_says_what_it_did_and_the_second_time_that_nothing_changed(empty: Flask) -> None:
    assert "empty ->" in empty.test_cli_runner().invoke(args=["db", "upgrade"]).output
    assert "->" not in empty.test_cli_runner().invoke(args=["db", "upgrade"]).output
    with empty.app_context():
        db.engine.dispose()


def test_the_set_up_code_is_printed_only_while_there_is_no_account(empty: Flask) -> None:
    runner = empty.test_cli_runner()
    runner.invoke(args=["db", "upgrade"])
    assert "设置码" in runner.invoke(args=["db", "setup-code"]).output
    assert "设置码" in runner.invoke(args=["db", "upgrade", "--setup-code"]).output
    with empty.app_context():
        db.engine.dispose()
