"""A draw anyone can repeat: the order follows from a published seed and the ids alone.

Vocabulary: a *lot* is the number drawn, from 1; the *list digest* proves who took part and was fixed before the seed
was known. Whoever comes after the seed is known takes the next lot at the end: nobody else's lot moves, and the number
given to a late entrant cannot be chosen so that it lands on a wished place.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


class DuplicateEntrantError(ValueError):
    """An id is on the list twice, so the draw would favour it."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The drawn order, and the digest of the list that proves who took part."""

    order: tuple[str, ...]
    list_sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the recomputation: the text that is hashed and its SHA-256 in hex, the lowest first."""

    lot: int
    entrant: str
    text: str
    sha256: str


def drawn(seed: str, entrants: Sequence[str]) -> Draw:
    """Order by the hex SHA-256 of `seed|id`; the list digest is over the sorted ids, one per line."""
    if len(set(entrants)) != len(entrants):
        raise DuplicateEntrantError("an id is on the list twice")
    order = sorted(entrants, key=lambda entrant: _digest(f"{seed}|{entrant}"))
    return Draw(tuple(order), list_digest(entrants))


def list_text(entrants: Sequence[str]) -> str:
    """Return what the list digest is over: the ids sorted by code point, one per line, no line end after the last."""
    return "\n".join(sorted(entrants))


def list_digest(entrants: Sequence[str]) -> str:
    """Return the SHA-256 of the list in hex."""
    return _digest(list_text(entrants))


def worked_lines(seed: str, entrants: Sequence[str]) -> tuple[Line, ...]:
    """Return every line of the recomputation in drawn order. Raises DuplicateEntrantError as ``drawn`` does."""
    order = drawn(seed, entrants).order
    texts = [f"{seed}|{entrant}" for entrant in order]
    pairs = enumerate(zip(order, texts, strict=True), 1)
    return tuple(Line(lot, entrant, text, _digest(text)) for lot, (entrant, text) in pairs)


def recipe(seed: str, entrants: Sequence[str]) -> tuple[str, str]:
    """Return two shell commands: one prints the list digest, one the hashes with their ids in drawn order."""
    words = " ".join(shlex.quote(entrant) for entrant in sorted(entrants))
    listed = f"printf '%s' \"$(printf '%s\\n' {words})\" | sha256sum"
    each = f"printf '%s|%s' {shlex.quote(seed)} \"$n\" | sha256sum | cut -c1-64"
    return listed, f'for n in {words}; do echo "$({each}) $n"; done | LC_ALL=C sort'


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
