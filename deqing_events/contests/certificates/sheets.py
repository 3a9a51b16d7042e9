"""A stored certificate, or one that is only thought of, as the sheet that is printed."""

import datetime as dt
from collections.abc import Sequence

from deqing_events.contests.certificates.candidates import Candidate
from deqing_events.contests.certificates.models import Certificate
from deqing_events.documents.certificates import Sheet
from deqing_events.domain.certificates import grouped
from deqing_events.domain.kinds import EntrantKind
from deqing_events.web import qr

COMRADE = "同志"
LATER = "发出时编定"
IN_ONE_FILE = 1000
"""Certificates in one PDF; more come as several files."""


def day_text(day: dt.date) -> str:
    """Write a day as it stands on certificates."""
    return f"{day.year}年{day.month}月{day.day}日"


def sheet(row: Certificate, site: str) -> Sheet:
    """Return what is printed; ``site`` is where its code can be checked (https://host)."""
    return Sheet(
        issuer=row.batch.issuer,
        name=row.name,
        address=_address(row.holder_kind),
        item=row.batch.item,
        award=row.award,
        number=row.number,
        code=grouped(row.code),
        day=day_text(row.batch.issued_on),
        qr=qr.svg(f"{site}/verify/{row.code}".upper()),
    )


def sample(candidate: Candidate, item: str, issuer: str, issued_on: dt.date) -> Sheet:
    """Return what would be printed: without number and code, which come with the issue."""
    address, day = _address(candidate.holder_kind), day_text(issued_on)
    return Sheet(issuer, candidate.name, address, item, candidate.award, LATER, LATER, day)


def _address(holder_kind: str) -> str:
    return COMRADE if holder_kind == EntrantKind.PERSON else ""


def parts(rows: Sequence[Certificate]) -> list[Sequence[Certificate]]:
    """Cut many certificates into files."""
    return [rows[start : start + IN_ONE_FILE] for start in range(0, len(rows), IN_ONE_FILE)]


def file_name(title: str, part: int, of: int) -> str:
    """Return the name of a file of many certificates."""
    return f"{title}-证书.pdf" if of == 1 else f"{title}-证书-第{part}份.pdf"
