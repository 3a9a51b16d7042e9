"""Confirming who goes on, in one act; deciding anew after a correction; undoing a list before the next round begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.rounds import entering_actions, queries, telling
from deqing_events.contests.rounds.basis import Basis, basis, blockers, why_closed
from deqing_events.contests.rounds.models import RoundDecision, RoundDraw, RoundPlace
from deqing_events.events.models import Event
from deqing_events.registration import actions as registrations
from deqing_events.registration import quota_actions
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import ACTIVE
from deqing_events.settings import Keys

CHANGED = "成绩、规则或名单刚有改动，请重新核对后再确认。"
NOBODY = "请至少选一个晋级的人。"
DEPARTS = "选的和按规则应晋级的不一样，请写明理由，以后查得到。"
ANEW = "重新定名单请写明理由，例如：成绩更正。"
NEEDS_REASON = "请写明理由，以后查得到。"
NO_LIST = "现在没有确认过的晋级名单。"


class RoundRefusedError(ValueError):
    """Nothing was changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Choice:
    """Who goes on (entrant ids), the digest of what was looked at, and why somebody who does not fit the rules may."""

    going: Sequence[int]
    seen: str
    override: str = ""


@database.retrying
def confirm(event_id: int, choice: Choice, keys: Keys, change: Change) -> RoundDecision:
    """Confirm the list and sign everybody on it up for the next round; a list that stands is decided anew.

    Raises RoundRefusedError while something blocks, when what was looked at has changed, without a reason where the
    choice departs from the rule or a list stands already, and when the next round refuses somebody.
    """
    try:
        with database.transaction() as session:
            event = session.get_one(Event, event_id, with_for_update=True)
            found = basis(event_id)
            before = queries.standing(event_id)
            chosen = _checked(event, found, choice, change, again=before is not None)
            assert found is not None  # noqa: S101 - checked
            if before is not None:
                _end(before, change, change.reason)
                session.flush()
            made = _made(session, found, chosen, change)
            _settle(session, found, (before, made), entering_actions.Way(keys, change, choice.override))
            telling.decided(made, before, change)
            _note(made, found, change)
            return made
    except IntegrityError as error:
        raise RoundRefusedError(database.violated(error) or CHANGED) from error


def _checked(event: Event, found: Basis | None, choice: Choice, change: Change, *, again: bool) -> list[Entrant]:
    """Return the chosen entrants in place order. Raises RoundRefusedError."""
    stops = blockers(event, found, change.now)
    if stops or found is None:
        raise RoundRefusedError(f"{stops[0].cause}，{stops[0].evidence}")
    if found.digest != choice.seen:
        raise RoundRefusedError(CHANGED)
    able = {found.entrants[number].id: found.entrants[number] for number in found.able}
    if not choice.going:
        raise RoundRefusedError(NOBODY)
    if any(each not in able for each in choice.going):
        raise RoundRefusedError(CHANGED)
    if again and not change.reason:
        raise RoundRefusedError(ANEW)
    wanted = {able[each].number for each in choice.going}
    if wanted != set(found.proposal.going) and not change.reason:
        raise RoundRefusedError(DEPARTS)
    order = {number: index for index, number in enumerate((*found.proposal.going, *found.proposal.reserves))}
    rows = [able[each] for each in dict.fromkeys(choice.going)]
    return sorted(rows, key=lambda row: (order.get(row.number, len(order)), found.ranks[row.number], row.number))


def _made(session: Session, found: Basis, chosen: Sequence[Entrant], change: Change) -> RoundDecision:
    made = RoundDecision(
        event_id=found.link.event_id,
        next_event_id=found.link.next_event_id,
        publication_id=found.publication.id,
        confirmed_at=change.now,
        confirmed_by=change.by.who,
        reason=change.reason,
    )
    session.add(made)
    session.flush()
    numbers = {row.number for row in chosen}
    left = [found.entrants[each] for each in found.proposal.going if each not in numbers]
    reserves = [found.entrants[each] for each in found.proposal.reserves if each not in numbers]
    places = [_place(made, found, row, "advanced") for row in chosen]
    places += [_place(made, found, row, "reserve", number) for number, row in enumerate(reserves, 1)]
    places += [_place(made, found, row, "aside") for row in left]
    for line, place in enumerate(places):
        place.line = line
    session.add_all(places)
    session.flush()
    session.expire(made, ["places"])
    return made


def _place(made: RoundDecision, found: Basis, row: Entrant, state: str, reserve_no: int | None = None) -> RoundPlace:
    return RoundPlace(
        decision_id=made.id,
        entrant_id=row.id,
        registration_id=row.registration_id,
        rank=found.ranks[row.number],
        state=state,
        reserve_no=reserve_no,
    )


def _settle(
    session: Session, found: Basis, lists: tuple[RoundDecision | None, RoundDecision], way: entering_actions.Way
) -> None:
    """Keep who was on the list before, take out who is not any more, and sign the others up."""
    before, made = lists
    onward = found.link.next_event
    quota_actions.lock_event(session, onward.id)
    going = {place.entrant_id: place for place in made.places if place.state == "advanced"}
    for old in before.places if before else ():
        new = going.get(old.entrant_id)
        if not holds(old):
            continue
        if new is not None and before is not None and before.next_event_id == onward.id:
            for name in ("state", "next_registration_id", "entered", "answered_at", "answered_by"):
                setattr(new, name, getattr(old, name))
        else:
            leave(session, old, way.change)
    session.flush()
    coming = [place for place in going.values() if place.next_registration_id is None]
    refused = entering_actions.enter(session, onward, coming, way)
    if refused:
        raise RoundRefusedError("名单没有确认，下一轮报不上：" + entering_actions.said(refused))
    session.flush()


def holds(place: RoundPlace) -> bool:
    """Tell whether somebody on a list has a place in the next round that nobody gave up or took away."""
    held = place.next_registration
    return place.state in {"advanced", "accepted"} and (held is None or held.state in ACTIVE)


def leave(session: Session, place: RoundPlace, change: Change) -> None:
    """Take somebody out of the next round whom a list had put there; the next round's places are locked."""
    if place.entered and place.next_registration_id is not None:
        held = session.get_one(Registration, place.next_registration_id, populate_existing=True)
        if held.state in ACTIVE:
            reason = change.reason or "晋级名单有变动"
            registrations.drop(session, held, "cancelled", reason=reason, by=change.by, now=change.now, staff=True)


@database.retrying
def undo(event_id: int, change: Change) -> None:
    """Undo the list that stands: whoever it signed up leaves the next round.

    Raises RoundRefusedError without a reason or a list, and once the next round's list is fixed or it has begun.
    """
    if not change.reason:
        raise RoundRefusedError(NEEDS_REASON)
    with database.transaction() as session:
        session.get_one(Event, event_id, with_for_update=True)
        held = queries.standing(event_id)
        if held is None:
            raise RoundRefusedError(NO_LIST)
        closed = why_closed(held.next_event, change.now)
        if closed:
            raise RoundRefusedError(closed)
        quota_actions.lock_event(session, held.next_event_id)
        for place in held.places:
            if holds(place):
                leave(session, place, change)
        _end(held, change, change.reason)
        record("round.undo", "event", event_id, by=change.by, now=change.now, reason=change.reason, list=held.id)


def record_draw(event_id: int, order: Sequence[int], change: Change) -> None:
    """Record in which order a tied group was drawn for the next round: entrant ids, first lot first.

    Raises RoundRefusedError unless exactly such a group waits for it and the reason says who drew before whom.
    """
    if not change.reason:
        raise RoundRefusedError("请写明谁主持、谁见证，例如：裁判长何裁样主持，领队在场。")
    with database.transaction() as session:
        session.get_one(Event, event_id, with_for_update=True)
        found = basis(event_id)
        numbers = {row.id: row.number for row in found.entrants.values()} if found else {}
        drawn = sorted(numbers.get(each, "") for each in order)
        if found is None or not any(sorted(group) == drawn for group in found.proposal.to_draw):
            raise RoundRefusedError("这一组现在不用抽签，请刷新后再看。")
        session.add(
            RoundDraw(event_id=event_id, order=list(order), reason=change.reason, by=change.by.who, at=change.now)
        )
        said = [numbers[each] for each in order]
        record("round.draw", "event", event_id, by=change.by, now=change.now, order=said, reason=change.reason)


def _end(held: RoundDecision, change: Change, reason: str) -> None:
    held.undone_at, held.undone_by, held.undo_reason = change.now, change.by.who, reason


def _note(made: RoundDecision, found: Basis, change: Change) -> None:
    by_state = {state: [p.entrant.number for p in made.places if p.state == state] for state in ("reserve", "aside")}
    going = [place.entrant.number for place in made.places if place.state in {"advanced", "accepted"}]
    record(
        "round.confirm",
        "event",
        made.event_id,
        by=change.by,
        now=change.now,
        going=going,
        reserves=by_state["reserve"],
        aside=by_state["aside"],
        proposed=list(found.proposal.going),
        version=found.publication.version,
        reason=change.reason,
    )
