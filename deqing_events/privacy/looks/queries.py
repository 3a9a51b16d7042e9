"""Questions about who looked at or took out personal data in full: the log itself is read, nothing else is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit.models import AuditEntry
from deqing_events.privacy.looks.asked import LOOKS, PAGE_SIZE, Asked

MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Page:
    """One page of looks and how many there are in all."""

    rows: Sequence[AuditEntry]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def page(asked: Asked) -> Page:
    """Return one page of looks, the newest first."""
    query = _narrowed(asked)
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(AuditEntry.seq.desc()).offset((asked.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(list(database.session().scalars(rows)), total, asked.page)


def every(asked: Asked) -> list[AuditEntry]:
    """Return all looks asked for, the newest first."""
    query = _narrowed(asked).order_by(AuditEntry.seq.desc()).limit(MOST_EXPORTED)
    return list(database.session().scalars(query))


def names() -> dict[int, str]:
    """Return the names of the accounts."""
    query = select(StaffAccount.id, StaffAccount.name).order_by(StaffAccount.id)
    return {account_id: name for account_id, name in database.session().execute(query)}  # noqa: C416 - rows, not pairs


def _narrowed(asked: Asked) -> Select[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.action.in_([asked.action] if asked.action else list(LOOKS)))
    if asked.account:
        query = query.where(AuditEntry.actor == f"staff:{asked.account}")
    if asked.start:
        query = query.where(AuditEntry.at >= asked.start)
    if asked.end:
        query = query.where(AuditEntry.at < asked.end)
    if asked.q:
        query = query.where(AuditEntry.detail["reason"].as_string().contains(asked.q, autoescape=True))
    return query
