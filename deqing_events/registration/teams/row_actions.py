"""One person's row in a team: making it, giving it its place in a team that is entered, and what goes with it.

Everything here is part of the caller's transaction, with the event locked.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.domain.roles import Actor
from deqing_events.registration import passes, quota_actions, seating_actions
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.consents import answer
from deqing_events.registration.eligibility.gate_actions import Passed, admit, newcomer
from deqing_events.registration.models import Consent, PhoneHolding, Registration
from deqing_events.registration.people import Details, Person, UnusableDetailsError, recognise, said_by
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import queries, rules
from deqing_events.registration.teams.models import Team
from deqing_events.settings import Keys
from deqing_events.workers.hashes import phone_hash


@dataclass(frozen=True)
class Circumstances:
    """With which keys, when, by whom and on which phone ("" for none) somebody acts for a team.

    ``override`` is why staff let in people who do not meet the event's rules, ``reason`` why they act at all.
    """

    keys: Keys
    now: dt.datetime
    by: Actor
    phone: str = ""
    staff: bool = False
    reason: str = ""
    override: str = ""

    @property
    def source(self) -> str:
        """Where the sign-ups that are made come from."""
        return "staff" if self.staff else "self"


@contextmanager
def verdict() -> Iterator[None]:
    """Turn a breach of a constraint into a refusal with that constraint's sentence."""
    try:
        yield
    except IntegrityError as error:
        sentence = database.violated(error)
        if sentence is None:
            raise
        raise RegistrationRefusedError(rules.IN_EVENT if "报过这一场" in sentence else sentence) from error


def known(details: Details, keys: Keys) -> Person:
    """Return who is meant. Raises RegistrationRefusedError for an empty name or no usable mobile."""
    try:
        return recognise(details, keys)
    except UnusableDetailsError as refusal:
        raise RegistrationRefusedError(str(refusal)) from refusal


def locked_team(session: Session, team_id: int) -> Team:
    """Lock the event of a team and return the team as it is now. Raises RegistrationRefusedError without one."""
    event_id = queries.event_of(team_id)
    if event_id is None:
        raise RegistrationRefusedError(rules.NO_TEAM)
    quota_actions.lock_event(session, event_id)
    return session.get_one(Team, team_id, populate_existing=True)


def admitted(session: Session, team: Team, person: Person, details: Details, how: Circumstances) -> Passed:
    """Return that somebody may come into a team. Raises IneligibleError when they do not meet the event's rules."""
    people = queries.people(team.id)
    who = newcomer(person, details, how.source, people[0].session_id if people else None)
    return admit(session, team.event, who, now=how.now, override=how.override)


def add(session: Session, team: Team, person: Person, state: str, how: Circumstances) -> Registration:
    """Add a person's row to a team: ``state`` invited or joined."""
    people = queries.people(team.id)
    made = Registration(
        number=f"{team.event.code}-{quota_actions.next_number(session, team.event_id):04}",
        event_id=team.event_id,
        session_id=people[0].session_id if people else None,
        state=state,
        review="none",
        queue_no=0,
        priority=0,
        weight=1,
        team_id=team.id,
        captain=False,
        source=how.source,
        override_reason=how.reason[:200],
        created_at=how.now,
        joined_at=how.now if state == "joined" else None,
        passes=[],
        **vars(person),
    )
    session.add(made)
    session.flush()
    return made


def consented(session: Session, held: Registration, details: Details, how: Circumstances) -> None:
    """Keep what somebody agreed to and answered, and let the phone they hold show the row."""
    held.publish_name = details.publish_name
    answers.store(session, held, details.answers, keys=how.keys, now=how.now)
    for purpose, given in said_by(details).items():
        session.add(Consent(**answer(purpose, held.id, how.now, how.by.address, given=given)))
    if how.phone:
        session.add(PhoneHolding(phone_hash=phone_hash(how.phone), registration_id=held.id, since=how.now))


def enter(session: Session, team: Team, newcomer: Registration, how: Circumstances) -> None:
    """Give somebody who joins an entered team what the team has: a place, a place in the queue, or a review.

    Raises RegistrationRefusedError when the team has places and there is none left for one more.
    """
    plan = plan_of(team.event_id, now=how.now)
    captain = rules.captain_of(queries.people(team.id))
    prepare(newcomer, plan, how, captain=False)
    if captain is None or captain.state == "pending":
        newcomer.state = "pending"
    elif captain.state == "waiting":
        newcomer.state, newcomer.queue_no, newcomer.priority = "waiting", captain.queue_no, captain.priority
        newcomer.priority_reason = captain.priority_reason
    else:
        full = seating_actions.seat(session, team.event, [newcomer], now=how.now)
        if full is not None:
            raise RegistrationRefusedError(f"队里加不了人：{registration_rules.full_sentence(full)}")
    session.flush()
    passes.issue(newcomer, keys=how.keys, now=how.now)


def prepare(held: Registration, plan: SignUpPlan, how: Circumstances, *, captain: bool) -> None:
    """Set the review and the places a row takes when its team is entered."""
    held.review = "none" if plan.review == "none" else "submitted"
    held.weight = int(captain) if plan.counts == "team" else 1
    held.submitted_at = how.now
