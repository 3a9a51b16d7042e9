"""What the many apps of one test run need only once: compiled templates, address rules and statements.

Each test has an app of its own. Compiling all this was half of the suite's time, and it comes out the same every time.
The program under test is not changed: servers of their own process do not see this module.
"""

from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from deqing_events.accounts import passwords

STATEMENTS = 5000


class TemplatesOnce(BytecodeCache):
    """Compiled templates in memory; jinja itself checks that the source is still the same."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when its template was compiled before."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


_compile = Rule.compile
_compiled: dict[tuple[Any, ...], Rule] = {}


def _compile_once(rule: Rule) -> None:
    """Compile a rule, or take what an equal one of another app was compiled to."""
    key = rule.rule, rule.subdomain, rule.merge_slashes, repr(rule.defaults), rule.map.converters["int"]
    known = _compiled.setdefault(key, rule)
    if known is rule:
        _compile(rule)
        return
    for name in ("_parts", "_trace", "_converters"):
        setattr(rule, name, getattr(known, name))
    rule.arguments |= known.arguments
    for name in ("_build", "_build_unknown"):
        setattr(rule, name, getattr(known, name).__func__.__get__(rule))


_make_engine = SQLAlchemy._make_engine  # noqa: SLF001 - where it makes its engines
_engines: dict[str, Engine] = {}
_statements: dict[str, LRUCache[Any, Any]] = {}


def _make_warm_engine(self: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
    """Make an engine that knows the statements earlier engines of its kind compiled.

    A compiled statement belongs to a dialect, so they share that too, once it knows its server.
    """
    engine: Engine = _make_engine(self, bind_key, options, app)
    kind = engine.dialect.name
    known = _engines.setdefault(kind, engine)
    if known.dialect.server_version_info:
        engine.dialect = known.dialect
    else:
        _engines[kind] = engine
    engine._compiled_cache = _statements.setdefault(kind, LRUCache(STATEMENTS))  # noqa: SLF001 - no public way
    return engine


def share() -> None:
    """Let all apps of this process share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": TemplatesOnce()}
    Rule.compile = _compile_once  # type: ignore[assignment, method-assign]
    # As slow as it has to be in earnest, hashing a password would be most of what the tests of signing in take.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # noqa: SLF001
    SQLAlchemy._make_engine = _make_warm_engine  # type: ignore[method-assign]  # noqa: SLF001
