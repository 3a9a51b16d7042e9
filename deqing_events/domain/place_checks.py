"""What to say of bounds on places: which speak against one another, and which have no room for somebody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from deqing_events.domain.places import BY_PERSON, ORDER, Claimant, Counter, Dimension, Kind, claim

WORDS: Mapping[Dimension, str] = {
    Dimension.SESSION: "场次",
    Dimension.TRADE: "工种",
    Dimension.TOWNSHIP: "代表队",
    Dimension.UNION: "工会",
    Dimension.UNIT: "单位",
}
"""What people call each dimension."""

EACH = "*"
"""The target of a limit that speaks of each of its dimension without one of its own."""


@dataclass(frozen=True, slots=True)
class NamedBound:
    """A limit or reserve of some people with the name it is known by."""

    counter: Counter
    name: str


def contradictions(capacity: int | None, bounds: Iterable[NamedBound]) -> list[str]:
    """Return what does not fit together, a sentence each; ``capacity`` is the whole event's, None without one."""
    held = [bound for bound in bounds if bound.counter.dimension in BY_PERSON]
    reserves = [bound for bound in held if bound.counter.kind is Kind.RESERVE and bound.counter.capacity]
    limits = [bound for bound in held if bound.counter.kind is Kind.LIMIT]
    return [
        *_reserves_beyond(capacity, reserves),
        *_reserves_over_limits(reserves, limits),
        *_limits_beyond(capacity, limits),
        *_sums_beyond(capacity, limits),
    ]


def _reserves_beyond(capacity: int | None, reserves: Sequence[NamedBound]) -> Iterator[str]:
    total = sum(bound.counter.capacity for bound in reserves)
    if capacity is None and reserves:
        yield "没有总名额，预留不起作用，请先设总名额"
    elif capacity is not None and total > capacity:
        yield f"预留合计 {total}，比总名额 {capacity} 多 {total - capacity}"


def _reserves_over_limits(reserves: Sequence[NamedBound], limits: Sequence[NamedBound]) -> Iterator[str]:
    most = {(bound.counter.dimension, bound.counter.target): bound.counter.capacity for bound in limits}
    for bound in reserves:
        counter = bound.counter
        limit = most.get((counter.dimension, counter.target), most.get((counter.dimension, EACH)))
        if limit is not None and counter.capacity > limit:
            yield f"{bound.name}预留 {counter.capacity}，它的上限只有 {limit}，多出的没人能用"


def _limits_beyond(capacity: int | None, limits: Sequence[NamedBound]) -> Iterator[str]:
    for bound in limits:
        if capacity is not None and bound.counter.capacity > capacity:
            yield f"{bound.name}上限 {bound.counter.capacity}，比总名额 {capacity} 还多"


def _sums_beyond(capacity: int | None, limits: Sequence[NamedBound]) -> Iterator[str]:
    for dimension in BY_PERSON:
        singles = [
            bound.counter.capacity
            for bound in limits
            if bound.counter.dimension is dimension and bound.counter.target != EACH
        ]
        total = sum(singles)
        if capacity is not None and len(singles) > 1 and total > capacity:
            yield f"各{WORDS[dimension]}上限合计 {total}，比总名额 {capacity} 多 {total - capacity}，先报先得"


def short(claimants: Sequence[Claimant], counters: Iterable[Counter]) -> list[Counter]:
    """Return every bound without room for a group, in the order in which they are taken; empty when the group fits."""
    held = sorted(counters, key=lambda counter: (ORDER[counter.dimension], counter.target, counter.id))
    found = [counter for counter in held if counter.kind is Kind.LIMIT and counter.free < _asks(claimants, counter)]
    full = claim(claimants, held).full
    return found if full is None or full in found else [*found, full]


def _asks(claimants: Sequence[Claimant], counter: Counter) -> int:
    covered = [each for each in claimants if counter.dimension is Dimension.EVENT or each.covered_by(counter)]
    return sum(each.weight for each in covered)
