"""Which workplace somebody means: a choice from the suggestions, an exact name, or their own words."""

from dataclasses import dataclass

from deqing_events.domain.text import compact, row_id
from deqing_events.organisations.models import Unit
from deqing_events.organisations.queries import UnitHit, resolve_unit, search_units, unit_by_id

OWN_WORDS = "own"
"""The choice "none of these, register it as I wrote it"."""


@dataclass(frozen=True)
class Workplace:
    """A workplace as it will be registered; ``unit_id`` None for own words."""

    text: str
    unit_id: int | None = None


def settle(text: str, unit_id: int | None, choice: str) -> Workplace | list[UnitHit]:
    """Return the workplace that is meant, or the suggestions to choose from when ``text`` is not exact.

    ``unit_id`` counts only while ``text`` is that unit's name (the text may have been changed after the choice).
    ``choice`` is the id of a suggestion, ``OWN_WORDS``, or empty before anything was offered.
    """
    if choice == OWN_WORDS:
        return Workplace(text)
    chosen = unit_by_id(number) if (number := row_id(choice)) is not None else None
    if chosen is None and unit_id is not None:
        remembered = unit_by_id(unit_id)
        chosen = remembered if remembered and named(remembered, text) else None
    chosen = chosen or resolve_unit(text)
    if chosen is not None:
        return Workplace(chosen.name, chosen.id)
    return search_units(text) or Workplace(text)


def named(unit: Unit, text: str) -> bool:
    """Tell whether ``text`` is the full or the short name of a unit."""
    return compact(text) in {compact(unit.name), compact(unit.short_name)} - {""}
