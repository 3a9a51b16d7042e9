"""The draft of a contest's rules; what holds is a ``RuleSheet``."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base


class RuleDraft(Base):
    """What is being written: one per contest, seen by staff only, gone when it becomes a version.

    ``document`` is the sheet with its team table under ``league``; its values may be anything typed so far. ``undone``
    is the document before the last change of shape, to go back to. ``revision`` is drawn anew at each change, so that
    two people who write at once notice.
    """

    __tablename__ = "rule_draft"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    undone: Mapped[dict[str, Any] | None]
    revision: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
