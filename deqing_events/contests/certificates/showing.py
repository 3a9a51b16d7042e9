"""Certificates as a worker's own page lists them."""

from deqing_events.contests.certificates import queries
from deqing_events.registration.hooks import OwnCertificate


def own_certificates(mobile: str) -> list[OwnCertificate]:
    """Return the certificates that count of sign-ups with a mobile, the newest first."""
    return [
        OwnCertificate(
            title=row.batch.item,
            award=row.award,
            name=row.name,
            number=row.number,
            issued_on=row.batch.issued_on,
            href=f"/my/certificates/{row.code}.pdf",
            check_href=f"/verify/{row.code}",
        )
        for row in queries.of_mobile(mobile)
        if row.masked_at is None
    ]
