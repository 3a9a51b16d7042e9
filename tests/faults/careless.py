"""The product with the guard on places taken away, for negative controls: served only by fault tests.

It does what one does who never heard of races: it reads the counters when the request comes in, decides on them later,
and writes without a condition. Nothing else is changed.
"""

import time
from collections.abc import Mapping, Sequence

from flask import Flask, g
from sqlalchemy import update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.domain.places import Counter
from deqing_events.events.models import Event
from deqing_events.factory import create_app
from deqing_events.registration import quota_actions, quota_queries, reserve_actions
from deqing_events.registration.models import Quota

THINKING_SECONDS = 0.01
"""Between reading and writing, as any handler has that does more than the least."""


def stale_counters(session: Session, event: Event, *, now: object) -> list[Counter]:
    """Return the counters as they were when the request came in."""
    del session, now
    held: dict[int, list[Counter]] = g.counters
    return held[event.id]


def unconditional_take(session: Session, takes: Mapping[int, int], held: Sequence[Counter]) -> bool:
    """Take the places, whatever the counter says by now."""
    del held
    for quota_id, places in takes.items():
        session.execute(
            update(Quota)
            .where(Quota.id == quota_id)
            .values(taken=Quota.taken + places, ceiling=Quota.ceiling + places)
            .execution_options(synchronize_session=False)
        )
    return True


def read_early() -> None:
    """Read all counters before anything else."""
    session = database.session()
    ids = {quota.event_id for quota in quota_queries.quota_rows()}
    g.counters = {event_id: quota_queries.counters(session, event_id) for event_id in ids}
    session.rollback()
    time.sleep(THINKING_SECONDS)


def careless() -> Flask:
    """Return the app without its guard."""
    made = create_app()
    reserve_actions.fit = stale_counters
    quota_actions.take = unconditional_take
    made.before_request(read_early)
    return made


app = careless()
