"""Everything that happens in all stories, played in the order of time, so that the log tells it in order, too."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

Act = Callable[[dt.datetime], None]


class Tell(Protocol):
    """Hears how far the loading is."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Take the step's name and how many of its parts are done."""


@dataclass
class Timeline:
    """What will be done when; ``play`` does it."""

    acts: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)

    def at(self, when: dt.datetime, act: Act) -> None:
        """Plan an act; of two at one instant the one planned first comes first."""
        self.acts.append((when, len(self.acts), act))

    def play(self, tell: Tell) -> None:
        """Do everything in the order of time, each act with its own instant."""
        planned = sorted(self.acts, key=lambda row: row[:2])
        for done, (when, _, act) in enumerate(planned):
            if done % 100 == 0:
                tell("正在演一年的赛事", done, len(planned))
            act(when)
        tell("正在演一年的赛事", len(planned), len(planned))
