"""Bounds as the desk's tables draw them, and what saving one did, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.domain.places import BY_PERSON, Dimension, Kind
from deqing_events.events.models import Event
from deqing_events.registration.bounds import queries
from deqing_events.registration.bounds.queries import Line
from deqing_events.registration.quota_queries import PATTERN
from deqing_events.registration.wording import Pill


@dataclass(frozen=True)
class Shown:
    """The tables of one event: the whole event and its sessions, limits by person, reserves."""

    whole: Sequence[Line]
    limits: Sequence[Line]
    reserves: Sequence[Line]


def shown(event: Event) -> Shown:
    """Return an event's bounds by table. A reserve that never held a place is left out once it is released."""
    found = queries.lines(event)
    by_person = [line for line in found if line.counter.dimension in BY_PERSON]
    return Shown(
        whole=[line for line in found if line.counter.dimension not in BY_PERSON],
        limits=[line for line in by_person if line.counter.kind is Kind.LIMIT and line.counter.target != PATTERN],
        reserves=[line for line in by_person if line.counter.kind is Kind.RESERVE],
    )


def room_pill(line: Line) -> Pill:
    """Return how a bound stands: room left, full, or more taken than it allows."""
    counter = line.counter
    if line.released_at is not None:
        return "plain", "check", "已放回"
    if counter.taken > counter.capacity:
        return "warn", "lock", f"停止新增，多 {counter.taken - counter.capacity}"
    if not counter.free:
        return "hold", "hourglass", "已满"
    return "ok", "check", f"余 {counter.free}"


def saved_words(moved: Sequence[int], taken: int = 0, places: int | None = None) -> str:
    """Say what saving did: who moved up, or that a lowered bound drops nobody."""
    if places is not None and taken > places:
        return f"已保存。现在已占 {taken}，比 {places} 多：停止新增，不会取消已报的人。"
    return f"已保存，{len(moved)} 位候补转入。" if moved else "已保存。"


EDITED_ELSEWHERE = {Dimension.EVENT: ("registration", "改总名额"), Dimension.SESSION: ("sessions", "改场次名额")}
"""Which part of the editor holds the event's own bounds."""
