"""What staff do with one member: see the full data with a reason, link the unit that an import could not resolve."""

import datetime as dt
from dataclasses import dataclass

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.organisations.identity_vault import unseal
from deqing_events.organisations.models import Member, Unit
from deqing_events.settings import Keys


@dataclass(frozen=True)
class Revealed:
    """A member's full data, shown once."""

    identity_number: str
    mobile: str


def reveal(member_id: int, reason: str, *, keys: Keys, now: dt.datetime, by: Actor) -> Revealed:
    """Return the full data of a member and leave an audit entry with the reason (domain.md §4.1).

    Raises UnopenableError when the stored number does not open; then nothing is recorded.
    """
    with database.transaction() as session:
        member = session.get_one(Member, member_id)
        number = unseal(member.identity_cipher, keys) if member.identity_cipher else ""
        record("member.reveal", "member", member_id, by=by, now=now, reason=reason)
        return Revealed(number, member.mobile)


def link_unit(member_id: int, unit_id: int, *, now: dt.datetime, by: Actor) -> Member:
    """Say which unit a member belongs to; what the workbook said stays for the record."""
    with database.transaction() as session:
        member = session.get_one(Member, member_id)
        before = member.unit_id
        member.unit_id = session.get_one(Unit, unit_id).id
        member.updated_at = now
        record("member.link_unit", "member", member_id, by=by, now=now, before=before, after=unit_id)
        return member
