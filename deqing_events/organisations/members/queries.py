"""Questions of the desk's pages of members, within what the account may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.names import normalise_name
from deqing_events.domain.roles import Reach
from deqing_events.domain.text import compact
from deqing_events.organisations.asking import PAGE_SIZE, Asked, Page
from deqing_events.organisations.models import Member, Unit
from deqing_events.organisations.queries import unit_matches
from deqing_events.organisations.units.queries import inside as unit_inside

TAIL_DIGITS = 4


def inside(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a member is within a reach; members without a unit are the county's."""
    if reach.county:
        return true()
    return Member.unit_id.in_(select(Unit.id).where(unit_inside(reach)))


def listing(asked: Asked, reach: Reach) -> Page[Member]:
    """Return one page of members by the sound of their names."""
    query = select(Member).where(inside(reach), *_narrowed(asked))
    total = database.session().scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.options(selectinload(Member.unit).selectinload(Unit.township))
    query = query.order_by(Member.pinyin_key, Member.id).offset((asked.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(list(database.session().scalars(query)), total, asked.page)


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    found = [_matches(asked.q)] if asked.q else []
    if asked.unit:
        found.append(Member.unit_id == asked.unit)
    if asked.town:
        found.append(Member.unit_id.in_(select(Unit.id).where(Unit.township_id == asked.town)))
    if asked.run:
        found.append(Member.import_id == asked.run)
    if asked.show == "unlinked":
        found.append(Member.unit_id.is_(None))
    return found


def _matches(text: str) -> ColumnElement[bool]:
    key = compact(text).lower()
    if key.isascii() and key.isdigit():
        return Member.mobile.endswith(key) if len(key) >= TAIL_DIGITS else Member.mobile == key
    named = [Member.name.contains(normalise_name(text), autoescape=True)]
    if key.isascii():
        named += [
            Member.pinyin_key.startswith(key, autoescape=True),
            Member.initials.startswith(key, autoescape=True),
        ]
    else:
        named.append(Member.unit_text.contains(key, autoescape=True))
        named.append(Member.unit_id.in_(select(Unit.id).where(unit_matches(key))))
    return or_(*named)


def within(member_id: int, reach: Reach) -> Member | None:
    """Return the member when it exists and is within the reach, else None."""
    query = select(Member).options(selectinload(Member.unit).selectinload(Unit.township))
    return database.session().scalars(query.where(Member.id == member_id, inside(reach))).one_or_none()


def matching(words: Sequence[str], *, limit: int) -> list[Member]:
    """Return members of the whole roster that every word fits, by the sound of their names: for the door, masked."""
    query = select(Member).options(selectinload(Member.unit).selectinload(Unit.township))
    query = query.where(*(_matches(word) for word in words)).order_by(Member.pinyin_key, Member.id).limit(limit)
    return list(database.session().scalars(query))


def unlinked(reach: Reach) -> int:
    """Return how many members have no unit yet."""
    query = select(func.count()).select_from(Member).where(inside(reach), Member.unit_id.is_(None))
    return database.session().scalar(query) or 0


def duplicates(reach: Reach, page: int) -> tuple[list[list[Member]], int]:
    """Return one page of groups of members with the same name and mobile, and how many groups there are."""
    groups = _groups(reach)
    total = database.session().scalar(select(func.count()).select_from(groups.subquery())) or 0
    here = groups.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    keys = [(row.name, row.mobile) for row in database.session().execute(here)]
    if not keys:
        return [], total
    query = select(Member).options(selectinload(Member.unit))
    query = query.where(inside(reach), tuple_(Member.name, Member.mobile).in_(keys)).order_by(Member.id)
    found: dict[tuple[str, str], list[Member]] = {key: [] for key in keys}
    for member in database.session().scalars(query):
        found[member.name, member.mobile].append(member)
    return list(found.values()), total


def _groups(reach: Reach) -> Select[str, str]:
    return (
        select(Member.name, Member.mobile)
        .where(and_(inside(reach), Member.mobile != ""))
        .group_by(Member.name, Member.mobile)
        .having(func.count() > 1)
        .order_by(func.min(Member.pinyin_key), Member.name, Member.mobile)
    )
