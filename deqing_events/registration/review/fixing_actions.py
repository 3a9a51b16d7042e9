"""The worker completes what was returned and submits again; whoever does not gives the place up."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain import reviewing
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.reviewing import Act, Who
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.registration import actions, consents, queries, quota_actions, rules, seating_actions
from deqing_events.registration.consents import Purpose
from deqing_events.registration.eligibility.change_actions import check_change
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.people import Details, Person, UnusableDetailsError, recognise
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions import stored_files
from deqing_events.registration.review import deadlines, placing_actions
from deqing_events.registration.review import queries as reviews
from deqing_events.registration.review.actions import Decided, Decision, close, new_step
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Settings

NOT_RETURNED = "这条报名现在不用补充，已经在审核了。"
TOO_LATE = "补充的时间过了，请联系主办方。"
SAME_PERSON = "改成的这个人已经报过这一场了。"
WHO = ("name", "mobile", "unit_id", "unit_text", "session_id", "trade")


@dataclass(frozen=True)
class Change:
    """What a registration is to say from now on, and the settings that keep keys and files."""

    details: Details
    settings: Settings


@database.retrying
def resubmit(registration_id: int, change: Change, *, now: dt.datetime, by: Actor) -> Registration:
    """Change what was returned and submit it again. Raises RegistrationRefusedError saying why not.

    Whoever holds a place keeps it; where the change asks for another one (another session, another workplace's quota)
    and there is none, nothing is changed.
    """
    try:
        person = recognise(change.details, change.settings.keys)
        held, gone = _resubmit(registration_id, person, change, now=now, by=by)
    except UnusableDetailsError as refusal:
        raise RegistrationRefusedError(str(refusal)) from refusal
    except IntegrityError as error:
        sentence = database.violated(error)
        if sentence is None:
            raise
        raise RegistrationRefusedError(SAME_PERSON if "报过这一场" in sentence else sentence) from error
    stored_files.forget(change.settings.uploads, gone)
    return held


def _resubmit(
    registration_id: int, person: Person, change: Change, *, now: dt.datetime, by: Actor
) -> tuple[Registration, list[str]]:
    with database.transaction() as session:
        held = _locked(session, registration_id)
        plan = plan_of(held.event_id, now=now)
        _may(held, now=now)
        decision = Decision(Act.RESUBMIT, Who.WORKER, now, by)
        step = new_step(held, decision)
        check_change(held, person, change.details, now=now)
        same_unit = person.unit_id == held.unit_id
        apply(session, held, person, change.details.session_id, now=now)
        gone = answer_again(session, held, change, now=now, by=by)
        law = reviews.law_plan(plan)
        at = reviews.standing(held, vouched=same_unit and reviews.vouched(held))
        outcome = reviewing.follow(law, at, Who.WORKER, Act.RESUBMIT)
        placing_actions.advance(session, held, plan, outcome, decision)
        held.submitted_at, held.review_note = now, ""
        close(session, Decided(held, step), None)
        record("registration.resubmit", "registration", held.id, by=by, now=now, after=held.review)
        return held, gone


def _locked(session: Session, registration_id: int) -> Registration:
    event_id = queries.event_of(registration_id)
    if event_id is None:
        raise RegistrationRefusedError("没有找到这条报名。")
    quota_actions.lock_event(session, event_id)
    return session.get_one(Registration, registration_id, populate_existing=True)


def _may(held: Registration, *, now: dt.datetime) -> None:
    if held.state not in queries.ACTIVE or held.review != "returned":
        raise RegistrationRefusedError(NOT_RETURNED)
    until = fix_until(held, now=now)
    if until is not None and now >= until:
        raise RegistrationRefusedError(TOO_LATE)


def fix_until(held: Registration, *, now: dt.datetime) -> dt.datetime | None:
    """Return until when a returned registration can be completed."""
    last = reviews.last_step(held.id, Act.RETURN, Act.UNIT_RETURN)
    return deadlines.fix_until(held.event, plan_of(held.event_id, now=now), last.at if last else None)


def apply(session: Session, held: Registration, person: Person, session_id: int | None, *, now: dt.datetime) -> None:
    """Write what changed inside the caller's transaction, the event being locked. The place moves along.

    Raises RegistrationRefusedError when there is none for the changed person; then the transaction is to be given up.
    """
    part = rules.chosen_session(held.event, session_id, now)
    values = {**vars(person), "trade": person.trade or held.trade, "session_id": part.id if part else None}
    if all(getattr(held, name) == values[name] for name in WHO):
        return
    seated = held.state == "confirmed"
    if seated:
        seating_actions.unseat(session, held.event, [held], now=now)
    for name, value in values.items():
        setattr(held, name, value)
    if not seated:
        return
    full = seating_actions.seat(session, held.event, [held], now=now)
    if full is not None:
        raise RegistrationRefusedError(rules.full_sentence(full))


def answer_again(session: Session, held: Registration, change: Change, *, now: dt.datetime, by: Actor) -> list[str]:
    """Write a worker's answers inside the caller's transaction, with the consent a number not held before came with.

    Returns the names of files no answer refers to any more.
    """
    keys, given = change.settings.keys, change.details.answers
    first = IDENTITY in given and IDENTITY not in questions.values_of(held.id, keys)
    gone = answers.store(session, held, given, keys=keys, now=now)
    if first:
        session.add(Consent(**consents.answer(Purpose.IDENTITY, held.id, now, by.address, given=True)))
    return gone


def free_overdue(now: dt.datetime) -> Mapping[str, int]:
    """End returned registrations nobody completed in time; their places go to those who wait."""
    ended = promoted = 0
    for registration_id in reviews.returned_ids():
        moved = _end_overdue(registration_id, now=now)
        ended += moved is not None
        promoted += len(moved or ())
    return {"ended": ended, "promoted": promoted}


@database.retrying
def _end_overdue(registration_id: int, *, now: dt.datetime) -> list[int] | None:
    with database.transaction() as session:
        held = _locked(session, registration_id)
        until = fix_until(held, now=now)
        if held.state not in queries.ACTIVE or held.review != "returned" or until is None or now < until:
            return None
        reason = f"没有在 {until.astimezone(rules.ZONE):%m-%d %H:%M} 前补好"
        return actions.drop(session, held, "cancelled", reason=reason, by=SYSTEM, now=now, staff=True)
