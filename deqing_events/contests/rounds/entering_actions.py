"""From a list into the next round: an ordinary sign-up by the ordinary action, its rules and bounds respected.

The next round's sign-up shows on the phones that hold the one of this round. Publishing the name is asked anew: here
it starts as not agreed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deqing_events.contests.history import Change
from deqing_events.contests.rounds.models import RoundPlace
from deqing_events.events.models import Event
from deqing_events.registration import queries as registrations
from deqing_events.registration import quota_actions
from deqing_events.registration.entering_actions import Entry, Request, enter_all
from deqing_events.registration.models import PhoneHolding, Registration
from deqing_events.registration.people import Details, UnusableDetailsError, recognise
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Keys

IN = ("confirmed", "pending")
"""States in which somebody is in the next round, or only waits for its review."""
WAITS = "下一轮名额不够，排到了候补"
HELD_BACK = "在下一轮排着候补，先在那一场把名额给他"


@dataclass(frozen=True)
class Way:
    """How people are entered: with which keys, by whom and when; ``override`` lets in who does not meet the rules."""

    keys: Keys
    change: Change
    override: str = ""


def enter(session: Session, onward: Event, places: Sequence[RoundPlace], way: Way) -> dict[str, str]:
    """Sign up whoever of these places has a sign-up in this round; returns why not, by name, for those left out.

    The caller takes everything back unless nobody was left out. Where places are of teams or units nothing is done.
    """
    people = [place for place in places if place.registration is not None and onward.entrant_kind == "person"]
    entries: list[tuple[RoundPlace, Entry]] = []
    refused: dict[str, str] = {}
    for place in people:
        try:
            entries.append((place, _entry(onward, place, way)))
        except UnusableDetailsError as refusal:
            refused[place.entrant.name] = str(refusal)
    if not entries:
        return refused
    quota_actions.lock_event(session, onward.id)
    try:
        enter_all(session, onward.id, [entry for _, entry in entries])
    except RegistrationRefusedError as refusal:
        return {place.entrant.name: str(refusal) for place in people}
    for place, entry in entries:
        problem = _placed(session, onward, place, entry)
        if problem:
            refused[place.entrant.name] = problem
    return refused


def details_of(held: Registration, onward: Event) -> Details:
    """Return what a sign-up of this round says of the person, for the next."""
    sessions = onward.sessions
    return Details(
        held.name,
        held.mobile,
        held.unit_text or (held.unit.name if held.unit else ""),
        held.unit_id,
        session_id=sessions[0].id if sessions else None,
        trade=held.trade,
    )


def show_on_phones(session: Session, held: Registration, made: Registration, change: Change) -> None:
    """Let the phones that hold one sign-up hold another too."""
    query = select(PhoneHolding.phone_hash).where(PhoneHolding.registration_id.in_([held.id, made.id]))
    own = select(PhoneHolding.phone_hash).where(PhoneHolding.registration_id == made.id)
    for hashed in set(session.scalars(query)) - set(session.scalars(own)):
        session.add(PhoneHolding(phone_hash=hashed, registration_id=made.id, since=change.now))


def said(refused: Mapping[str, str]) -> str:
    """Name who could not be entered and why, in one text."""
    return "；".join(f"{name}：{why.rstrip('。')}" for name, why in refused.items()) + "。"


def _entry(onward: Event, place: RoundPlace, way: Way) -> Entry:
    assert place.registration is not None  # noqa: S101 - only asked of places with one
    details = details_of(place.registration, onward)
    change = way.change
    request = Request(details, "", way.keys, change.now, change.by, source="staff", override=way.override)
    return Entry(recognise(details, way.keys), request)


def _placed(session: Session, onward: Event, place: RoundPlace, entry: Entry) -> str:
    """Tie the sign-up to the place; the sentence when there is none, or only a place in the queue."""
    made = registrations.active_of_person(onward.id, entry.person) if entry.already else entry.made
    if made is None:
        return entry.refusal or "没有报上"
    if made.state not in IN:
        return HELD_BACK if entry.already else WAITS
    place.next_registration_id, place.entered = made.id, not entry.already
    if place.registration is not None:
        show_on_phones(session, place.registration, made, Change(entry.request.by, entry.request.now))
    return ""
