"""Clearing in small transactions, each with its entry in the log."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import SYSTEM
from deqing_events.privacy.retention.data_class import Moment

CHUNK = 200
"""Rows cleared in one transaction: other writers wait for no more than that."""


def in_chunks(key: str, moment: Moment, some: Callable[[Session], int]) -> int:
    """Run ``some(session)``, which clears up to ``CHUNK`` rows, until nothing is left; each in its own transaction."""
    total = 0
    while True:
        with database.transaction() as session:
            done = some(session)
            if done:
                record("privacy.clear", "data_class", key, by=SYSTEM, now=moment.now, count=done)
        total += done
        if done < CHUNK:
            return total
