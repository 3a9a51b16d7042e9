"""Starting the loading from the desk: a process of its own session, so that it outlives a web worker."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

from deqing_events.demo import progress as progress_file
from deqing_events.settings import Settings

BROKEN = "这次没有载入。请看 instance/demo.log，再试一次。"
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
    threading.Thread(target=_collect, args=(process, progress), daemon=True).start()
    return process


def _collect(process: "subprocess.Popen[bytes]", path: Path) -> None:
    """Wait for the end; a process that could not even begin says so here."""
    if process.wait() == 0:
        return
    held = progress_file.read(path)
    if held is not None and held.state == "working":
        progress_file.write(path, replace(held, state="failed", message=BROKEN))
