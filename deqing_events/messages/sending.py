"""Sending what is due: claim, send, record, one message at a time."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import BusyError
from deqing_events.messages import sending_actions
from deqing_events.messages.outgoing import LATER, Gateway, Receipt

logger = logging.getLogger("deqing_events")

AT_MOST = 200
"""Messages of one run; the next run, a minute later, goes on."""

GIVE_UP_AFTER = 5
"""So many in a row that could not go out now mean that the provider is away: leave the rest to the next run."""

SETTLE_TRIES = 3
"""Each waits for the database as long as any write; together they are shorter than the lease."""

CRASHED = "发送时程序出错，稍后再试。"


@dataclass(frozen=True)
class Delivered:
    """How many messages were sent, kept, put off (later), failed for good, dropped as too late, or lost to another."""

    sent: int = 0
    kept: int = 0
    later: int = 0
    failed: int = 0
    dropped: int = 0
    lost: int = 0


def deliver_due(gateway: Gateway, *, clock: Callable[[], dt.datetime], limit: int = AT_MOST) -> Delivered:
    """Send what is due, at most ``limit`` messages; what expired is dropped. Two runs at once share the work."""
    dropped, stuck = sending_actions.close_overdue(now=clock(), by=SYSTEM)
    counts: Counter[str] = Counter(dropped=dropped, failed=stuck)
    in_a_row = 0
    for _ in range(limit):
        outcome = _send_one(gateway, clock)
        if outcome is None:
            break
        counts[outcome] += 1
        in_a_row = in_a_row + 1 if outcome == LATER else 0
        if in_a_row >= GIVE_UP_AFTER:
            break
    return Delivered(**counts)


def deliver_now(message_ids: Iterable[int], gateway: Gateway, *, clock: Callable[[], dt.datetime]) -> Delivered:
    """Send these messages at once, after the transaction that queued them; what a job already took is left to it."""
    outcomes = (_send_one(gateway, clock, message_id) for message_id in message_ids)
    return Delivered(**Counter(outcome for outcome in outcomes if outcome is not None))


def _send_one(gateway: Gateway, clock: Callable[[], dt.datetime], message_id: int | None = None) -> str | None:
    held = sending_actions.claim(now=clock(), by=SYSTEM, message_id=message_id)
    if held is None:
        return None
    try:
        receipt = gateway.send(held.outgoing)
    except Exception as error:  # noqa: BLE001 - one message that breaks a gateway must not hold up the others
        logger.error("message %s: the gateway raised %s", held.outgoing.id, type(error).__name__)  # noqa: TRY400
        receipt = Receipt(LATER, CRASHED)
    return _settle(held, receipt, clock)


def _settle(held: sending_actions.Claim, receipt: Receipt, clock: Callable[[], dt.datetime]) -> str:
    """Record the outcome, patiently: what is not recorded goes out again. Raises BusyError when it stays busy."""
    for _ in range(SETTLE_TRIES - 1):
        try:
            return sending_actions.settle(held, receipt, now=clock(), by=SYSTEM)
        except BusyError:
            continue
    return sending_actions.settle(held, receipt, now=clock(), by=SYSTEM)
