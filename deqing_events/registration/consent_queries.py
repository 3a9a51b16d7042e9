"""Questions about what somebody agreed to."""

import datetime as dt

from sqlalchemy import select

from deqing_events import database
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.models import Consent, Registration


def given_at(member_id: int, purpose: Purpose) -> dt.datetime | None:
    """Return when a member last agreed to the words of today; None when never, or when it was taken back since."""
    query = (
        select(Consent)
        .join(Registration, Registration.id == Consent.registration_id)
        .where(Registration.member_id == member_id, Consent.purpose == purpose.value)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    last = database.session().scalars(query).one_or_none()
    return last.at if last and last.given and last.version == WORDS[purpose].version else None
