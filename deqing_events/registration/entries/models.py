"""Lists of people that were handed in and wait for the word of whoever handed them in."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check
from deqing_events.events.models import Event


class EntryUpload(Base):
    """One list for one event: previewed → done, or dropped. ``people`` counts who was registered by it.

    The workbook lies beside the database under ``stored_name`` until it was used, given up or its time is over; then
    both its names are empty.
    """

    __tablename__ = "entry_upload"
    __table_args__ = (
        check("state IN ('previewed', 'done', 'dropped')", "state", sentence="这份名单的状态不在可用的几种里。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    stored_name: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(10), default="previewed")
    people: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    finished_at: Mapped[dt.datetime | None]
    event: Mapped[Event] = relationship()
