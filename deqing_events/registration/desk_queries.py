"""What the desk and unit clerks see: registrations of an event or of workplaces, in the order of the files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.roles import Reach
from deqing_events.domain.text import compact
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member, Organisation, Unit
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.queries import matches
from deqing_events.registration.review.queries import tab_condition

PAGE_SIZE = 50
UNFINISHED = ("draft", "invited", "joined")
"""States of somebody who has not signed up yet: a team that is still being gathered has a page of its own."""
TO_DO = ("todo", "unit", "returned")
"""Tabs that are worked off: first come, first served."""


@dataclass(frozen=True)
class Filters:
    """What a list of registrations is narrowed to; empty means not narrowed. ``state`` may be a tab of the review.

    ``inside`` leaves only people of workplaces inside a reach, ``unit`` only those of one workplace.
    """

    state: str = ""
    town: int | None = None
    text: str = ""
    inside: Reach | None = None
    unit: int | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Line:
    """One registration with what the roster and the organisations add to it."""

    registration: Registration
    township: str
    unit: str
    job: str
    skill_level: str


@dataclass(frozen=True)
class Page:
    """One page of a list and how many rows there are in all; ``number`` counts from 1."""

    rows: Sequence[Line]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def for_event(event_id: int, filters: Filters) -> list[Line]:
    """Return the registrations of an event, by township, then unit, then number; the waiting list in its order."""
    return _lines(_ordered(_all(filters).where(Registration.event_id == event_id), filters))


def page_of_event(event_id: int, filters: Filters, number: int) -> Page:
    """Return one page of the registrations of an event, in the order of ``for_event``."""
    return _page(_all(filters).where(Registration.event_id == event_id), filters, number)


def page_of_units(reach: Reach, filters: Filters, number: int) -> Page:
    """Return one page of the registrations of the workplaces inside ``reach``, whatever the event."""
    return _page(_all(replace(filters, inside=reach)), filters, number)


def state_counts(event_id: int, filters: Filters) -> dict[str, int]:
    """Return how many registrations of an event are in each state, whatever state the filters name."""
    wider = Filters(town=filters.town, text=filters.text)
    query = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id, *_conditions(wider))
        .group_by(Registration.state)
    )
    return dict(database.session().execute(query).all())


def tab_counts(event_id: int, filters: Filters, tabs: Sequence[str]) -> dict[str, int]:
    """Return how many registrations of an event each tab shows, whatever tab the filters name; "" counts all."""
    wider = Filters(town=filters.town, text=filters.text)
    sums = [func.coalesce(func.sum(case((_in_tab(tab), 1), else_=0)), 0) for tab in tabs]
    query = select(func.count(), *sums).where(Registration.event_id == event_id, *_conditions(wider))
    return dict(zip(("", *tabs), database.session().execute(query).one(), strict=True))


def ids_of_event(event_id: int, filters: Filters) -> list[int]:
    """Return the ids of all registrations of an event under the filters, first come first."""
    query = select(Registration.id).where(Registration.event_id == event_id, *_conditions(filters))
    return list(database.session().scalars(query.order_by(Registration.submitted_at, Registration.id)))


def of_event(event_id: int, registration_id: int, filters: Filters = NO_FILTERS) -> Line | None:
    """Return one registration when it belongs to the event (and is under the filters), else None."""
    query = _all(filters).where(Registration.id == registration_id, Registration.event_id == event_id)
    return next(iter(_lines(query)), None)


def consents(registration_id: int) -> list[Consent]:
    """Return what somebody agreed to or took back, in order."""
    query = select(Consent).where(Consent.registration_id == registration_id).order_by(Consent.id)
    return list(database.session().scalars(query))


def _all(filters: Filters) -> Select[Registration, str, str, str, str]:
    return (
        select(
            Registration,
            func.coalesce(Organisation.name, ""),
            func.coalesce(Unit.name, Registration.unit_text),
            func.coalesce(Member.job, ""),
            func.coalesce(Member.skill_level, ""),
        )
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .where(*_conditions(filters))
        .options(
            selectinload(Registration.event).selectinload(Event.sessions),
            selectinload(Registration.session),
            selectinload(Registration.team),
            selectinload(Registration.passes),
        )
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(_in_tab(filters.state))
    else:
        found.append(Registration.state.not_in(UNFINISHED))
    if filters.town is not None:
        found.append(Registration.township_id == filters.town)
    if filters.unit is not None:
        found.append(Registration.unit_id == filters.unit)
    if filters.inside is not None and not filters.inside.county:
        found.append(inside(filters.inside))
    key = compact(filters.text)
    if key:
        found.append(matches(key))
    return found


def _in_tab(tab: str) -> ColumnElement[bool]:
    condition = tab_condition(tab)
    return Registration.state == tab if condition is None else condition


def inside(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a registration belongs to a workplace inside a reach that is not the county's."""
    return or_(
        Registration.unit_id.in_(reach.units),
        and_(Registration.township_id.is_not(None), Registration.township_id.in_(reach.townships)),
    )


Lines = Select[Registration, str, str, str, str]


def _ordered(query: Lines, filters: Filters) -> Lines:
    if filters.state == "waiting":
        return query.order_by(Registration.priority.desc(), Registration.queue_no, Registration.id)
    if filters.state in TO_DO:
        return query.order_by(Registration.submitted_at, Registration.id)
    # Without a township last, on both engines.
    return query.order_by(
        Organisation.id.is_(None), Organisation.sort, Organisation.code, Unit.name, Registration.unit_text,
        Registration.number,
    )  # fmt: skip


def _page(query: Lines, filters: Filters, number: int) -> Page:
    total = database.session().scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), last)
    rows = _lines(_ordered(query, filters).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page(rows, total, number)


def _lines(query: Lines) -> list[Line]:
    return [Line(*row) for row in database.session().execute(query)]
