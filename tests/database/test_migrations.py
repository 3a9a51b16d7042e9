"""The migrations lead to exactly the models' schema, on both engines, and back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from deqing_events import migrations
from deqing_events.database import Base, db
from tests.engines import both_engines

pytestmark = both_engines


def test_migrated_schema_equals_the_models(app: Flask) -> None:
    del app
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_schema_can_be_taken_down_and_put_up_again(app: Flask) -> None:
    del app
    command.downgrade(migrations.config(db.engine), "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(db.engine)
    assert migrations.current(db.engine) == migrations.head()


def test_healthz_names_schema_and_durability(app: Flask) -> None:
    body = app.test_client().get("/healthz").get_json()
    assert body["status"] == "ok"
    assert body["schema"] == migrations.head()
    assert body["sync"] in {"2", "on"}
