"""Starting the loading from the desk: a process of its own session, so that it outlives a web worker."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from deqing_events.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]


def start(progress: Path, settings: Settings) -> "subprocess.Popen[bytes]":
    """Begin ``flask demo load``; what it prints goes to ``demo.log``, which holds no password."""
    environ = {
        **os.environ,
        "DEQING_INSTANCE": str(settings.instance.resolve()),
        "DATABASE_URL": settings.database_url,
        "IMPORT_ROWS": str(settings.import_rows),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "load", "--progress", str(progress.resolve())]
    with (settings.instance / "demo.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a fixed command and a path of our own
            command,
            cwd=_ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Somebody must collect the exit status, else a zombie stays behind the web worker.
    threading.Thread(target=process.wait, daemon=True).start()
    return process
