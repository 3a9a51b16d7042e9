"""The product served for real, on loopback, by the production server: for journeys, fault tests and the bench."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
GUNICORN = (sys.executable, "-m", "gunicorn", "--config", "deqing_events/serving.py")


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and the environment it was started with."""

    url: str
    process: subprocess.Popen[bytes]
    environ: Mapping[str, str]
    log: Path

    def command(self, *words: str) -> str:
        """Run ``flask --app app <words>`` on the same installation; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *words],
            env={**os.environ, **self.environ},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(environ: Mapping[str, str], *, target: str = "app:app", workers: int = 2) -> Iterator[Server]:
    """Serve ``target`` with gunicorn and our configuration until the block ends."""
    url = f"http://127.0.0.1:{free_port()}"
    folder = Path(tempfile.mkdtemp(prefix="dq-serve-"))
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*GUNICORN, "--bind", url.removeprefix("http://"), target],
            env={**os.environ, **environ, "WORKERS": str(workers)},
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )
    try:
        _wait(url, process, log)
        yield Server(url, process, dict(environ), log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=START_SECONDS)
        shutil.rmtree(folder)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/robots.txt", timeout=2):  # noqa: S310 - loopback
                return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}") from error
            time.sleep(0.1)
