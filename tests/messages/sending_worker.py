"""One process of the sending race: says "ready", starts when a line comes in, delivers what is due, prints how many.

Arguments: installation (JSON), ``guarded`` or ``unguarded``. ``unguarded`` is the negative control and lives only here:
it looks for what is due, sends it, and then marks it.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import select, update

from deqing_events import database, settings
from deqing_events.factory import create_app
from deqing_events.messages import sending
from deqing_events.messages.models import Message
from deqing_events.messages.offered import gateway
from deqing_events.messages.outgoing import Outgoing

THINKING_SECONDS = 0.002
"""A provider takes longer."""


def now() -> dt.datetime:
    """Return the real time."""
    return dt.datetime.now(dt.UTC)


def unguarded() -> int:
    """Send as one would who never heard of races."""
    sent = 0
    while True:
        database.session().rollback()
        found = database.session().scalars(select(Message).where(Message.state == "queued").limit(1)).one_or_none()
        if found is None:
            return sent
        time.sleep(THINKING_SECONDS)
        gateway().send(Outgoing(found.id, found.template, found.mobile, {}, found.text, now()))
        with database.transaction() as session:
            marked = update(Message).where(Message.id == found.id).values(state="sent")
            session.execute(marked.execution_options(synchronize_session=False))
        sent += 1


def main() -> None:
    """Wait for the start, then send."""
    installation, how = sys.argv[1:]
    loaded = settings.load(json.loads(installation), Path(json.loads(installation)["DEQING_INSTANCE"]))
    with create_app(loaded).app_context():
        database.session().scalar(select(Message.id).limit(1))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sent = sending.deliver_due(gateway(), clock=now).sent if how == "guarded" else unguarded()
    sys.stdout.write(str(sent))


if __name__ == "__main__":
    main()
