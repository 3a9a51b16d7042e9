"""Giving certificates their numbers, inside the transaction that issues them."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.certificates.candidates import Candidate
from deqing_events.contests.certificates.models import Certificate, CertificateBatch, CertificateCounter
from deqing_events.contests.history import Change
from deqing_events.contests.models import Publication
from deqing_events.domain.certificates import CODE_LENGTH, CODE_LETTERS, NumberPattern


@dataclass(frozen=True)
class Wording:
    """What stands on the certificates beside the holder: the item, who issues, on which day."""

    item: str
    issuer: str
    issued_on: dt.date


def have_counter(series: str) -> None:
    """Make the counter of a series in a transaction of its own; whoever comes second finds it made."""
    if database.session().scalar(select(CertificateCounter.id).where(CertificateCounter.series == series)) is None:
        try:
            with database.transaction() as session:
                session.add(CertificateCounter(series=series, last=0))
        except IntegrityError:
            return


def open_batch(
    session: Session, publication: Publication, wording: Wording, count: int, change: Change
) -> CertificateBatch:
    """Store the act of issuing, from which publication and with which words."""
    made = CertificateBatch(
        event_id=publication.event_id,
        publication_id=publication.id,
        item=wording.item,
        issuer=wording.issuer,
        issued_on=wording.issued_on,
        count=count,
        reason=change.reason,
        by=change.by.who,
        at=change.now,
    )
    session.add(made)
    session.flush()
    return made


def numbered(
    session: Session, batch: CertificateBatch, chosen: Sequence[Candidate], pattern: NumberPattern
) -> list[Certificate]:
    """Give each the next number; the counter's row stays locked until the end, so none is skipped or given twice."""
    year = batch.issued_on.year
    last: int = session.execute(
        update(CertificateCounter)
        .where(CertificateCounter.series == pattern.series(year))
        .values(last=CertificateCounter.last + len(chosen))
        .returning(CertificateCounter.last)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    made = [
        Certificate(
            event_id=batch.event_id,
            batch_id=batch.id,
            subject=each.subject,
            holder_kind=each.holder_kind,
            registration_id=each.registration_id,
            name=each.name,
            unit_name=each.unit_name,
            award=each.award,
            number=pattern.number(year, serial),
            code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        )
        for serial, each in enumerate(chosen, last - len(chosen) + 1)
    ]
    session.add_all(made)
    session.flush()
    return made


def note(action: str, batch: CertificateBatch, made: Sequence[Certificate], change: Change) -> None:
    """Write down in the log what was issued."""
    numbers = {"count": len(made), "first_number": made[0].number, "last_number": made[-1].number}
    record(
        action, "event", batch.event_id, by=change.by, now=change.now, batch=batch.id, **numbers, reason=change.reason
    )
