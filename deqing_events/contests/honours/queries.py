"""Questions about the register of honours."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.honours.models import Honour
from deqing_events.domain.kinds import EntrantKind
from deqing_events.events.models import Event

PAGE_SIZE = 50


@dataclass(frozen=True)
class Asked:
    """What the register is narrowed to: words, a kind, a year; each may be empty."""

    text: str = ""
    kind: str = ""
    year: int | None = None
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of the register and how many honours there are in all."""

    rows: Sequence[Honour]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def register(asked: Asked) -> Page:
    """Return one page, the latest awards first."""
    query = _narrowed(asked)
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, asked.page), max(1, -(-total // PAGE_SIZE)))
    rows = _ordered(query).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(list(database.session().scalars(rows)), total, number)


def every(asked: Asked) -> list[Honour]:
    """Return all honours asked for that stand, the latest awards first."""
    return list(database.session().scalars(_ordered(_narrowed(asked).where(Honour.struck_at.is_(None)))))


def one(honour_id: int) -> Honour | None:
    """Return one honour, or None."""
    return database.session().get(Honour, honour_id)


def event_by_code(code: str) -> Event | None:
    """Return the event with a code (DQ26-0012), or None."""
    return database.session().scalars(select(Event).where(Event.code == code)).one_or_none()


def years() -> list[int]:
    """Return the years in which honours were awarded, the latest first."""
    first, last = database.session().execute(select(func.min(Honour.awarded_on), func.max(Honour.awarded_on))).one()
    return list(range(last.year, first.year - 1, -1)) if first is not None and last is not None else []


def _ordered(query: Select[Honour]) -> Select[Honour]:
    return query.options(selectinload(Honour.event)).order_by(Honour.awarded_on.desc(), Honour.id.desc())


def _narrowed(asked: Asked) -> Select[Honour]:
    query = select(Honour)
    if asked.kind:
        query = query.where(Honour.kind == asked.kind)
    if asked.year is not None:
        first, last = dt.date(asked.year, 1, 1), dt.date(asked.year, 12, 31)
        query = query.where(Honour.awarded_on >= first, Honour.awarded_on <= last)
    if asked.text:
        words = (Honour.name, Honour.unit_name, Honour.document_number, Honour.awarded_by)
        query = query.where(or_(*(column.contains(asked.text, autoescape=True) for column in words)))
    return query


def of_members(people: Collection[tuple[str, str]]) -> list[Honour]:
    """Return the honours that stand of people given as name and workplace, the latest first."""
    mine = or_(false(), *((Honour.name == name) & (Honour.unit_name == unit) for name, unit in people))
    query = select(Honour).where(Honour.holder_kind == EntrantKind.PERSON, Honour.struck_at.is_(None), mine)
    return list(database.session().scalars(query.order_by(Honour.awarded_on.desc(), Honour.id.desc())))
