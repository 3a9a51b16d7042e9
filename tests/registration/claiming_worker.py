"""One process of the quota race: claims places until its share is used up, then prints what it got as JSON.

Arguments: installation (JSON), ``guarded`` or ``unguarded``, event id, claims. It says "ready" and starts when a line
comes in. ``unguarded`` is the negative control and lives only here: it reads the counter, decides, and writes the sum
back, in the driver's own transactions, without the writers' queue.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deqing_events import database, settings
from deqing_events.factory import create_app
from deqing_events.registration import quota_actions, quota_queries

THINKING_SECONDS = 0.0005
"""Between reading and writing, as any real handler has."""


def guarded(event_id: int) -> Callable[[], bool]:
    """Claim as the product does."""
    quota_id = quota_queries.quota_rows([event_id])[0].id

    def claim() -> bool:
        with database.transaction() as session:
            return quota_actions.claim(session, quota_id)

    return claim


def unguarded(event_id: int, url: str) -> Callable[[], bool]:
    """Claim as one would who never heard of races."""
    engine = sa.create_engine(url)

    def claim() -> bool:
        with engine.connect() as connection:
            row = connection.execute(
                sa.text("SELECT taken, capacity FROM quota WHERE event_id = :e"), {"e": event_id}
            ).one()
        if row.taken >= row.capacity:
            return False
        time.sleep(THINKING_SECONDS)
        with engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE quota SET taken = :t WHERE event_id = :e"),
                {"t": row.taken + 1, "e": event_id},
            )
        return True

    return claim


def main() -> None:
    """Wait for the start, then claim."""
    installation, how, event_id, claims = sys.argv[1:]
    loaded = settings.load(json.loads(installation), Path(json.loads(installation)["DEQING_INSTANCE"]))
    app = create_app(loaded)
    won = full = errors = 0
    with app.app_context():
        claim = guarded(int(event_id)) if how == "guarded" else unguarded(int(event_id), loaded.database_url)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(int(claims)):
            try:
                if claim():
                    won += 1
                else:
                    full += 1
            except Exception:  # noqa: BLE001 - whatever goes wrong is counted, and the race test wants none
                errors += 1
    sys.stdout.write(json.dumps({"won": won, "full": full, "errors": errors}))


if __name__ == "__main__":
    main()
