"""The list that stands, as the desk shows it: each place with its look, and whether a later ranking says otherwise."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.rounds.basis import Basis, is_stale, why_closed
from deqing_events.contests.rounds.models import RoundDecision, RoundPlace
from deqing_events.contests.rounds.tables import is_overdue, is_vacant, state_said
from deqing_events.events.models import Event
from deqing_events.web.formatting import moment

LOOKS = {
    "advanced": ("info", "clock"),
    "accepted": ("ok", "check"),
    "declined": ("plain", "close"),
    "reserve": ("hold", "hourglass"),
    "aside": ("warn", "minus"),
}


@dataclass(frozen=True)
class DecidedRow:
    """One place: its pill, a note, and whether staff may give it to the next reserve."""

    place: RoundPlace
    kind: str
    icon: str
    said: str
    note: str
    may_give_up: bool
    vacant: bool
    overdue: bool


@dataclass(frozen=True)
class Decided:
    """The list; ``differs`` names who would go on by the ranking of now and does not, or the other way round."""

    rows: Sequence[DecidedRow]
    closed: str
    differs: str


def decided(event: Event, held: RoundDecision, found: Basis | None, now: dt.datetime) -> Decided:
    """Return the list that stands with all that is to be done about it."""
    closed = why_closed(held.next_event, now)
    rows = [_row(place, now, closed=bool(closed)) for place in held.places]
    return Decided(rows, closed, _differs(event, held, found))


def _row(place: RoundPlace, now: dt.datetime, *, closed: bool) -> DecidedRow:
    kind, icon = LOOKS[place.state]
    vacant, overdue = is_vacant(place), is_overdue(place, now)
    if vacant:
        kind, icon = "bad", "alert"
    note = place.reason
    if place.state == "advanced" and place.reply_by is not None:
        note = "过了答复时间" if overdue else f"{moment(place.reply_by)} 前答复"
    able = place.state in {"advanced", "accepted"} and not closed
    return DecidedRow(place, kind, icon, state_said(place), note, able, vacant, overdue)


def _differs(event: Event, held: RoundDecision, found: Basis | None) -> str:
    """Say what a correction since the list was confirmed changes; empty when it changes nothing."""
    if found is None:
        return "成绩已经撤回，或者不再公示。名单先不变，请核对后决定。"
    if is_stale(event, found.publication):
        return "成绩有更正还没公布。公布以后这里会说名单要不要变。"
    if found.publication.id == held.publication_id or found.publication.content == held.publication.content:
        return ""
    before = {place.entrant.number: place for place in held.places}
    proposed = set(found.proposal.going)
    kept = {number for number, place in before.items() if place.state != "reserve"}
    moved = {place.entrant.number for place in held.places if place.reserve_no and place.state != "reserve"}
    coming = [found.entrants[number].name for number in found.proposal.going if number not in kept]
    leaving = [before[number].entrant.name for number in sorted(kept - moved - proposed)]
    parts = [f"应晋级、不在名单里：{'、'.join(coming)}" if coming else ""]
    parts.append(f"在名单里、不再应晋级：{'、'.join(leaving)}" if leaving else "")
    said = "；".join(part for part in parts if part)
    return f"名单确认以后成绩更正过。{said}。名单没有自动改，请决定。" if said else ""
