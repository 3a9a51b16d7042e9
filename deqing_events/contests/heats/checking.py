"""Rows into the law of heats: what each event's heats bind, what clashes, and the clashes in words."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from deqing_events.contests.heats import queries
from deqing_events.contests.heats.models import Heat, HeatRule
from deqing_events.contests.models import Entrant
from deqing_events.domain.heats import Clash, Span, Use, clashes
from deqing_events.events.models import Event

MINUTE = 60


@dataclass(frozen=True)
class Surroundings:
    """Everything of other events that can clash with the heats of one."""

    heats: Collection[tuple[Heat, Event]]
    people: Mapping[int, set[str]]
    judges: Mapping[int, Mapping[str, str]]
    rules: Mapping[int, HeatRule]


def span(heat: Heat) -> Span:
    """Return a heat's time in whole seconds."""
    return seconds(heat.starts_at), seconds(heat.ends_at)


def seconds(at: dt.datetime) -> int:
    """Return an instant as whole seconds."""
    return int(at.timestamp())


def around(event: Event, heats: Collection[Heat], entrants: Collection[Entrant]) -> Surroundings:
    """Read what surrounds the heats of an event; ``entrants`` are the own ones, placed or not."""
    others = queries.beside(event.id, heats)
    foreign = [place.entrant for heat, _ in others for place in heat.places]
    ids = {event.id, *(other.id for _, other in others)}
    return Surroundings(others, queries.people_of([*entrants, *foreign]), queries.judges_of(ids), queries.rules_of(ids))


def busy(found: Surroundings, entrants: Collection[Entrant]) -> dict[str, list[Span]]:
    """Return when somebody of each entrant starts in another event: entrant id (text) to spans."""
    by_person: dict[str, list[Span]] = {}
    for heat, _ in found.heats:
        for place in heat.places:
            for person in found.people.get(place.entrant_id, ()):
                by_person.setdefault(person, []).append(span(heat))
    return {
        str(row.id): [one for person in found.people.get(row.id, ()) for one in by_person.get(person, ())]
        for row in entrants
    }


def blocked(event: Event, heats: Collection[Heat], found: Surroundings) -> set[int]:
    """Return the own heats in which a judge or a station of the event is taken by another event."""
    uses = [*_shared(event, heats, found), *_foreign(found)]
    labels = {_label(event, heat): heat.id for heat in heats}
    pairs = ((one.first.where, one.second.where) for one in clashes(uses))
    return {labels[a if a in labels else b] for a, b in pairs if (a in labels) != (b in labels)}


def problems(event: Event, heats: Collection[Heat], found: Surroundings) -> list[str]:
    """Return every clash of the event's heats with themselves or with other events, in words."""
    uses = [*_own(event, heats, found), *_foreign(found)]
    own = {_label(event, heat) for heat in heats}
    names = _names(heats, found)
    return [_words(one, names, event.title) for one in clashes(uses) if {one.first.where, one.second.where} & own]


def _own(event: Event, heats: Collection[Heat], found: Surroundings) -> Iterator[Use]:
    yield from _shared(event, heats, found)
    rule = found.rules.get(event.id)
    gap = rule.rest_minutes * MINUTE if rule else 0
    for heat in heats:
        for place in heat.places:
            for person in found.people.get(place.entrant_id, ()):
                yield Use(f"person:{person}", _label(event, heat), span(heat), gap)


def _shared(event: Event, heats: Collection[Heat], found: Surroundings) -> Iterator[Use]:
    rule = found.rules.get(event.id)
    for heat in heats:
        for key in found.judges.get(event.id, ()):
            yield Use(f"judge:{key}", _label(event, heat), span(heat))
        for station in rule.stations if rule else ():
            yield Use(f"station:{rule.venue if rule else ''}|{station}", _label(event, heat), span(heat))


def _foreign(found: Surroundings) -> Iterator[Use]:
    for heat, event in found.heats:
        yield from _own(event, [heat], found)


def _label(event: Event, heat: Heat) -> str:
    return f"{event.title}\n第 {heat.number} 批"


def _names(heats: Collection[Heat], found: Surroundings) -> dict[str, str]:
    names = {f"judge:{key}": word for held in found.judges.values() for key, word in held.items()}
    for heat in heats:
        for place in heat.places:
            for person in found.people.get(place.entrant_id, ()):
                names[f"person:{person}"] = f"{place.entrant.number} {place.entrant.name}"
    return names


def _words(one: Clash, names: Mapping[str, str], own: str) -> str:
    kind, _, key = one.first.what.partition(":")
    what = names.get(one.first.what) or f"工位 {key.rpartition('|')[2]}"
    first, second = (_where(use, own) for use in (one.first, one.second))
    if one.rest:
        between = max(one.second.span[0] - one.first.span[1], one.first.span[0] - one.second.span[1]) // MINUTE
        needed = max(one.first.gap, one.second.gap) // MINUTE
        return f"{what}：{first}和{second}之间只隔 {between} 分钟，要留 {needed} 分钟。请移到别的批次。"
    act = {"person": "请移到别的批次。", "judge": "请换裁判或改时间。"}.get(kind, "请换工位或改时间。")
    return f"{what}：{first}和{second}时间重叠。{act}"


def _where(use: Use, own: str) -> str:
    title, _, heat = use.where.partition("\n")
    return heat if title == own else f"“{title}”{heat}"
