"""The database: typed base, engine recipe, and ``transaction()``, the only way to write.

Vocabulary: a *sentence* is what people read when a constraint refuses something; each unique index and check
constraint owns one. This module never knows a feature.

The recipe (docs/architecture.md, "Writing"): SQLite runs with explicit BEGIN for reads and BEGIN IMMEDIATE for writes,
and writers of all processes queue on a lock file, because SQLite's own busy handler has no queue. PostgreSQL runs READ
COMMITTED with short lock and statement timeouts.
"""

import datetime as dt
import functools
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    ORMExecuteState,
    Session,
    make_transient_to_detached,
    registry,
)

from deqing_events.engines import WRITE, BusyError, KeptCompiled, is_busy, lone_reader, write_queue

P = ParamSpec("P")
R = TypeVar("R")
BeforeCommit = Callable[[Session], None]

CONFLICT_CODES = frozenset({"40001", "40P01"})
CONFLICT_TRIES = 5
_before_commit: list[BeforeCommit] = []
_after_end: list[BeforeCommit] = []


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware instant, stored as UTC on both engines, always read back aware. A naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Turn an aware instant into the stored form."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Turn the stored form into an aware instant in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Every table's parent. The registry is explicit so that Flask-SQLAlchemy's own base shares it."""

    registry: ClassVar[registry] = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            dt.datetime: UtcDateTime(),
            dict[str, Any]: sa.JSON(none_as_null=True),
            list[Any]: sa.JSON(none_as_null=True),
        },
    )
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


def once(*columns: str, sentence: str, where: str | None = None) -> sa.Index:
    """Return a unique index over ``columns`` whose breach reads as ``sentence``; ``where`` makes it partial (SQL)."""
    options: dict[str, Any] = {}
    if where is not None:
        options = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    return sa.Index(None, *columns, unique=True, info={"sentence": sentence}, **options)


def check(condition: str, name: str, *, sentence: str) -> sa.CheckConstraint:
    """Return a check constraint named ``name`` whose breach reads as ``sentence``."""
    return sa.CheckConstraint(condition, name=name, info={"sentence": sentence})


class WriteOutsideTransactionError(RuntimeError):
    """Something tried to write without ``transaction()``: a bug, never a user's doing."""


def before_commit(hook: BeforeCommit) -> BeforeCommit:
    """Run ``hook(session)`` as the last act of every transaction (the audit chain uses it, to lock its head late)."""
    _before_commit.append(hook)
    return hook


def after_end(hook: BeforeCommit) -> BeforeCommit:
    """Run ``hook(session)`` when a transaction has ended, committed or not."""
    _after_end.append(hook)
    return hook


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one write transaction of a use case and commit it; any exception rolls all of it back.

    Whatever the session read before is forgotten first, so that decisions are made on what is true under the lock.
    Raises BusyError when the wait for the lock exceeds the setting or the database is read-only, RuntimeError when
    nested.
    """
    session = let_go()
    with write_queue(db.engine):
        _begin(session)
        session.info[WRITE] = True
        try:
            yield session
            session.flush()
            for hook in _before_commit:
                hook(session)
            session.commit()
        except (OperationalError, InternalError) as error:
            session.rollback()
            if is_busy(error):
                raise BusyError(str(error.orig)) from error
            raise
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(WRITE, None)
            for hook in _after_end:
                hook(session)


def let_go() -> Session:
    """End what the context's session was reading and forget it. Raises RuntimeError inside a transaction."""
    session = cast("Session", db.session())
    if session.info.get(WRITE):
        raise RuntimeError("transactions do not nest: the caller already opened one")
    session.rollback()
    session.expire_all()
    return session


def _begin(session: Session) -> None:
    try:
        session.connection(execution_options={WRITE: True})
    except OperationalError as error:
        session.rollback()
        if is_busy(error):
            raise BusyError(str(error.orig)) from error
        raise


def retrying(function: Callable[P, R]) -> Callable[P, R]:
    """Run an action again, with jitter, when PostgreSQL ends it for a deadlock or a serialisation conflict."""

    @functools.wraps(function)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(CONFLICT_TRIES - 1):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in CONFLICT_CODES:
                    raise
                time.sleep(random.uniform(0.005, 0.02) * (attempt + 1))  # noqa: S311 - jitter, not a secret
        return function(*args, **kwargs)

    return again


def violated(error: IntegrityError) -> str | None:
    """Return the sentence of the constraint behind ``error``, or None when it owns none (a foreign key, say).

    PostgreSQL names the constraint; SQLite names the columns of a unique index and the name of a check.
    """
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if name is not None:
        return _sentences_by_name().get(name)
    kind, _, what = str(error.orig).partition(" constraint failed: ")
    if kind == "CHECK":
        return _sentences_by_name().get(what)
    return _sentences_by_columns().get(frozenset(part.strip() for part in what.split(",")))


def owned_constraints() -> Iterator[tuple[str, frozenset[str], str | None]]:
    """Yield name, ``table.column`` set (empty for a check) and sentence of every unique index and check constraint."""
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            if index.unique:
                columns = frozenset(f"{table.name}.{column.name}" for column in index.columns)
                yield str(index.name), columns, index.info.get("sentence")
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                columns = frozenset(f"{table.name}.{column.name}" for column in constraint.columns)
                yield str(constraint.name), columns, constraint.info.get("sentence")
            elif isinstance(constraint, sa.CheckConstraint):
                yield str(constraint.name), frozenset(), constraint.info.get("sentence")


@functools.cache
def _sentences_by_name() -> dict[str, str]:
    return {name: sentence for name, _, sentence in owned_constraints() if sentence}


@functools.cache
def _sentences_by_columns() -> dict[frozenset[str], str]:
    return {columns: sentence for _, columns, sentence in owned_constraints() if columns and sentence}


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(WRITE) and (session.new or session.dirty or session.deleted):
        raise WriteOutsideTransactionError("write through database.transaction()")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if not state.is_select and not state.session.info.get(WRITE):
        raise WriteOutsideTransactionError("write through database.transaction()")


def session() -> Session:
    """Return the session of the current application context."""
    return cast("Session", db.session())


class Glance:
    """One SELECT of columns that a hot path makes before it writes, on a connection of its own, no transaction around.

    It sees what is committed, not what the caller's open transaction has written.
    """

    def __init__(self, statement: sa.Select[Any]) -> None:
        """Keep the statement; it is compiled once for each dialect."""
        self._statement = statement
        self._options: dict[str, Any] = {"compiled_cache": KeptCompiled()}

    def rows(self, values: Mapping[str, object]) -> Sequence[sa.Row[Any]]:
        """Return the rows for these values, always under the same names."""
        with lone_reader(db.engine).connect() as connection:
            return connection.execute(self._statement, values, execution_options=self._options).all()


def add_many(session: Session, rows: Sequence[Base], known_by: InstrumentedAttribute[str]) -> None:
    """Store new rows of one table with one statement; ids are learnt by a unique column, the session has them then.

    All have the same attributes set. Adding them one by one costs a database several times as much. Raises
    IntegrityError.
    """
    mapper = sa.inspect(type(rows[0]))
    keys = [each.key for each in mapper.column_attrs if each.key in sa.inspect(rows[0]).dict]
    connection, table = session.connection(), rows[0].__table__
    connection.execute(sa.insert(cast("sa.Table", table)), [{key: getattr(row, key) for key in keys} for row in rows])
    named = {getattr(row, known_by.key): row for row in rows}
    for name, row_id in connection.execute(sa.select(known_by, table.c.id).where(known_by.in_(named))):
        named[name].id = row_id  # type: ignore[attr-defined]  # every table of rows that come in numbers has one
    for row in rows:
        make_transient_to_detached(row)
    session.add_all(rows)


@contextmanager
def reading_from(engine: Engine) -> Iterator[None]:
    """Let queries of this application context read another database, a copy say; nothing can be written there."""
    db.session.remove()
    db.session.registry.set(cast("Any", Session(engine)))
    try:
        yield
    finally:
        db.session.remove()
        engine.dispose()


def row_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session().scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}
