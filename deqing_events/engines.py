"""The engine recipe: how SQLite and PostgreSQL are opened, and the queue of SQLite's writers.

SQLite before 3.51.3 can corrupt a WAL when several connections write and checkpoint at once; here that cannot happen,
because a commit (and so its checkpoint) runs while its process holds the write queue.
"""

import errno
import fcntl
import functools
import json
import select
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from deqing_events.settings import Settings

WRITE = "deqing_write"
ALONE = "deqing_alone"
"""Execution options: the transaction will write; the statement runs alone, no transaction around it."""
UNREADABLE = (DBAPIError, ArgumentError)
"""What reading a file that is no database, a database that does not answer, or a wrong URL raises."""


class BusyError(RuntimeError):
    """The write queue, a lock or the database does not take a write now: answer 503; nothing was written."""


EMPTY: dict[str | bytes, type] = {"[]": list, b"[]": list, "{}": dict, b"{}": dict}
ASK_AFTER_SECONDS = 1.0
IDLE_SINCE = "deqing_idle_since"
LOCK_NOT_FREE, STATEMENT_TOO_LONG, READ_ONLY = "55P03", "57014", "25006"


def is_busy(error: DBAPIError) -> bool:
    """Tell whether the database refused because somebody else holds a lock, or because it is read-only for now."""
    state = getattr(error.orig, "sqlstate", None)
    return "database is locked" in str(error.orig) or state in {LOCK_NOT_FREE, STATEMENT_TOO_LONG, READ_ONLY}


class _FileQueue:
    """Writers of this process wait on a lock in memory; one thread at a time then waits for the other processes."""

    def __init__(self, path: Path, wait_seconds: float) -> None:
        self.path = path
        self.wait_seconds = wait_seconds
        self.threads = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        deadline = time.monotonic() + self.wait_seconds
        if not self.threads.acquire(timeout=self.wait_seconds):
            raise BusyError("the write queue is full")
        try:
            with self._opened() as handle:
                self._lock(handle.fileno(), deadline)
                yield
        finally:
            self.threads.release()

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("ab")
        except OSError as error:  # the disk is full or read-only
            raise BusyError(f"the write queue cannot be opened: {error.strerror}") from error

    @staticmethod
    def _lock(descriptor: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise BusyError("another process holds the write queue") from None
                time.sleep(0.0005)
            else:
                return


_queues: dict[str, _FileQueue] = {}


@contextmanager
def write_queue(engine: Engine) -> Iterator[None]:
    """Hold the write queue of ``engine``; nothing to hold on PostgreSQL. Raises BusyError past the wait."""
    queue = _queues.get(str(engine.url))
    if queue is None:
        yield
        return
    with queue.held():
        yield


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return the engine options for the settings' database."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return {
            "connect_args": {"timeout": 5, "check_same_thread": False},
            "pool_size": 20,
            "max_overflow": 20,
            "json_deserializer": _from_json,
        }
    options = "-c lock_timeout=3000 -c statement_timeout=15000"
    return {
        "connect_args": {"options": options},
        "pool_size": 10,
        "max_overflow": 10,
        "isolation_level": "READ COMMITTED",
        "json_deserializer": _from_json,
    }


def _from_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON
    """Read a JSON column; most hold nothing, and a ranking reads hundreds of thousands of those."""
    empty = EMPTY.get(text)
    return json.loads(text) if empty is None else empty()


def prepare(engine: Engine, settings: Settings) -> None:
    """Attach the recipe to an engine: SQLite gets pragmas, explicit BEGIN and its write queue."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "checkin", _on_checkin)
        event.listen(engine, "checkout", functools.partial(_on_checkout, engine.dialect))
        return
    if engine.url.database:
        lock = Path(engine.url.database).with_suffix(".write-queue")
        _queues[str(engine.url)] = _FileQueue(lock, settings.write_wait_seconds)
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


def _on_checkin(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[IDLE_SINCE] = time.monotonic()


def _on_checkout(dialect: sa.Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - a driver's connection
    """Ask a connection that lay idle, or was spoken to, whether its server still answers: not each time, it costs."""
    idle = time.monotonic() - record.info.get(IDLE_SINCE, time.monotonic())
    if idle < ASK_AFTER_SECONDS and not _spoken_to(connection):
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error  # the pool then opens another one


def _spoken_to(connection: Any) -> bool:  # noqa: ANN401 - a driver's connection
    """Tell whether something waits to be read though nothing was asked: so a server says that it hangs up."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _on_sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(ALONE):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITE) else "BEGIN")


@functools.lru_cache(maxsize=8)
def lone_reader(engine: Engine) -> Engine:
    """Return the same engine for single SELECTs that need no transaction around them: no BEGIN, no ROLLBACK."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{ALONE: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


class KeptCompiled(dict[Any, Any]):
    """What one statement compiles to, by dialect: looking a long one up by all its parts costs more than running it."""

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's own keys
        """Look by the dialect alone, the first part of a key."""
        return super().get(key[0], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own keys
        super().__setitem__(key[0], compiled)


def compact(engine: Engine) -> bool:
    """Write the database anew, so that nothing deleted is left in its files; false while somebody still reads it.

    Needs the session of the caller to hold no transaction. SQLite: VACUUM, then the -wal is emptied. PostgreSQL:
    VACUUM. Other writers wait meanwhile. Raises BusyError past the wait.
    """
    try:
        if engine.dialect.name == "sqlite":
            return _compact_sqlite(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("RESET statement_timeout")
    except (OperationalError, sqlite3.OperationalError):
        return False
    return True


def _compact_sqlite(engine: Engine) -> bool:
    raw = engine.raw_connection()
    try:
        connection = cast("sqlite3.Connection", raw.driver_connection)
        with write_queue(engine):
            connection.execute("VACUUM")
            return int(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]) == 0
    finally:
        raw.close()


def describe(engine: Engine) -> dict[str, str]:
    """Return engine, version and durability settings, as /healthz shows them."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
            return {"engine": f"SQLite {sqlite3.sqlite_version}", "journal": str(journal), "sync": str(synchronous)}
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        sync = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return {"engine": f"PostgreSQL {version}", "journal": "wal", "sync": str(sync)}


def copy_sqlite(engine: Engine, target: Path) -> None:
    """Copy the whole SQLite database, as it is at one instant, to the new file ``target``, while others write.

    One step of the engine's backup holds one read transaction, so writers neither wait nor show. The copy is a single
    file: it needs no -wal beside it. Raises OSError when it cannot be written.
    """
    raw = engine.raw_connection()
    try:
        source = cast("sqlite3.Connection", raw.driver_connection)
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise OSError(errno.EIO, str(error)) from error
        finally:
            copy.close()
    finally:
        raw.close()


def read_only(where: str) -> Engine:
    """Return an engine that reads another database: an SQLite file by its path, or any database by its URL."""
    if "://" in where:
        return sa.create_engine(where)
    file = f"file:{quote(str(Path(where).resolve()))}"
    return sa.create_engine(sa.URL.create("sqlite", database=file, query={"mode": "ro", "uri": "true"}))


def damage(engine: Engine) -> list[str]:
    """Return what SQLite finds wrong with its file, nothing when it is whole; PostgreSQL watches over its own."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in found if line != "ok"] + [f"{row[0]} {row[1]} -> {row[2]}" for row in strays]
