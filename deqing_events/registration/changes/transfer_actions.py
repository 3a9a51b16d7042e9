"""Handing a single place over: a link for the substitute, who fills in and agrees; then the old pass is dead."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.domain.transfers import WORDS, Belonging, Within, looks_at_workplace, may_take_over
from deqing_events.registration import actions, passes, quota_actions, quota_queries, substitution_actions
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.changes import queries, rules
from deqing_events.registration.changes.models import PlaceOffer
from deqing_events.registration.changes.tokens import offer_token
from deqing_events.registration.consents import Purpose, answer
from deqing_events.registration.models import Consent, PhoneHolding, Registration
from deqing_events.registration.people import Details, Person, UnusableDetailsError, names_workplace, recognise, said_by
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.substitution_actions import Handing
from deqing_events.registration.teams.tokens import new_code
from deqing_events.settings import Keys
from deqing_events.workers.hashes import phone_hash


@dataclass(frozen=True)
class Newcomer:
    """Who takes over, on which phone, with which keys, when."""

    details: Details
    phone: str
    keys: Keys
    now: dt.datetime
    by: Actor


@database.retrying
def offer(registration_id: int, *, keys: Keys, now: dt.datetime, by: Actor) -> PlaceOffer:
    """Return the living offer of a place, a new one where there is none. Raises RegistrationRefusedError."""
    with database.transaction() as session:
        held = actions.locked(session, registration_id)
        _refuse(rules.why_no_transfer(held, plan_of(held.event_id, now=now), now))
        living = queries.open_offer(held.id)
        if living is not None:
            return living
        made = PlaceOffer(registration_id=held.id, code=new_code(), made_at=now, ended_at=None, taken_by_id=None)
        made.token_hash = passes.hash_token(offer_token(made, keys))
        session.add(made)
        session.flush()
        record("registration.offer", "registration", held.id, by=by, now=now)
        return made


@database.retrying
def take_back(registration_id: int, *, now: dt.datetime, by: Actor) -> None:
    """End the living offer of a place; without one nothing happens."""
    with database.transaction() as session:
        held = actions.locked(session, registration_id)
        living = queries.open_offer(held.id)
        if living is not None:
            living.ended_at = now
            record("registration.offer_back", "registration", held.id, by=by, now=now)


@database.retrying
def exchange(registration_id: int, details: Details, how: Handing) -> Registration:
    """Put somebody else in the place of a single sign-up, as staff do it at any time with a reason.

    Raises RegistrationRefusedError with nothing changed, IneligibleError when ``how.override`` says nothing. A link
    that offered the place is dead.
    """
    with _verdict():
        person = recognise(details, how.keys)
        with database.transaction() as session:
            held = actions.locked(session, registration_id)
            _refuse(rules.ENDED if held.state not in ACTIVE else rules.IN_TEAM if held.team_id is not None else None)
            made = substitution_actions.substitute(session, held, person, how)
            living = queries.open_offer(held.id)
            if living is not None:
                living.ended_at = how.now
            return made


@database.retrying
def take_over(token: str, newcomer: Newcomer) -> Registration:
    """Put the newcomer in the place a link offers. Raises RegistrationRefusedError with nothing changed.

    The consent to take part is given by calling this; ``details.publish_name`` is the one about publication. Two at
    once with one link: the second finds it used.
    """
    with _verdict():
        person = recognise(newcomer.details, newcomer.keys)
        with database.transaction() as session:
            return _take_over(session, token, person, newcomer)


@contextmanager
def _verdict() -> Iterator[None]:
    """Turn what the details or a unique index refuse into a sentence for people."""
    try:
        yield
    except UnusableDetailsError as refusal:
        raise RegistrationRefusedError(str(refusal)) from refusal
    except IntegrityError as error:
        sentence = database.violated(error)
        if sentence is None:
            raise
        raise RegistrationRefusedError(sentence) from error


def _take_over(session: Session, token: str, person: Person, newcomer: Newcomer) -> Registration:
    seen = queries.offer_by_token(token)
    if seen is None:
        raise RegistrationRefusedError(rules.OLD_LINK)
    quota_actions.lock_event(session, seen.registration.event_id)
    living = queries.offer_by_token(token)
    if living is None:
        raise RegistrationRefusedError(rules.OLD_LINK)
    held = session.get_one(Registration, living.registration_id, populate_existing=True)
    _may(session, held, person, newcomer)
    handing = Handing(newcomer.keys, newcomer.now, newcomer.by, details=newcomer.details, in_person=True)
    made = substitution_actions.substitute(session, held, person, handing)
    living.ended_at, living.taken_by_id = newcomer.now, made.id
    made.publish_name = newcomer.details.publish_name
    answers.store(session, made, newcomer.details.answers, keys=newcomer.keys, now=newcomer.now)
    for purpose, given in said_by(newcomer.details).items():
        if purpose is not Purpose.TAKING_PART:  # that one is part of every substitution
            session.add(Consent(**answer(purpose, made.id, newcomer.now, newcomer.by.address, given=given)))
    hashed = phone_hash(newcomer.phone)
    session.add(PhoneHolding(phone_hash=hashed, registration_id=made.id, since=newcomer.now))
    session.flush()
    return made


def _may(session: Session, held: Registration, person: Person, newcomer: Newcomer) -> None:
    plan = plan_of(held.event_id, now=newcomer.now)
    _refuse(rules.why_no_transfer(held, plan, newcomer.now))
    within = Within(plan.transfer_within)
    # The roster's workplace must not decide: the answer would tell a stranger who is on the roster.
    if not names_workplace(newcomer.details):
        if looks_at_workplace(within):
            raise RegistrationRefusedError(rules.NAME_WORKPLACE.format(who=WORDS[within]))
        divided = quota_queries.divided_by(session, held.event_id)
        if divided is not None:
            raise RegistrationRefusedError(registration_rules.UNKNOWN_OF[divided])
    comer = Belonging(person.unit_id, person.union_id, person.township_id)
    if looks_at_workplace(within) and not may_take_over(within, rules.belonging(held), comer):
        raise RegistrationRefusedError(rules.NOT_ALLOWED.format(who=WORDS[within]))


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise RegistrationRefusedError(sentence)
