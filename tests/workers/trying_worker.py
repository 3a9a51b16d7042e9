"""One process of the code race: tries wrong codes for one asking, then prints how many were compared, as JSON.

Arguments: installation (JSON), ``guarded`` or ``unguarded``, id of the asking, cookie of its phone, tries. It says
"ready" and starts when a line comes in. ``unguarded`` is the negative control and lives only here: it reads the
counter, decides, and writes the sum back, in the driver's own transactions, without the writers' queue.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deqing_events import settings
from deqing_events.domain.one_time_codes import TRIES
from deqing_events.domain.roles import Actor
from deqing_events.factory import create_app
from deqing_events.settings import Keys
from deqing_events.workers import code_actions

THINKING_SECONDS = 0.005
"""Between reading and writing, as any real handler has."""


def guarded(code_id: int, phone: str, keys: Keys, now: dt.datetime) -> Callable[[int], bool]:
    """Try as the product does: the verdict "wrong" means that the code was compared."""

    def attempt(number: int) -> bool:
        tried = code_actions.Attempt(code_id, f"{number:06}", phone=phone, new_phone=f"new-{number}")
        verdict = code_actions.give_back(tried, keys=keys, now=now, by=Actor("public", "", "127.0.0.1"))
        return verdict.kind == "wrong"

    return attempt


def unguarded(code_id: int, url: str) -> Callable[[int], bool]:
    """Try as one would who never heard of races."""
    engine = sa.create_engine(url)

    def attempt(number: int) -> bool:
        del number
        with engine.connect() as connection:
            tries = connection.execute(sa.text("SELECT tries FROM sign_in_code WHERE id = :i"), {"i": code_id}).scalar()
        if tries is None or tries >= TRIES:
            return False
        time.sleep(THINKING_SECONDS)
        with engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE sign_in_code SET tries = :t WHERE id = :i"), {"t": tries + 1, "i": code_id}
            )
        return True

    return attempt


def main() -> None:
    """Wait for the start, then try."""
    installation, how, code_id, phone, now, times = sys.argv[1:]
    loaded = settings.load(json.loads(installation), Path(json.loads(installation)["DEQING_INSTANCE"]))
    app = create_app(loaded)
    compared = errors = 0
    with app.app_context():
        at = dt.datetime.fromisoformat(now)
        attempt = (
            guarded(int(code_id), phone, loaded.keys, at)
            if how == "guarded"
            else unguarded(int(code_id), loaded.database_url)
        )
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number in range(int(times)):
            try:
                compared += attempt(number)
            except Exception:  # noqa: BLE001 - whatever goes wrong is counted, and the race test wants none
                errors += 1
    sys.stdout.write(json.dumps({"compared": compared, "errors": errors}))


if __name__ == "__main__":
    main()
