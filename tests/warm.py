"""What the many apps of one test run need only once: compiled templates and the builders of their addresses.

Each test has an app of its own. Compiling its templates and address rules was half of the suite's time, and both come
out the same every time. The program under test is not changed: servers of their own process do not see this module.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


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


_compile = Rule._compile_builder  # noqa: SLF001 - werkzeug has no public way to keep them
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def _compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - its signature
    """Return the builder of a rule. It is bound to its rule only afterwards, so equal rules may share one."""
    key = rule.rule, rule.subdomain, repr(rule.defaults), tuple(rule._trace), append_unknown  # noqa: SLF001
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


def share() -> None:
    """Let all apps of this process share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": TemplatesOnce()}
    Rule._compile_builder = _compile_once  # type: ignore[assignment, method-assign]  # noqa: SLF001
