"""Questions about rounds of issuing certificates."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deqing_events import database
from deqing_events.contests.certificate_runs.models import CertificateRun


def one(event_id: int, run_id: int) -> CertificateRun | None:
    """Return a round of an event with its batch, or None."""
    query = select(CertificateRun).where(CertificateRun.event_id == event_id, CertificateRun.id == run_id)
    return database.session().scalars(query.options(joinedload(CertificateRun.batch))).one_or_none()


def latest(event_id: int) -> CertificateRun | None:
    """Return the last round of an event, or None."""
    query = select(CertificateRun).where(CertificateRun.event_id == event_id).order_by(CertificateRun.id.desc())
    return database.session().scalars(query.limit(1)).one_or_none()


def unfinished() -> list[int]:
    """Return the rounds that are not over, the oldest first."""
    query = select(CertificateRun.id).where(CertificateRun.finished_at.is_(None)).order_by(CertificateRun.id)
    return list(database.session().scalars(query))
