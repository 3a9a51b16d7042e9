"""Passes: the opaque token behind a QR code, the short code people read out, issuing and revoking.

The token is derived from the pass's row (registration, serial and its random short code) with a key outside the
database; the table keeps only its hash, so a stolen database shows no usable pass, and a restored one cannot hand an
old token to somebody else.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

from deqing_events import database
from deqing_events.domain import rotating
from deqing_events.domain.text import compact
from deqing_events.registration.models import Pass, Registration
from deqing_events.settings import Keys

TOKEN_LENGTH = 26
"""Base32 characters: 130 bits."""

SHORT_CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""No pair that is mixed up by eye or by ear on the phone: no 0 O, 1 I L, 2 Z, 5 S, 8 B."""

SHORT_CODE_LENGTH = 8


def token_for(held: Pass, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) of a pass."""
    return _derived(held.registration_id, held.serial, held.short_code, keys)


def hash_token(token: str) -> str:
    """Return what the table keeps of a token: SHA-256 (hex) of its upper-case form."""
    return hashlib.sha256(token.upper().encode()).hexdigest()


def turning_code(token: str, *, keys: Keys, now: dt.datetime) -> str:
    """Return what stands behind the token in the code of a rotating pass during this half minute."""
    return rotating.code_at(keys.passes, _subject(token), rotating.step_at(now))


def is_fresh(token: str, turning: str, *, key: bytes, now: dt.datetime) -> bool:
    """Tell whether a rotating pass showed ``turning`` just now; ``key`` is the installation's key of passes."""
    return rotating.is_fresh(key, _subject(token), turning, now)


def _subject(token: str) -> str:
    return f"pass:{token.upper()}"


def normalise_short_code(text: str) -> str:
    """Return a typed short code as it is stored: upper-case, without spaces and hyphens."""
    return compact(text).upper().replace("-", "")


def spoken(short_code: str) -> str:
    """Return the short code in two groups, as it is shown and read out."""
    return f"{short_code[:4]} {short_code[4:]}"


def issue(registration: Registration, *, keys: Keys, now: dt.datetime) -> Pass:
    """Add the next pass of a registration (which has its id already) to the open transaction."""
    serial = max((held.serial for held in registration.passes), default=0) + 1
    made = Pass(**_values(registration.id, serial, keys, now), registration=registration)
    session = database.session()
    session.add(made)
    session.flush()
    return made


def first_of(registrations: Sequence[Registration], *, keys: Keys, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the first pass of each of several new registrations, as values to insert."""
    return [_values(each.id, 1, keys, now) for each in registrations]


def _values(registration_id: int, serial: int, keys: Keys, now: dt.datetime) -> dict[str, Any]:
    short_code = "".join(secrets.choice(SHORT_CODE_LETTERS) for _ in range(SHORT_CODE_LENGTH))
    token = _derived(registration_id, serial, short_code, keys)
    return {
        "registration_id": registration_id,
        "serial": serial,
        "token_hash": hash_token(token),
        "short_code": short_code,
        "issued_at": now,
        "revoke_reason": "",
    }


def revoke(registration: Registration, reason: str, *, now: dt.datetime) -> None:
    """Revoke whatever pass of the registration still lives."""
    for held in registration.passes:
        if held.revoked_at is None:
            held.revoked_at, held.revoke_reason = now, reason


def current(registration: Registration) -> Pass:
    """Return the pass that counts: the one issued last."""
    return max(registration.passes, key=lambda held: held.serial)


def _derived(registration_id: int, serial: int, short_code: str, keys: Keys) -> str:
    message = f"pass:{registration_id}.{serial}.{short_code}"
    digest = hmac.new(keys.passes, message.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:TOKEN_LENGTH]
