"""What a grant can be bound to. Features above say how a code is found and how an id is called."""

from collections.abc import Callable
from dataclasses import dataclass

from deqing_events.domain.roles import Grant, Scope


@dataclass(frozen=True)
class ScopeSource:
    """How one kind of bound is looked up: ``find`` turns a code or name into an id, ``label`` an id into words."""

    word: str
    hint: str
    find: Callable[[str], int | None]
    label: Callable[[int], str]


_sources: dict[Scope, ScopeSource] = {}


def offer(scope: Scope, source: ScopeSource) -> None:
    """Let a feature (through the factory) say how its objects are found and called."""
    _sources[scope] = source


def source(scope: Scope) -> ScopeSource | None:
    """Return the source of a scope; None for the county, which needs no bound."""
    return _sources.get(scope)


def words(grant: Grant) -> str:
    """Return what a grant is bound to, for people."""
    held = _sources.get(grant.scope)
    if held is None or grant.scope_id is None:
        return "全县"
    return held.label(grant.scope_id)
