"""Offers of a place: a link by which somebody else takes a registration over."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, once
from deqing_events.registration.models import Registration


class PlaceOffer(Base):
    """The link that whoever holds a place gives to a substitute; one open at a time.

    ``ended_at`` is when it was used or taken back; ``taken_by_id`` the registration that came of it. The token in the
    link is derived from the row and a key outside the database; the table keeps only its hash.
    """

    __tablename__ = "place_offer"
    __table_args__ = (
        once("token_hash", sentence="换人链接重复，请再试一次。"),
        once("registration_id", sentence="换人链接已经生成了。", where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    code: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    registration: Mapped[Registration] = relationship(foreign_keys=[registration_id])
