"""What staff do about somebody's pass: a new one, or letting nobody in with it before they were looked at."""

import datetime as dt

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import passes
from deqing_events.registration.actions import locked
from deqing_events.settings import Keys


def reissue(registration_id: int, *, reason: str, keys: Keys, now: dt.datetime, by: Actor) -> str:
    """Issue a new pass and revoke the old one everywhere; returns the new token.

    Raises RegistrationRefusedError when the registration is not active.
    """
    with database.transaction() as session:
        held = locked(session, registration_id)
        passes.revoke(held, reason[:60], now=now)
        made = passes.issue(held, keys=keys, now=now)
        record("pass.reissue", "registration", held.id, by=by, now=now, serial=made.serial)
        return passes.token_for(made, keys)


def set_blocked(registration_id: int, *, blocked: bool, reason: str, now: dt.datetime, by: Actor) -> None:
    """Keep a registered person out at the door, or let them in again. Raises RegistrationRefusedError as above."""
    with database.transaction() as session:
        held = locked(session, registration_id)
        if held.blocked == blocked:
            return  # the other tap of a double tap
        held.blocked = blocked
        action = "registration.block" if blocked else "registration.unblock"
        record(action, "registration", held.id, by=by, now=now, reason=reason[:200])
