"""Alembic's entry: runs the migrations on the engine it is given, in one transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Engine

from deqing_events.database import Base, UtcDateTime
from deqing_events.engines import WRITE


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:  # noqa: ANN401 - Alembic's hook
    """Write our own column type by its name."""
    del autogen
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Run what Alembic was asked to run."""
    engine: Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
