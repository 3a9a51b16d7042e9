"""How a one-time code gets to its mobile: queued inside the caller's transaction, delivered after it."""

import datetime as dt
from collections.abc import Callable, Sequence

from deqing_events.domain.roles import Actor

Sent = Callable[[str, str], None]

_waiting: list[Sent] = []


def queue_code(mobile: str, code: str, *, now: dt.datetime, by: Actor) -> Sequence[int]:
    """Queue the message with a code in the open transaction; returns what ``deliver`` takes."""
    del now, by
    for heard in _waiting:
        heard(mobile, code)
    return ()


def deliver(queued: Sequence[int]) -> None:
    """Send what was queued; called when the transaction is committed, since a gateway is slow."""
    del queued


def listen(heard: Sent) -> None:
    """Hear every code that is sent, instead of a phone."""
    _waiting[:] = [heard]
