"""A draw anyone can repeat: the order follows from a published seed and the ids alone."""

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


def drawn(seed: str, entrants: Sequence[str]) -> Draw:
    """Order by the hex SHA-256 of `seed|id`; the list digest is over the sorted ids, one per line."""
    if len(set(entrants)) != len(entrants):
        raise DuplicateEntrantError("an id is on the list twice")
    order = sorted(entrants, key=lambda entrant: _digest(f"{seed}|{entrant}"))
    return Draw(tuple(order), _digest("\n".join(sorted(entrants))))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
