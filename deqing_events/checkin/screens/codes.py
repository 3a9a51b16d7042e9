"""What a screen or poster shows: all derived from its row and a key outside the database.

The *token* opens the screen's own page. The *code* stands in the QR that workers scan, beside the number of the link,
and opens nothing but the page to check in on; whoever has it cannot get the next one.
"""

import datetime as dt
import hashlib
import hmac
from typing import Protocol

from deqing_events.checkin.gate_tokens import derived
from deqing_events.domain import rotating
from deqing_events.settings import Keys

TOKEN_LENGTH = 26
"""Base32 characters: 130 bits."""


class Shows(Protocol):
    """A screen or poster, as its row or as the answer of a query."""

    @property
    def id(self) -> int:
        """The number of its link."""

    @property
    def serial(self) -> int:
        """What makes its secrets its own."""

    @property
    def kind(self) -> str:
        """Venue, poster or wall."""


def screen_token(link_id: int, serial: int, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) in the address of a screen."""
    return derived(f"screen:{link_id}.{serial}", keys)


def token_hash(token: str) -> str:
    """Return what the table keeps of a screen's token: SHA-256 (hex) of its upper-case form."""
    return hashlib.sha256(token.upper().encode()).hexdigest()


def shown_code(screen: "Shows", *, keys: Keys, now: dt.datetime) -> str:
    """Return the code a screen shows now, or the one code of a poster."""
    if screen.kind == "poster":
        return _poster(screen.id, screen.serial, keys)
    return rotating.code_at(keys.passes, _subject(screen.id, screen.serial), rotating.step_at(now))


def is_good(shown: str, screen: "Shows", *, keys: Keys, now: dt.datetime) -> bool:
    """Tell whether somebody who shows this code has just read it off the screen, or the poster."""
    if screen.kind == "poster":
        return hmac.compare_digest(_poster(screen.id, screen.serial, keys).encode(), shown.upper().encode())
    return screen.kind == "venue" and rotating.is_fresh(keys.passes, _subject(screen.id, screen.serial), shown, now)


def _subject(link_id: int, serial: int) -> str:
    return f"venue:{link_id}.{serial}"


def _poster(link_id: int, serial: int, keys: Keys) -> str:
    return derived(f"poster:{link_id}.{serial}", keys)
