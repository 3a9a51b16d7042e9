"""Registering somebody at the door and letting them in, and taking both back."""

import datetime as dt
from dataclasses import dataclass

from deqing_events import database
from deqing_events.checkin import codes, scan_actions
from deqing_events.checkin import queries as checkins
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.checkin.walk_ins import queries
from deqing_events.domain.roles import Actor
from deqing_events.registration import actions as registering
from deqing_events.registration import queries as registrations
from deqing_events.registration.people import Details, UnusableDetailsError, recognise
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Keys

IN_TEAMS = "这一场要组队参加，门口不能补报一个人。请他到服务台，由工作人员加进队伍。"
TAKEN_BACK = "撤销现场补报"


class WalkInRefusedError(Exception):
    """Nobody was registered; the text is a sentence for people (no place left, a name that cannot be used)."""


@dataclass(frozen=True)
class Coming:
    """Somebody at the door: who they are, for which event; ``nonce`` makes a second tap the same."""

    event_id: int
    details: Details
    nonce: str


def enter(coming: Coming, post: Post, *, keys: Keys, now: dt.datetime, by: Actor) -> Answered:
    """Register somebody inside capacity, flagged, and scan them in; whoever signed up before is scanned only.

    Raises WalkInRefusedError; an answer that refuses them at this list leaves the registration.
    """
    try:
        person = recognise(coming.details, keys)
    except UnusableDetailsError as refusal:
        raise WalkInRefusedError(str(refusal)) from refusal
    held = registrations.active_of_person(coming.event_id, person)
    if held is None and queries.in_teams(coming.event_id):
        raise WalkInRefusedError(IN_TEAMS)
    if held is None:
        made = registering.walk_in(coming.event_id, coming.details, keys=keys, now=now, by=by)
        if made.kind == "refused":
            raise WalkInRefusedError(made.sentence)
        held = made.registration or registrations.active_of_person(coming.event_id, person)
    if held is None:
        raise WalkInRefusedError("刚才有人改了这个人的报名，请再查一次。")
    lane = queries.BY_DOOR if held.walk_in else "search"
    attempt = Attempt(codes.person(held.id), coming.nonce, lane=lane)
    return scan_actions.scan(post, attempt, now=now, by=by)


def take_back(nonce: str, post: Post, *, now: dt.datetime, by: Actor) -> bool:
    """Undo a scan; where it let in a walk-in, cancel the registration that was made for it too, and tell whether.

    The place is free again. Raises NothingToUndoError. A registration that came in by another list stays.
    """
    held_id = queries.walk_in_behind(nonce, post.list_id)
    scan_actions.annul(nonce, post, now=now, by=by)
    if held_id is None or checkins.entered_at(held_id) is not None:
        return False
    try:
        with database.transaction() as session:
            held = registering.locked(session, held_id)
            registering.drop(session, held, "cancelled", reason=TAKEN_BACK, by=by, now=now, staff=False)
    except RegistrationRefusedError:
        return False  # somebody cancelled it meanwhile
    return True
