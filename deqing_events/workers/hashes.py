"""What the tables keep instead of a secret: of a phone's cookie, of a mobile nobody has proved, of a one-time code."""

import hashlib

from deqing_events.organisations.identity_vault import keyed_hash
from deqing_events.settings import Keys


def phone_hash(cookie: str) -> str:
    """Return what the table keeps of a phone's cookie: SHA-256 (hex); the cookie is random, so no salt is needed."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def mobile_key(mobile: str, keys: Keys) -> str:
    """Return the keyed hash of a mobile: equal for equal numbers, no number to be had from it without the key."""
    return keyed_hash(f"sign-in:{mobile}", keys)


def code_hash(code: str, phone: str, mobile: str, keys: Keys) -> str:
    """Return the keyed hash of a code, good for one phone (its hash) and one mobile (its key) only."""
    return keyed_hash(f"code:{phone}:{mobile}:{code}", keys)
