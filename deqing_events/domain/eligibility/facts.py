"""What is known about somebody who signs up, and the answer about one rule.

``on_file`` says whether the roster and earlier sign-ups may speak: they may for staff, and for whoever proved the
mobile that was typed. Without it a stranger who types a name would learn from the answer what is kept about the person,
so nothing on file counts then, whatever it is.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from deqing_events.domain.eligibility.rules import Rule


class Verdict(StrEnum):
    """The answer about one rule: met, not met, something is missing, or the mobile has to be proved first."""

    FINE = "fine"
    REFUSED = "refused"
    MISSING = "missing"
    PROVE = "prove"


class Asked(StrEnum):
    """What the event's form asks, so that whoever left it out can be told to fill it in."""

    TRADE = "trade"
    BIRTH = "birth_date"
    SEX = "gender"
    YEARS = "years"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody; empty or None is not known.

    Workplace, trade, birth date, sex, years and ``standing`` (worker, student, teacher, other) may be typed.
    ``member``, ``champion`` (of the same trade), ``items`` (titles of other items of the same campaign), ``clashes``
    (titles of what takes place at the same time) and ``absences`` (days of events somebody registered for and did not
    come to) are on file only.
    """

    on_file: bool = False
    unit_id: int | None = None
    union_id: int | None = None
    township_id: int | None = None
    trade: str = ""
    birth_date: date | None = None
    sex: str = ""
    years: Decimal | None = None
    standing: str = ""
    member: bool = False
    champion: bool = False
    items: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    absences: tuple[date, ...] = ()
    asked: frozenset[Asked] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer about one rule: ``sentence`` tells the worker what to do, ``note`` tells staff what is the matter."""

    rule: Rule
    verdict: Verdict
    sentence: str = ""
    note: str = ""
