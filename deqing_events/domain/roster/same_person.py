"""Who is the same person: the look-ups behind domain.md §4.4 rules 3 and 4, in constant time per row."""

from dataclasses import dataclass
from enum import Enum, auto


class Likeness(Enum):
    """How a row stands to the persons known before it."""

    NEW = auto()
    SAME_BY_ID = auto()
    SAME_BY_NAME_MOBILE = auto()
    ID_OF_OTHER_NAME = auto()
    NAME_MOBILE_OTHER_ID = auto()
    MOBILE_OF_OTHER_NAME = auto()


@dataclass(slots=True)
class _Namesakes:
    """Known persons with one name and one mobile: the first of them, and the one without an ID."""

    first: int
    without_id: int | None


class PersonIndex:
    """Known persons by ID key and by name and mobile; a person is a number that the caller gives.

    An ID key stands for an identity number: the number itself, or the keyed hash under which a
    stored number is found.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[int, str]] = {}
        self._namesakes: dict[tuple[str, str], _Namesakes] = {}
        self._mobiles: set[str] = set()

    def add(self, person: int, name: str, id_key: str | None, mobile: str | None) -> None:
        """Make a person known, or known again after an ID or a mobile was filled in."""
        if id_key is not None:
            self._by_id.setdefault(id_key, (person, name))
        if mobile is None:
            return
        self._mobiles.add(mobile)
        group = self._namesakes.setdefault((name, mobile), _Namesakes(person, None))
        group.first = min(group.first, person)
        if id_key is None and group.without_id is None:
            group.without_id = person
        elif id_key is not None and group.without_id == person:
            group.without_id = None

    def find(
        self, name: str, id_key: str | None, mobile: str | None, *, prefer_without_id: bool = False
    ) -> tuple[Likeness, int]:
        """Return how the row stands to the known persons, and which person that is (-1: nobody).

        A row without an ID may fit several namesakes: the first of them is meant, or the one
        without an ID when that is preferred.
        """
        known = self._by_id.get(id_key) if id_key is not None else None
        if known is not None:
            person, known_name = known
            return (Likeness.SAME_BY_ID if known_name == name else Likeness.ID_OF_OTHER_NAME), person
        if mobile is None or mobile not in self._mobiles:
            return Likeness.NEW, -1
        group = self._namesakes.get((name, mobile))
        if group is None:
            return Likeness.MOBILE_OF_OTHER_NAME, -1
        if id_key is not None or (prefer_without_id and group.without_id is not None):
            if group.without_id is None:
                return Likeness.NAME_MOBILE_OTHER_ID, group.first
            return Likeness.SAME_BY_NAME_MOBILE, group.without_id
        return Likeness.SAME_BY_NAME_MOBILE, group.first
