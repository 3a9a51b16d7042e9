"""When a judge must not mark an entrant: they work at the same place (domain.md §3.1 row 6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from deqing_events.domain.text import compact

RELATIONS = ("亲属", "师徒", "同事", "教练", "其他")
"""What a judge may declare about somebody besides working together."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody works: the unit on file when it is known, and the names it goes by, in compact form."""

    unit_id: int | None
    names: frozenset[str]


def workplace(unit_id: int | None, names: Iterable[str]) -> Workplace:
    """Return a workplace under the names it was typed with; blank names are none."""
    return Workplace(unit_id, frozenset(name for name in map(compact, names) if name))


def same_workplace(one: Workplace, other: Workplace) -> bool:
    """Tell whether two work together: by the unit on file where both are known, else by a name they share.

    An unknown workplace is nobody's.
    """
    if one.unit_id is not None and other.unit_id is not None:
        return one.unit_id == other.unit_id
    return bool(one.names & other.names)
