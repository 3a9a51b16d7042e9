"""Changing what a sign-up says: the worker until the deadline, staff at any time with a reason."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import actions, quota_queries, seating_actions
from deqing_events.registration.changes import queries, rules
from deqing_events.registration.eligibility.change_actions import check_change
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details, Person, UnusableDetailsError, names_workplace, recognise
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.questions import stored_files
from deqing_events.registration.review import fixing_actions, placing_actions
from deqing_events.registration.review.fixing_actions import SAME_PERSON, WHO, Change
from deqing_events.registration.rules import RegistrationRefusedError


@dataclass(frozen=True)
class Edit:
    """A change with its circumstances: ``staff`` are bound by no deadline and say why.

    ``answered`` tells whether the answers are part of the change.
    """

    change: Change
    now: dt.datetime
    by: Actor
    staff: bool = False
    reason: str = ""
    answered: bool = True


@database.retrying
def edit(registration_id: int, how: Edit) -> list[str]:
    """Change a sign-up; returns the names of what changed. Raises RegistrationRefusedError with nothing changed.

    Whoever holds a place keeps it; where the change asks for another one (another session, another workplace's quota)
    and there is none, nothing is changed. What a worker changes after somebody looked at it is looked at anew.
    """
    try:
        person = recognise(how.change.details, how.change.settings.keys)
        with database.transaction() as session:
            changed, gone = _edit(session, registration_id, person, how)
    except UnusableDetailsError as refusal:
        raise RegistrationRefusedError(str(refusal)) from refusal
    except IntegrityError as error:
        sentence = database.violated(error)
        if sentence is None:
            raise
        raise RegistrationRefusedError(SAME_PERSON if "报过这一场" in sentence else sentence) from error
    stored_files.forget(how.change.settings.uploads, gone)
    return changed


def _edit(session: Session, registration_id: int, person: Person, how: Edit) -> tuple[list[str], list[str]]:
    held = actions.locked(session, registration_id)
    details = how.change.details
    if not how.staff:
        _may(session, held, details, how)
        check_change(held, person, details, now=how.now)
    before = {name: getattr(held, name) for name in WHO}
    if how.staff or held.team_id is None:
        session_id = details.session_id if held.team_id is None else held.session_id
        fixing_actions.apply(session, held, person, session_id, now=how.now)
    changed = [name for name in WHO if getattr(held, name) != before[name]]
    gone = _answer(session, held, how, changed) if how.answered else []
    if not changed:
        return [], gone
    if not how.staff and held.review != "none":
        held.review, held.submitted_at = "submitted", how.now
        placing_actions.settle(held, now=how.now)
    session.flush()
    record(
        "registration.edit", "registration", held.id, by=how.by, now=how.now, fields=changed, reason=how.reason[:200]
    )
    seating_actions.move_up(held.event, plan_of(held.event_id, now=how.now), now=how.now, by=how.by)
    return changed, gone


def _may(session: Session, held: Registration, details: Details, how: Edit) -> None:
    refusal = rules.why_no_edit(held, plan_of(held.event_id, now=how.now), how.now)
    if refusal is not None:
        raise RegistrationRefusedError(refusal)
    # The roster's workplace must not decide: the answer would tell a stranger who is on the roster.
    if held.team_id is None and not names_workplace(details) and quota_queries.divided_by(session, held.event_id):
        raise RegistrationRefusedError(rules.DIVIDED)


def _answer(session: Session, held: Registration, how: Edit, changed: list[str]) -> list[str]:
    before = queries.answer_ids(held.id)
    change = how.change
    if how.staff:
        gone = answers.store(session, held, change.details.answers, keys=change.settings.keys, now=how.now)
    else:
        gone = fixing_actions.answer_again(session, held, change, now=how.now, by=how.by)
    if queries.answer_ids(held.id) != before:
        changed.append("answers")
    return gone
