"""Keeping what was there before: one row per changed value of an entrant or a mark, with who, when and why."""

import datetime as dt
from dataclasses import dataclass

from deqing_events import database
from deqing_events.contests.models import MarkChange
from deqing_events.contests.results import queries as results
from deqing_events.domain.roles import Actor

NEEDS_REASON = "成绩已经公布，改动请写明理由；原来的值会保留。"
_WIDTH = 60


class ReasonMissingError(ValueError):
    """Something published would change without a reason; the text is the sentence."""


@dataclass(frozen=True)
class Change:
    """Who changes what is stored, when and why; ``ruling_id`` is the upheld appeal a correction carries out."""

    by: Actor
    now: dt.datetime
    reason: str = ""
    ruling_id: int | None = None

    def keep(self, entrant_id: int, what: str, before: object, after: object, judge: str = "") -> None:
        """Keep the earlier value inside the open transaction; ``what`` names a field or a criterion."""
        database.session().add(
            MarkChange(
                entrant_id=entrant_id,
                what=what[:_WIDTH],
                judge=judge,
                before=_text(before),
                after=_text(after),
                reason=self.reason,
                by=self.by.who,
                at=self.now,
            )
        )


def require_reason(event_id: int, change: Change) -> None:
    """Raise ReasonMissingError when results stand published and the change gives no reason."""
    if not change.reason and results.latest(event_id) is not None:
        raise ReasonMissingError(NEEDS_REASON)


def _text(value: object) -> str:
    return "" if value is None else str(value)[:_WIDTH]
