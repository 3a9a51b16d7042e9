"""Giving and taking back consents for everything a mobile has signed up for: one row per sign-up and moment."""

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.privacy.own import queries
from deqing_events.registration import consent_queries
from deqing_events.registration.consents import Purpose, answer
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.questions import stored_files
from deqing_events.registration.questions.models import Answer


def choose(mobile: str, purpose: Purpose, *, given: bool, now: dt.datetime, by: Actor) -> list[Registration]:
    """Agree to a purpose, or take it back, for every sign-up of a mobile; returns those that changed.

    Whether a full name may be published counts from this moment, also for what is published already.
    """
    with database.transaction() as session:
        changed = _changed(session, mobile, purpose, given=given, now=now, by=by)
        if purpose is Purpose.PUBLICATION:
            for held in changed:
                held.publish_name = given
    return changed


def take_back_number(mobile: str, *, folder: Path, now: dt.datetime, by: Actor) -> int:
    """Take back what was agreed to about identity numbers: those of this mobile's sign-ups go at once."""
    with database.transaction() as session:
        _changed(session, mobile, Purpose.IDENTITY, given=False, now=now, by=by)
        query = (
            select(Answer)
            .join(Registration, Registration.id == Answer.registration_id)
            .where(Registration.mobile == mobile, Answer.sealed.is_not(None))
        )
        rows = list(session.scalars(query))
        gone = answers.clear(session, rows, now=now)
    stored_files.forget(folder, gone)
    return len(rows)


def _changed(  # noqa: PLR0913 - whose, what, and the circumstances
    session: Session, mobile: str, purpose: Purpose, *, given: bool, now: dt.datetime, by: Actor
) -> list[Registration]:
    held = queries.sign_ups(mobile)
    standing = consent_queries.standing([row.id for row in held])
    changed = [row for row in held if standing.get((row.id, purpose), False) != given]
    if purpose is Purpose.IDENTITY:
        changed = [row for row in changed if (row.id, purpose) in standing]
    for row in changed:
        session.add(Consent(**answer(purpose, row.id, now, by.address, given=given)))
        record(
            "consent.give" if given else "consent.take_back", "registration", row.id, by=by, now=now, purpose=purpose
        )
    session.flush()
    return changed
