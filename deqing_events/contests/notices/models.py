"""What a public notice announced: how long the results of one publication are open to objections, and where."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Publication
from deqing_events.database import Base, check, once


class Notice(Base):
    """The notice of one publication. ``ends_on`` is the last day, as it was announced; it never moves afterwards.

    ``uncertain`` says that the calendar of holidays was not known for all of it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        once("publication_id", sentence="这次公布已经有公示了，请刷新后再看。"),
        check("starts_on <= ends_on", "period", sentence="公示的最后一天不能早于第一天。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    days: Mapped[int]
    uncertain: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    publication: Mapped[Publication] = relationship()
