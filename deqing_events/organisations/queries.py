"""Questions that other features ask about townships, units and members."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.names import normalise_name
from deqing_events.domain.roles import Reach
from deqing_events.domain.roster.units import township_stem
from deqing_events.domain.text import compact
from deqing_events.organisations.models import Member, Organisation, Unit

TOWNSHIP_KINDS = ("street", "town", "zone")
"""Kinds of the second level: 镇, 街道 and the development zone (domain.md §1)."""


@dataclass(frozen=True)
class UnitHit:
    """A unit as a search offers it."""

    id: int
    name: str
    short_name: str
    township_name: str


def search_units(text: str, *, limit: int = 8) -> list[UnitHit]:
    """Return units whose name or short name holds ``text``, or whose pinyin or initials do; the nearest first."""
    key = compact(text).lower()
    if not key:
        return []
    query = (
        select(Unit.id, Unit.name, Unit.short_name, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Unit.township_id)
        .where(unit_matches(key))
        .order_by(_nearness(key), Unit.pinyin_key, Unit.id)
        .limit(limit)
    )
    found = database.session().execute(query)
    return [UnitHit(unit_id, name, short, township or "") for unit_id, name, short, township in found]


def unit_matches(key: str) -> ColumnElement[bool]:
    """Return the condition that a unit's names, code, pinyin or initials hold ``key`` (compact, lower-case)."""
    named = [
        Unit.name_key.icontains(key, autoescape=True),
        Unit.short_key.icontains(key, autoescape=True),
        Unit.code.istartswith(key, autoescape=True),
    ]
    if key.isascii():
        # Both columns hold the reading of the full name and, after a space, of the short name.
        named += [
            Unit.pinyin_key.startswith(key, autoescape=True),
            Unit.pinyin_key.contains(f" {key}", autoescape=True),
            Unit.initials.contains(key, autoescape=True),
        ]
    return or_(*named)


def _nearness(key: str) -> ColumnElement[int]:
    return case(
        (or_(Unit.short_key == key, Unit.name_key == key), 0),
        (Unit.short_key.istartswith(key, autoescape=True), 1),
        (Unit.name_key.istartswith(key, autoescape=True), 2),
        (Unit.initials.contains(f" {key}", autoescape=True), 3),
        (Unit.initials.startswith(key, autoescape=True), 4),
        else_=5,
    )


def unit_by_id(unit_id: int) -> Unit | None:
    """Return the unit with its township and union, or None."""
    query = select(Unit).options(selectinload(Unit.township), selectinload(Unit.union)).where(Unit.id == unit_id)
    return database.session().scalars(query).one_or_none()


def units_within(reach: Reach) -> list[str]:
    """Return the full names of the workplaces inside a reach that is not the county's, in the order of the files."""
    query = (
        select(Unit.name)
        .where(or_(Unit.id.in_(reach.units), Unit.township_id.in_(reach.townships)))
        .order_by(Unit.pinyin_key, Unit.id)
    )
    return list(database.session().scalars(query))


def resolve_unit(text: str, township_name: str = "") -> Unit | None:
    """Return the unit that ``text`` names by the law of domain.md §4.4 rule 6, or None; never a guess."""
    key = compact(text)
    if not key:
        return None
    for column in (Unit.name_key, Unit.short_key):
        query = select(Unit).options(selectinload(Unit.township)).where(column == key)
        found = list(database.session().scalars(query))
        if len(found) == 1:
            return found[0]
        if found:
            stem = township_stem(township_name)
            there = [unit for unit in found if stem and unit.township and township_stem(unit.township.name) == stem]
            return there[0] if len(there) == 1 else None
    return None


def townships(on: dt.date) -> list[Organisation]:
    """Return the towns, streets and zones that are valid on a day, in the county's order."""
    query = (
        select(Organisation)
        .where(
            Organisation.kind.in_(TOWNSHIP_KINDS),
            and_(
                or_(Organisation.valid_from.is_(None), Organisation.valid_from <= on),
                or_(Organisation.valid_to.is_(None), Organisation.valid_to >= on),
            ),
        )
        .order_by(Organisation.sort, Organisation.code)
    )
    return list(database.session().scalars(query))


def organisation_by_id(organisation_id: int) -> Organisation | None:
    """Return the organisation, or None."""
    return database.session().get(Organisation, organisation_id)


def organisation_by_code(code: str) -> Organisation | None:
    """Return the organisation with this code, or None."""
    return database.session().scalars(select(Organisation).where(Organisation.code == code)).one_or_none()


def organisation_codes() -> set[str]:
    """Return the codes of all organisations."""
    return set(database.session().scalars(select(Organisation.code)))


def find_member(name: str, mobile: str) -> Member | None:
    """Return the one member with this name and mobile, both normalised; None when there is none or more than one."""
    number = normalise_mobile(mobile)
    if number is None:
        return None
    key = (normalise_name(name), number)
    return find_members([key]).get(key)


def find_members(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Member]:
    """Return, by name and mobile (normalised already), the members of whom there is just one with both."""
    pairs = set(wanted)
    query = select(Member).where(
        Member.mobile.in_({mobile for _, mobile in pairs}), Member.name.in_({name for name, _ in pairs})
    )
    found: dict[tuple[str, str], list[Member]] = {}
    for member in database.session().scalars(query):
        found.setdefault((member.name, member.mobile), []).append(member)
    return {pair: members[0] for pair, members in found.items() if pair in pairs and len(members) == 1}


def members_with_mobile(mobile: str) -> list[Member]:
    """Return everybody on the roster with this mobile (normalised), with unit and township, by id."""
    load = selectinload(Member.unit).selectinload(Unit.township)
    query = select(Member).where(Member.mobile == mobile).options(load).order_by(Member.id)
    return list(database.session().scalars(query))


def township_id_by_code_or_name(text: str) -> int | None:
    """Return the id of the township with this code or name (镇 and 街道 may be left out), or None."""
    key, stem = compact(text), township_stem(text)
    query = select(Organisation.id, Organisation.code, Organisation.name).where(Organisation.kind.in_(TOWNSHIP_KINDS))
    rows = database.session().execute(query).all()
    exact = [row.id for row in rows if key in {row.code, compact(row.name)}]
    loose = [row.id for row in rows if stem and township_stem(row.name) == stem]
    found = exact or loose
    return found[0] if len(found) == 1 else None


def township_label(township_id: int) -> str:
    """Return a township's name; its number when it is not known."""
    found = organisation_by_id(township_id)
    return found.name if found else f"镇街 {township_id}"


def unit_id_by_code_or_name(text: str) -> int | None:
    """Return the id of the unit with this code, full name or short name of its own, or None."""
    by_code = database.session().scalar(select(Unit.id).where(Unit.code == compact(text)))
    if by_code is not None:
        return by_code
    unit = resolve_unit(text)
    return unit.id if unit else None


def unit_label(unit_id: int) -> str:
    """Return a unit's full name; its number when it is not known."""
    name = database.session().scalar(select(Unit.name).where(Unit.id == unit_id))
    return name or f"单位 {unit_id}"
