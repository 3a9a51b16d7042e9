"""Certificates, the batches they were issued in, and the counters their numbers come from."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.contests.models import Publication
from deqing_events.database import Base, check, once
from deqing_events.domain.certificates import CertificateState
from deqing_events.events.models import Event

_STATES_SQL = ", ".join(f"'{state.value}'" for state in CertificateState)


class CertificateCounter(Base):
    """The last serial given in a series of numbers. Raised in the transaction that issues, so no number is skipped."""

    __tablename__ = "certificate_counter"
    __table_args__ = (
        once("series", sentence="证书编号刚被别人占用，请再点一次。"),
        check("last >= 0", "last", sentence="证书编号只能往上数。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(60))
    last: Mapped[int] = mapped_column(default=0)


class CertificateBatch(Base):
    """One act of issuing: from which publication, with which words. A re-issue is a batch of one with its reason."""

    __tablename__ = "certificate_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    item: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[dt.date]
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    event: Mapped[Event] = relationship()
    publication: Mapped[Publication] = relationship()


class Certificate(Base):
    """One certificate. ``subject`` is what it is for in its event (``entrant:A1``, ``team:武康街道``).

    ``masked_at`` is when the name on file was masked for good; the certificate can be checked, but not printed again.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        once("number", sentence="这个证书编号已经用过了，请再点一次。"),
        once("code", sentence="查验码撞上了，请再点一次。"),
        once("event_id", "subject", sentence="有人刚发过其中的证书，请刷新后再看。", where="state = 'valid'"),
        once("replaces_id", sentence="这张证书刚换发过，请刷新后再看。", where="replaces_id IS NOT NULL"),
        check(f"state IN ({_STATES_SQL})", "state", sentence="证书只有有效、已换发、已撤销三种状态。"),
        check("holder_kind IN ('person', 'team', 'unit')", "holder", sentence="证书发给个人、团队或单位。"),
        Index(None, "registration_id"),
        Index(None, "batch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batch.id"))
    subject: Mapped[str] = mapped_column(String(90))
    holder_kind: Mapped[str] = mapped_column(String(8))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    award: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=CertificateState.VALID.value)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    masked_at: Mapped[dt.datetime | None]
    batch: Mapped[CertificateBatch] = relationship()
