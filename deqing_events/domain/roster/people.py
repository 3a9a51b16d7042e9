"""A person as a roster row states it, and the rule that fills what is still empty."""

from dataclasses import dataclass, fields, replace
from datetime import date

from deqing_events.domain.identity import Gender
from deqing_events.domain.skill_levels import SkillLevel


@dataclass(frozen=True, slots=True)
class Person:
    """What a roster tells about one person; None is "not known"."""

    name: str
    id_number: str | None = None
    mobile: str | None = None
    gender: Gender | None = None
    birth_date: date | None = None
    unit_code: str | None = None
    joined_on: date | None = None
    skill_level: SkillLevel | None = None
    trade: str | None = None
    migrant_worker: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A person after merging: the names of the fields that changed, and what was kept although it differs.

    ``conflicts`` holds ``mobile`` and ``unit``, in this order.
    """

    person: Person
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]


_FILLABLE = tuple(field.name for field in fields(Person) if field.name != "name")
_FROM_ID = ("gender", "birth_date")
_CONFLICTS = (("mobile", "mobile"), ("unit", "unit_code"))


def fill(person: Person, later: Person, *, has_id: bool) -> Filled:
    """Fill the empty fields of ``person`` from ``later``; if an ID arrives, sex and birth come with it.

    ``has_id`` tells whether the person has an identity number, which need not be readable here.
    """
    id_arrives = not has_id and later.id_number is not None
    changes = {}
    for key in _FILLABLE:
        old, new = getattr(person, key), getattr(later, key)
        if new is None or old == new or (key == "id_number" and has_id):
            continue
        if old is None or (id_arrives and key in _FROM_ID):
            changes[key] = new
    conflicts = tuple(
        word
        for word, key in _CONFLICTS
        if None not in {getattr(person, key), getattr(later, key)} and getattr(person, key) != getattr(later, key)
    )
    return Filled(replace(person, **changes) if changes else person, tuple(changes), conflicts)
