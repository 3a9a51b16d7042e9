"""Questions about certificates."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.certificates.candidates import Row, candidates, lines
from deqing_events.contests.certificates.models import Certificate, CertificateBatch, CertificateCounter
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.models import Publication
from deqing_events.contests.results import queries as results
from deqing_events.domain.certificates import CertificateState, tidy_code
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration

PAGE_SIZE = 50


@dataclass(frozen=True)
class Asked:
    """What the register is narrowed to: a text (name, number, code, event) and a state, both possibly empty."""

    text: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of the register and how many certificates there are in all."""

    rows: Sequence[Certificate]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def published(event_id: int) -> Publication | None:
    """Return the publication that certificates may be issued from: in public notice or final; else None."""
    found = results.latest(event_id)
    return found if found is not None and found.stage in results.SETTLED else None


def standing(publication: Publication) -> list[Row]:
    """Return who should hold a certificate of this publication's event beside who does."""
    wanted = candidates(publication, entrants.for_event(publication.event_id))
    return lines(wanted, valid(publication.event_id))


def valid(event_id: int) -> list[Certificate]:
    """Return the certificates of an event that count, in order of their numbers."""
    query = select(Certificate).where(
        Certificate.event_id == event_id, Certificate.state == CertificateState.VALID.value
    )
    return list(database.session().scalars(query.options(selectinload(Certificate.batch)).order_by(Certificate.id)))


def of_event(event_id: int) -> list[Certificate]:
    """Return every certificate of an event, ended ones too, in order of their numbers."""
    query = select(Certificate).where(Certificate.event_id == event_id).options(selectinload(Certificate.batch))
    return list(database.session().scalars(query.order_by(Certificate.id)))


def batches(event_id: int) -> list[CertificateBatch]:
    """Return what was issued for an event, the latest first."""
    query = select(CertificateBatch).where(CertificateBatch.event_id == event_id, CertificateBatch.count > 0)
    return list(database.session().scalars(query.order_by(CertificateBatch.id.desc())))


def batch(event_id: int, batch_id: int) -> CertificateBatch | None:
    """Return one batch of an event, or None."""
    query = select(CertificateBatch).where(CertificateBatch.event_id == event_id, CertificateBatch.id == batch_id)
    return database.session().scalars(query).one_or_none()


def printable(event_id: int, batch_id: int | None = None) -> list[Certificate]:
    """Return the valid certificates of an event, or of one batch, whose names are still whole."""
    found = [row for row in valid(event_id) if row.masked_at is None]
    return [row for row in found if batch_id is None or row.batch_id == batch_id]


def by_code(text: str) -> Certificate | None:
    """Return the certificate with a typed code, or None."""
    query = select(Certificate).where(Certificate.code == tidy_code(text)).options(selectinload(Certificate.batch))
    return database.session().scalars(query).one_or_none()


def of_mobile(mobile: str) -> list[Certificate]:
    """Return the valid certificates of sign-ups with this mobile, the newest first."""
    query = (
        select(Certificate)
        .join(Registration, Registration.id == Certificate.registration_id)
        .where(Registration.mobile == mobile, Certificate.state == CertificateState.VALID.value)
        .options(selectinload(Certificate.batch))
        .order_by(Certificate.id.desc())
    )
    return list(database.session().scalars(query))


def of_sign_ups(registration_ids: Sequence[int]) -> list[Certificate]:
    """Return every certificate of these sign-ups, ended ones too, in the order of issue."""
    query = select(Certificate).where(Certificate.registration_id.in_(registration_ids))
    return list(database.session().scalars(query.options(selectinload(Certificate.batch)).order_by(Certificate.id)))


def register(asked: Asked, reach: Reach) -> Page:
    """Return one page of the register inside a reach, the newest first."""
    query = _narrowed(asked, reach)
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, asked.page), max(1, -(-total // PAGE_SIZE)))
    rows = query.order_by(Certificate.id.desc()).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(list(database.session().scalars(rows)), total, number)


def every(asked: Asked, reach: Reach) -> list[Certificate]:
    """Return the whole register inside a reach, in the order of issue."""
    return list(database.session().scalars(_narrowed(asked, reach).order_by(Certificate.id)))


def within(certificate_id: int, reach: Reach) -> Certificate | None:
    """Return one certificate inside a reach, or None."""
    query = _narrowed(Asked(), reach).where(Certificate.id == certificate_id)
    return database.session().scalars(query).one_or_none()


def _narrowed(asked: Asked, reach: Reach) -> Select[Certificate]:
    query = select(Certificate).join(Event, Event.id == Certificate.event_id)
    query = query.options(selectinload(Certificate.batch).selectinload(CertificateBatch.event))
    if not reach.county:
        query = query.where(or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships)))
    if asked.state:
        query = query.where(Certificate.state == asked.state)
    if asked.text:
        words = (Certificate.name, Certificate.number, Certificate.unit_name, Event.title)
        hits = [column.contains(asked.text, autoescape=True) for column in words]
        query = query.where(or_(*hits, Certificate.code == tidy_code(asked.text)))
    return query


def history(certificate: Certificate) -> list[Certificate]:
    """Return every certificate that stood for the same thing in the event, the latest first."""
    query = select(Certificate).where(
        Certificate.event_id == certificate.event_id, Certificate.subject == certificate.subject
    )
    return list(
        database.session().scalars(query.options(selectinload(Certificate.batch)).order_by(Certificate.id.desc()))
    )


def last_serial(series: str) -> int:
    """Return the last serial given in a series, 0 before the first."""
    query = select(CertificateCounter.last).where(CertificateCounter.series == series)
    return database.session().scalar(query) or 0
