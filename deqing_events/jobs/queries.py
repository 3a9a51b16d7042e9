"""Questions about scheduled jobs: what ran last, and whether they run at all."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.jobs.models import JobRun

LATE_AFTER = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """The last run of each job, and how long ago anything ran: ``late`` when that is too long, or never."""

    runs: list[JobRun]
    last_at: dt.datetime | None
    late: bool
    idle: dt.timedelta | None


def last_runs() -> list[JobRun]:
    """Return the newest run of each job, by name."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    return list(database.session().scalars(select(JobRun).where(JobRun.id.in_(newest)).order_by(JobRun.name)))


def health(*, now: dt.datetime) -> Health:
    """Tell whether scheduled jobs run."""
    runs = last_runs()
    last_at = max((run.started_at for run in runs), default=None)
    idle = None if last_at is None else now - last_at
    return Health(runs, last_at, idle is None or idle > LATE_AFTER, idle)
