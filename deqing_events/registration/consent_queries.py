"""Questions about what somebody agreed to."""

import datetime as dt
from collections.abc import Mapping, Sequence

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


def standing(registration_ids: Sequence[int]) -> Mapping[tuple[int, str], bool]:
    """Return what each sign-up said last to each purpose it was asked about."""
    query = select(Consent).where(Consent.registration_id.in_(registration_ids)).order_by(Consent.at, Consent.id)
    return {(row.registration_id, row.purpose): row.given for row in database.session().scalars(query)}
