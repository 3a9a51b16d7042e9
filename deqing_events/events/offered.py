"""What events offer to features below: the factory attaches it at start."""

from deqing_events.accounts import scopes
from deqing_events.domain.roles import Scope
from deqing_events.events import queries


def attach() -> None:
    """Let rights be bound to an event by its code."""
    source = scopes.ScopeSource("赛事", "请填赛事编号，比如 DQ26-0012。", queries.event_id_by_code, queries.label)
    scopes.offer(Scope.EVENT, source)
