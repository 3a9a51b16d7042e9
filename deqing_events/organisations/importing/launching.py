"""Starting the worker process of an import: a process of its own session, so that it outlives a web worker."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from deqing_events.organisations.importing.actions import Held
from deqing_events.settings import Settings

_ROOT = Path(__file__).resolve().parents[3]


def start(held: Held, settings: Settings) -> "subprocess.Popen[bytes]":
    """Begin ``flask imports work`` for the holder; its secret goes by the environment, not the command line."""
    environ = {
        **os.environ,
        "DEQING_INSTANCE": str(settings.instance.resolve()),
        "DATABASE_URL": settings.database_url,
        "DEQING_IMPORT_WORKER": held.worker,
        "IMPORT_ROWS": str(settings.import_rows),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "imports", "work", str(held.run_id)]
    with (settings.instance / "imports.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a fixed command and a number
            command,
            cwd=_ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Somebody must collect the exit status, else each import leaves a zombie behind the web worker.
    threading.Thread(target=process.wait, daemon=True).start()
    return process
