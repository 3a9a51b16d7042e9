"""One process that is asked for a job: says "ready", starts when a line comes in, prints what came of it.

Arguments: installation (JSON), ``guarded`` or ``unguarded``, the seconds the work takes, a file to append a line to.
``unguarded`` is the negative control and lives only here: it looks whether somebody is at it, and does it if not.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deqing_events import database, settings
from deqing_events.domain.roles import SYSTEM
from deqing_events.factory import create_app
from deqing_events.jobs import actions, queries
from deqing_events.jobs.models import JobRun


def main() -> None:
    """Wait for the start, then do the job."""
    installation, how, seconds, target = sys.argv[1:]
    loaded = settings.load(json.loads(installation), Path(json.loads(installation)["DEQING_INSTANCE"]))

    def work(now: dt.datetime) -> Mapping[str, int]:
        del now
        with Path(target).open("a", encoding="ascii") as file:
            file.write("begun\n")
        time.sleep(float(seconds))
        return {"sent": 1}

    with create_app(loaded).app_context():
        running = any(run.state == "running" for run in queries.last_runs())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        if how == "guarded":
            state = actions.run("messages", work, clock=lambda: dt.datetime.now(dt.UTC), by=SYSTEM).state
        else:
            state = unguarded(work, running=running)
    sys.stdout.write(state)


def unguarded(work: actions.Work, *, running: bool) -> str:
    """Do the job as one would who never heard of races: who looked before anybody began finds it free."""
    if running:
        return "skipped"
    now = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        session.add(JobRun(name="messages", state="running", started_at=now, counts={}))
    work(now)
    return "done"


if __name__ == "__main__":
    main()
