"""Questions of the desk's pages of workplaces, within what the account may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.roles import Reach
from deqing_events.domain.text import compact
from deqing_events.organisations.asking import PAGE_SIZE, Asked, Page
from deqing_events.organisations.models import Member, Organisation, Unit
from deqing_events.organisations.queries import unit_matches


def inside(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a unit is within a reach."""
    if reach.county:
        return true()
    return or_(Unit.township_id.in_(reach.townships), Unit.id.in_(reach.units))


def _wanted(asked: Asked, reach: Reach) -> Select[Unit]:
    conditions = [inside(reach)]
    key = compact(asked.q).lower()
    if key:
        conditions.append(or_(unit_matches(key), Unit.uscc.istartswith(key, autoescape=True)))
    if asked.town:
        conditions.append(Unit.township_id == asked.town)
    if asked.show == "no-township":
        conditions.append(Unit.township_id.is_(None))
    return select(Unit).where(and_(*conditions))


def listing(asked: Asked, reach: Reach) -> Page[Unit]:
    """Return one page of units by township, then by sound."""
    query = _wanted(asked, reach)
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = database.session().scalars(_ordered(query).offset((asked.page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Page(list(rows), total, asked.page)


def every(asked: Asked, reach: Reach) -> list[Unit]:
    """Return all units that are asked for, in the same order."""
    return list(database.session().scalars(_ordered(_wanted(asked, reach))))


def _ordered(query: Select[Unit]) -> Select[Unit]:
    parts = selectinload(Unit.township), selectinload(Unit.union)
    return (
        query.outerjoin(Organisation, Organisation.id == Unit.township_id)
        .options(*parts)
        .order_by(func.coalesce(Organisation.sort, 999), Unit.pinyin_key, Unit.id)
    )


def within(unit_id: int, reach: Reach) -> Unit | None:
    """Return the unit when it exists and is within the reach, else None."""
    query = select(Unit).options(selectinload(Unit.township), selectinload(Unit.union))
    return database.session().scalars(query.where(Unit.id == unit_id, inside(reach))).one_or_none()


def member_counts(unit_ids: Sequence[int]) -> dict[int, int]:
    """Return how many members each of the units has; a unit without any is left out."""
    query = select(Member.unit_id, func.count()).where(Member.unit_id.in_(unit_ids)).group_by(Member.unit_id)
    return {unit_id: count for unit_id, count in database.session().execute(query) if unit_id is not None}
