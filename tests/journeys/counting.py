"""How many rows every table holds: what a refused request must leave alone."""

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.database import Base

ALWAYS_MOVING = frozenset({"rate_count", "staff_session"})
"""Counters of tries, and sessions that note when they were last seen."""


def row_counts(*besides: str) -> dict[str, int]:
    """Return the number of rows of every table but the ever-moving ones and ``besides``."""
    session = database.session()
    session.rollback()
    tables = (table for table in Base.metadata.sorted_tables if table.name not in ALWAYS_MOVING | set(besides))
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
