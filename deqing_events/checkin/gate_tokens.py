"""Tokens of gate links: derived from the link's row and a key outside the database, so they can be shown again.

The table keeps the hash only. A phone that opened a link holds a random token of its own (accounts.passwords).
"""

import base64
import hashlib
import hmac

from deqing_events.settings import Keys

TOKEN_LENGTH = 26
"""Base32 characters: 130 bits."""


def link_token(link_id: int, serial: int, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) in the address of a gate link."""
    return derived(f"gate:{link_id}.{serial}", keys)


def derived(subject: str, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) of the row that ``subject`` names by kind, id and serial."""
    digest = hmac.new(keys.passes, subject.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:TOKEN_LENGTH]


def token_hash(token: str) -> str:
    """Return what the table keeps of a link's token: SHA-256 (hex) of its upper-case form."""
    return hashlib.sha256(token.upper().encode()).hexdigest()
