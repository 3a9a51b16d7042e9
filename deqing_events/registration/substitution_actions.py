"""Somebody else takes over a registration: the old one ends with its pass, a new one with a new pass stands there.

The place is never free in between, and the counters move along (``handover_actions``). For single people and for the
members of teams; who may take over from whom, and until when, is for the caller to have checked.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deqing_events.audit.actions import record
from deqing_events.domain.masking import mask_name
from deqing_events.domain.roles import Actor
from deqing_events.messages import actions as messages
from deqing_events.messages.actions import Note
from deqing_events.registration import handover_actions, message_actions, passes, queries, quota_actions
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility.applying import Applicant
from deqing_events.registration.eligibility.gate_actions import admit, newcomer
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import DONE_REVIEWS, Consent, Registration
from deqing_events.registration.people import Details, Person
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Keys

TAKEN = "这个人已经报了这一场，请换一位。"
ENTERED = "已经进场签到，换人请找现场工作人员。"


@dataclass(frozen=True)
class Handing:
    """How a substitution is done: with which keys, when, by whom; staff may do it after check-in, and say why.

    ``details`` are what was typed about the newcomer, by the newcomer (``in_person``) or somebody else; ``override`` is
    why staff let in one who does not meet the rules.
    """

    keys: Keys
    now: dt.datetime
    by: Actor
    staff: bool = False
    reason: str = ""
    details: Details | None = None
    override: str = ""
    in_person: bool = False


def substitute(session: Session, held: Registration, person: Person, how: Handing) -> Registration:
    """Put ``person`` in the place of an active registration inside the caller's transaction, the event being locked.

    Returns the new registration with its pass. Raises RegistrationRefusedError when the person does not meet the rules
    or is in the event already, when a bound has no room for them, or after check-in (unless staff act). Two at once:
    the unique index decides.
    """
    if not how.staff and offers.entered_at(held.id) is not None:
        raise RegistrationRefusedError(ENTERED)
    passed = admit(session, held.event, _newcomer(held, person, how), now=how.now, override=how.override)
    if queries.active_of_person(held.event_id, person) is not None:
        raise RegistrationRefusedError(TAKEN)
    made = _successor(session, held, person, how)
    handover_actions.hand_over(session, held.event, held, made, now=how.now)
    _end(session, held, how)
    session.add(made)
    session.flush()
    passed.keep(made, now=how.now, by=how.by)
    passes.issue(made, keys=how.keys, now=how.now)
    session.add(_consent(made, how))
    facts = {"replaces": held.id, "by_staff": how.staff, "team": held.team_id or 0, "reason": how.reason[:200]}
    record("registration.substitute", "registration", made.id, by=how.by, now=how.now, **facts)
    _tell(held, made, how)
    return made


def _newcomer(held: Registration, person: Person, how: Handing) -> Applicant:
    details = how.details or Details(person.name, person.mobile)
    by_worker = "self" if how.in_person or details.proved_mobile else "captain"
    return newcomer(person, details, "staff" if how.staff else by_worker, held.session_id)


def _successor(session: Session, held: Registration, person: Person, how: Handing) -> Registration:
    event = held.event
    review = _review(held, how)
    certain = held.state == "confirmed" and review in DONE_REVIEWS
    return Registration(
        number=f"{event.code}-{quota_actions.next_number(session, event.id):04}",
        event_id=event.id,
        session_id=held.session_id,
        state=held.state,
        review=review,
        queue_no=held.queue_no,
        priority=held.priority,
        priority_reason=held.priority_reason,
        weight=0,
        team_id=held.team_id,
        captain=held.captain,
        replaces_id=held.id,
        source="staff" if how.staff else "self",
        override_reason=how.reason[:200],
        created_at=how.now,
        joined_at=how.now if held.team_id else None,
        submitted_at=how.now,
        confirmed_at=how.now if certain else None,
        passes=[],
        **{**vars(person), "trade": person.trade or held.trade},
    )


def _review(held: Registration, how: Handing) -> str:
    """Return the newcomer's review: looked at anew, unless staff put them in where all is settled."""
    plan = plan_of(held.event_id, now=how.now)
    if plan.review == "none" or (how.staff and held.review in DONE_REVIEWS):
        return held.review
    return "submitted"


def _end(session: Session, held: Registration, how: Handing) -> None:
    held.state, held.captain = "cancelled", False
    held.cancelled_at, held.cancelled_by = how.now, how.by.who
    held.cancel_reason = "已换人"
    passes.revoke(held, "已换人", now=how.now)
    session.flush()


def _consent(made: Registration, how: Handing) -> Consent:
    """Whoever hands a place over says that the newcomer agrees to take part; publication is the newcomer's own word."""
    purpose = Purpose.TAKING_PART
    return Consent(
        registration_id=made.id,
        purpose=purpose.value,
        version=WORDS[purpose].version,
        given=True,
        at=how.now,
        address=how.by.address[:64],
    )


def _tell(held: Registration, made: Registration, how: Handing) -> None:
    event = held.event
    about = ("registration", held.id)
    values = {"event": event.title, "name": mask_name(made.name)}
    messages.queue(Note("substituted", held.mobile, values, about, f"substituted:{held.id}"), now=how.now, by=how.by)
    message_actions.entered(made, now=how.now, by=how.by)
