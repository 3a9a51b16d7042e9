"""One round of issuing certificates."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.certificates.models import CertificateBatch
from deqing_events.database import Base, check, once


class CertificateRun(Base):
    """Certificates on their way: ``done`` of ``subjects`` were dealt with, each issued or in ``missed`` with why.

    A piece and the count go into one transaction, so whoever goes on after a stop leaves nobody out and takes nobody
    twice. ``missed`` holds pairs of a subject and a sentence, no names.
    """

    __tablename__ = "certificate_run"
    __table_args__ = (
        once("event_id", sentence="这一场正在发证书，请等这一批发完再发。", where="finished_at IS NULL"),
        once("batch_id", sentence="这一批证书已经在发了，请刷新后再看。"),
        check("done >= 0", "done", sentence="发了几张只能往上数。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batch.id"))
    subjects: Mapped[list[Any]]
    done: Mapped[int] = mapped_column(default=0)
    missed: Mapped[list[Any]] = mapped_column(default=list)
    beat_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    batch: Mapped[CertificateBatch] = relationship()

    @property
    def total(self) -> int:
        """How many were chosen."""
        return len(self.subjects)
