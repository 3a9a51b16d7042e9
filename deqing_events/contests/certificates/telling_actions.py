"""Telling people that their certificate was issued."""

from collections.abc import Sequence

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.history import Change
from deqing_events.messages.actions import Note, queue_all
from deqing_events.registration.models import Registration


def tell(made: Sequence[Certificate], item: str, change: Change) -> None:
    """Queue, in the caller's open transaction, a message to everybody behind whose certificate a sign-up stands.

    Once per certificate: one that was issued anew tells of its new number. Without a mobile on file nobody is told.
    """
    own = {row.registration_id: row for row in made if row.registration_id is not None}
    query = select(Registration.id, Registration.mobile).where(Registration.id.in_(own))
    mobiles = database.session().execute(query.order_by(Registration.id)).all()
    queue_all([_note(own[held], mobile, item) for held, mobile in mobiles], now=change.now, by=change.by)


def _note(row: Certificate, mobile: str, item: str) -> Note:
    words = {"event": item, "award": row.award, "number": row.number}
    return Note(
        "certificate_issued", mobile, words, ("registration", row.registration_id or 0), f"certificate:{row.id}"
    )
