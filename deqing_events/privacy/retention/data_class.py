"""What a data class is: what it holds, how long, how much of it is due, and how what is due goes.

A feature with rows or files of its own that may not stay adds a ``DataClass`` to ``classes.CLASSES``.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from deqing_events.domain.retention import Keeping, cutoff
from deqing_events.settings import Settings


@dataclass(frozen=True)
class Moment:
    """When the classes are looked at, and the installation's settings."""

    now: dt.datetime
    settings: Settings

    @property
    def keeping(self) -> Keeping:
        """How long each class is kept here."""
        return self.settings.keeping

    def cutoff(self, days: int) -> dt.datetime:
        """Return the instant before which what is kept for ``days`` is due."""
        return cutoff(self.now, days)


@dataclass(frozen=True)
class DataClass:
    """One class: ``rule`` says its period in words, ``due`` counts what is due, ``clear`` lets it go and counts it."""

    key: str
    title: str
    rule: Callable[[Keeping], str]
    due: Callable[[Moment], int]
    clear: Callable[[Moment], int]
