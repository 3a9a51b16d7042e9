"""Giving places to a group (one person, or a team as a whole), taking them back, and the waiting list.

A group fits as a whole or not at all. ``quota_actions.lock_event`` comes before everything here.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain import places
from deqing_events.domain.kinds import EventState
from deqing_events.domain.places import Counter, Dimension
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import message_actions, quota_actions, quota_queries, reserve_actions, rules
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.waiting_queries import waiting_groups

Group = Sequence[Registration]


def seat(session: Session, event: Event, group: Group, *, now: dt.datetime) -> Counter | None:
    """Confirm a group when all counters that cover it have room; else return the counter without any.

    States are set on the rows, which the caller stores. Raises RegistrationRefusedError when a bound looks at something
    not known of somebody (which workplace, say).
    """
    held: Sequence[Counter] = reserve_actions.fit(session, event, now=now)
    claimants = [quota_actions.claimant(each) for each in group]
    unknown = places.unplaced(claimants, held)
    if unknown is not None:
        raise rules.RegistrationRefusedError(rules.UNKNOWN_OF[unknown])
    held = quota_actions.fill_patterns(session, event.id, claimants, held)
    return _seat(session, group, claimants, held, now=now)


def seat_each(session: Session, event: Event, rows: Group, *, now: dt.datetime) -> list[Counter | Dimension | None]:
    """Confirm each of several rows that fits, in order, each by itself; the counters are taken once for all.

    Returns for each row None when it has its place, the counter that is full, or what is not known of somebody.
    """
    held: Sequence[Counter] = reserve_actions.fit(session, event, now=now)
    claimants = [quota_actions.claimant(each) for each in rows]
    unknown = [places.unplaced([each], held) for each in claimants]
    known = [each for each, dimension in zip(claimants, unknown, strict=True) if dimension is None]
    held = quota_actions.fill_patterns(session, event.id, known, held)
    claims = places.claim_each(known, held)
    everybody = list(zip(rows, claimants, unknown, strict=True))
    if not quota_actions.take(session, places.together(claims), held):
        # Somebody who did not lock the event took a place meanwhile: one conditional update each is the verdict.
        return [dimension or _seat(session, [each], [own], held, now=now) for each, own, dimension in everybody]
    seated = iter(claims)
    found: list[Counter | Dimension | None] = []
    for each, _, dimension in everybody:
        wanted = places.Claim() if dimension else next(seated)
        found.append(dimension or wanted.full)
        if found[-1] is None:
            _confirm(each, wanted.reserves[0], now=now)
    return found


def queue_up_each(session: Session, event_id: int, rows: Group) -> None:
    """Put several rows at the end of the waiting list in their order, each by itself."""
    if rows:
        for each, number in zip(rows, quota_actions.next_queue_numbers(session, event_id, len(rows)), strict=True):
            each.state, each.queue_no = "waiting", number


def queue_up(session: Session, event_id: int, group: Group) -> None:
    """Put a group at the end of the waiting list; it waits as one."""
    number = quota_actions.next_queue_number(session, event_id)
    for each in group:
        each.state, each.queue_no = "waiting", number


def unseat(session: Session, event: Event, group: Group, *, now: dt.datetime) -> None:
    """Give the places of confirmed rows back. Their states are the caller's matter; call it before changing them."""
    held = reserve_actions.fit(session, event, now=now)
    for each in group:
        if each.state == "confirmed":
            back = places.gives_back(quota_actions.claimant(each), each.reserve_id, held)
            quota_actions.give_back(session, back)
            each.reserve_id = None


def move_up(event: Event, plan: SignUpPlan, *, now: dt.datetime, by: Actor) -> list[int]:
    """Give free places to those who wait, in their order; returns the ids of the registrations that got one.

    A group that does not fit is passed over and keeps its place. Nobody moves up after the waiting list's end.
    """
    end = rules.waiting_end(event, plan)
    if event.state != EventState.PUBLISHED or (end is not None and now >= end):
        return []
    session = database.session()
    held: Sequence[Counter] = reserve_actions.fit(session, event, now=now)
    moved: list[int] = []
    for group in waiting_groups(event.id) if places.any_room(held) else ():
        claimants = [quota_actions.claimant(each) for each in group]
        held = quota_actions.fill_patterns(session, event.id, claimants, held)
        if _seat(session, group, claimants, held, now=now) is not None:
            continue
        held = quota_queries.counters(session, event.id)
        for each in group:
            each.promoted_at = now
            moved.append(each.id)
            message_actions.place_gained(each, now=now, by=by)
            record("registration.promote", "registration", each.id, by=by, now=now, queue_no=each.queue_no)
        if not places.any_room(held):
            break
    session.flush()
    return moved


def _seat(
    session: Session, group: Group, claimants: Sequence[places.Claimant], held: Sequence[Counter], *, now: dt.datetime
) -> Counter | None:
    wanted = places.claim(claimants, held)
    if wanted.full is not None:
        return wanted.full
    if not quota_actions.take(session, wanted.takes, held):
        # Somebody who did not lock the event took the place: the conditional update is the verdict.
        return next(each for each in held if each.id in wanted.takes)
    for each, reserve_id in zip(group, wanted.reserves, strict=True):
        _confirm(each, reserve_id, now=now)
    return None


def _confirm(held: Registration, reserve_id: int | None, *, now: dt.datetime) -> None:
    held.state, held.reserve_id = "confirmed", reserve_id
    if held.review in DONE_REVIEWS:
        held.confirmed_at = now
