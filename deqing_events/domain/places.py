"""Which counters a sign-up takes places from, when several bound an event at once (domain.md §3.1, quota table).

Vocabulary: a *counter* is one bound with the places taken from it. A *limit* is an upper bound on whoever it covers:
the whole event, one session, one trade, township, union or workplace. A *reserve* sets places of the event aside for
one trade, township, union or workplace; nobody else may take them. While an event has reserves, its *open* counter
bounds everybody who holds no reserved place. A *claimant* is one sign-up with what decides which counters cover it;
several claimants claim together or not at all (a team). Nothing here reads a clock or a database.
"""

from collections import Counter as Sums
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Dimension(StrEnum):
    """What a counter bounds, in the order in which counters are taken."""

    EVENT = "event"
    OPEN = "open"
    SESSION = "session"
    TRADE = "trade"
    TOWNSHIP = "township"
    UNION = "union"
    UNIT = "unit"


ORDER = {dimension: position for position, dimension in enumerate(Dimension)}
BY_PERSON = (Dimension.UNIT, Dimension.UNION, Dimension.TOWNSHIP, Dimension.TRADE)
"""Dimensions that tell people apart, the narrowest first: the order in which reserves are tried."""


class Kind(StrEnum):
    """Whether a counter bounds or sets aside."""

    LIMIT = "limit"
    RESERVE = "reserve"


@dataclass(frozen=True)
class Counter:
    """One bound. ``target`` names whom it covers: the id (as text) or the trade key; empty for event and open."""

    id: int
    dimension: Dimension
    target: str
    kind: Kind
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        """How many places are left, at least 0 (staff may lower a capacity below what is taken)."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Claimant:
    """One sign-up: how many places it needs (0 or 1) and what decides which counters cover it."""

    targets: Mapping[Dimension, str] = field(default_factory=dict)
    weight: int = 1

    def covered_by(self, counter: Counter) -> bool:
        """Tell whether a limit or reserve of a session, trade, township, union or workplace speaks of this one."""
        return self.targets.get(counter.dimension, "") == counter.target != ""


@dataclass(frozen=True)
class Claim:
    """What to take: places per counter id, and for each claimant the id of the reserve it uses (None: none).

    ``full`` is the first counter without room; then nothing is to be taken.
    """

    takes: Mapping[int, int] = field(default_factory=dict)
    reserves: Sequence[int | None] = ()
    full: Counter | None = None


def claim(claimants: Sequence[Claimant], counters: Iterable[Counter]) -> Claim:
    """Return what a group takes, or which counter has no room for it. The whole group fits or nothing is taken.

    Each claimant takes a place of every limit that covers it. With room in a reserve that covers it, it takes one there
    (the narrowest first), else one of the open counter. Claimants are placed in the given order.
    """
    claims = claim_each(claimants, counters)
    full = next((each for each in claims if each.full is not None), None)
    return full or Claim(together(claims), [each.reserves[0] for each in claims])


def claim_each(claimants: Sequence[Claimant], counters: Iterable[Counter]) -> list[Claim]:
    """Return what each takes who claims alone, one after the other; whoever does not fit is passed over."""
    held = _in_order(counters)
    left = {counter.id: counter.free for counter in held}
    return [_claim_one(claimant, held, left) for claimant in claimants]


def together(claims: Iterable[Claim]) -> dict[int, int]:
    """Return how many places of which counters several claims take in all."""
    takes = Sums[int]()
    for each in claims:
        takes.update(each.takes)
    return dict(takes)


def _claim_one(claimant: Claimant, held: Sequence[Counter], left: dict[int, int]) -> Claim:
    chosen = _reserve(claimant, held, left)
    needed = _needed(claimant, held, chosen)
    full = next((counter for counter in needed if left[counter.id] < claimant.weight), None)
    if full is not None:
        return Claim(full=full)
    for counter in needed:
        left[counter.id] -= claimant.weight
    return Claim({counter.id: claimant.weight for counter in needed}, [chosen.id if chosen else None])


def _in_order(counters: Iterable[Counter]) -> list[Counter]:
    return sorted(counters, key=lambda counter: (ORDER[counter.dimension], counter.target, counter.id))


def gives_back(claimant: Claimant, reserve_id: int | None, counters: Iterable[Counter]) -> dict[int, int]:
    """Return how many places of which counters one claimant gives back when it leaves."""
    held = list(counters)
    chosen = next((counter for counter in held if counter.id == reserve_id), None)
    return {counter.id: claimant.weight for counter in _needed(claimant, held, chosen)}


@dataclass(frozen=True)
class Handover:
    """What changes when one claimant takes another's place: places given back and taken (per counter id), the reserve.

    ``full`` is a counter without room for the newcomer; then nothing is to be changed.
    """

    gives: Mapping[int, int] = field(default_factory=dict)
    takes: Mapping[int, int] = field(default_factory=dict)
    reserve_id: int | None = None
    full: Counter | None = None


def hand_over(leaver: Claimant, reserve_id: int | None, comer: Claimant, counters: Iterable[Counter]) -> Handover:
    """Return what to change so that ``comer`` stands where ``leaver`` stood, both with the leaver's weight.

    A counter that covers both is left alone, so the place is kept even where staff lowered a bound below what is taken.
    """
    held = _in_order(counters)
    before = gives_back(leaver, reserve_id, held)
    left = {counter.id: counter.free + before.get(counter.id, 0) for counter in held}
    same = next((counter for counter in held if counter.id == reserve_id and comer.covered_by(counter)), None)
    chosen = same or _reserve(comer, held, left)
    needed = _needed(comer, held, chosen)
    takes = {counter.id: comer.weight for counter in needed if counter.id not in before}
    full = next((each for each in needed if each.id in takes and each.free < comer.weight), None)
    if full is not None:
        return Handover(full=full)
    stay = {counter.id for counter in needed}
    gives = {quota_id: number for quota_id, number in before.items() if quota_id not in stay}
    return Handover(gives, takes, chosen.id if chosen else None)


def unplaced(claimants: Iterable[Claimant], counters: Iterable[Counter]) -> Dimension | None:
    """Return a dimension that is limited while somebody's own (workplace, say) is not known; None when all is known."""
    limited = {counter.dimension for counter in counters if counter.kind is Kind.LIMIT}
    people = list(claimants)
    for dimension in BY_PERSON:
        if dimension in limited and any(person.weight and not person.targets.get(dimension) for person in people):
            return dimension
    return None


def any_room(counters: Iterable[Counter]) -> bool:
    """Tell whether anybody at all could still be placed: the event has room, and the open counter or a reserve has."""
    held = list(counters)
    if any(counter.dimension is Dimension.EVENT and not counter.free for counter in held):
        return False
    shared = [counter for counter in held if counter.dimension is Dimension.OPEN]
    reserves = [counter for counter in held if counter.kind is Kind.RESERVE]
    return not shared or any(counter.free for counter in (*shared, *reserves))


def _needed(claimant: Claimant, counters: Iterable[Counter], reserve: Counter | None) -> list[Counter]:
    return [each for each in counters if claimant.weight and _takes_from(claimant, each, reserve)]


def _takes_from(claimant: Claimant, counter: Counter, reserve: Counter | None) -> bool:
    if counter.kind is Kind.RESERVE:
        return reserve is not None and counter.id == reserve.id
    if counter.dimension is Dimension.OPEN:
        return reserve is None
    return counter.dimension is Dimension.EVENT or claimant.covered_by(counter)


def _reserve(claimant: Claimant, counters: Sequence[Counter], left: Mapping[int, int]) -> Counter | None:
    for dimension in BY_PERSON:
        for counter in counters:
            fits = counter.kind is Kind.RESERVE and counter.dimension is dimension and claimant.covered_by(counter)
            if fits and left[counter.id] >= claimant.weight > 0:
                return counter
    return None
