"""Alembic's entry: runs the migrations on the engine it is given, in one transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection, Engine

from deqing_events.database import Base, UtcDateTime
from deqing_events.engines import WRITE


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:  # noqa: ANN401 - Alembic's hook
    """Write our own column type by its name."""
    del autogen
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Run what Alembic was asked to run.

    SQLite changes a table by making a new one and dropping the old: foreign keys are off meanwhile, or the rows that
    point to it would stand in the way, and are checked before the commit.
    """
    engine: Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        rebuilds = connection.dialect.name == "sqlite"
        if rebuilds:
            _enforce_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if rebuilds and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"rows point nowhere after the migration: {broken[:5]}")
        if rebuilds:
            _enforce_foreign_keys(connection, "ON")


def _enforce_foreign_keys(connection: Connection, switch: str) -> None:
    """Switch on the driver's own connection: inside a transaction the switch does nothing, and any query opens one."""
    driver = connection.connection.dbapi_connection
    if driver is None:
        raise RuntimeError("no connection to switch")
    driver.cursor().execute(f"PRAGMA foreign_keys={switch}")


run()
