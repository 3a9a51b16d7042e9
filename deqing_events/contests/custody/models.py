"""Who gave out the blind codes of an event, and when the seal over the pairing was opened.

The codes themselves are ``Entrant.blind_code``. From the first row of ``code_issue`` until a ``code_opening`` the
pairing is *sealed*: no page but the encryption officer's shows it, and that page shows no names.
"""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class CodeIssue(Base):
    """One act of giving out codes; ``reason`` says why all were replaced, empty for the first and for additions."""

    __tablename__ = "code_issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]


class CodeOpening(Base):
    """The end of the seal of an event: from here on the pairing may be read."""

    __tablename__ = "code_opening"
    __table_args__ = (once("event_id", sentence="这场的盲码已经解密了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
