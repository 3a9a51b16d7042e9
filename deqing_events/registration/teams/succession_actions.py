"""What follows for a team when one of its people goes: the next captain, the team's place, the team's own end.

Everything here is part of the caller's transaction, with the event locked.
"""

import datetime as dt

from sqlalchemy.orm import Session

from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.registration import handover_actions
from deqing_events.registration.models import Registration
from deqing_events.registration.review import group_actions
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import queries
from deqing_events.registration.teams.models import Team

NOBODY_FITS = "队长的名额没法转给别的队员（他们单位的名额满了），请先联系主办方。"
EMPTY = "队员都退出了"


def before_leaving(session: Session, held: Registration, *, now: dt.datetime, by: Actor) -> None:
    """Prepare the end of one person's registration, which is still alive: a captain hands office and place over.

    The next by the time of joining takes them; one whose place cannot be moved (a full bound of the own workplace, say)
    is passed over. Raises RegistrationRefusedError when nobody could take the place.
    """
    if held.team_id is None or not held.captain:
        return
    others = [each for each in queries.people(held.team_id) if each.id != held.id]
    if not others:
        return
    heir = _heir(session, held, others, now=now)
    held.captain, heir.captain = False, True
    session.flush()
    record("team.captain", "team", held.team_id, by=by, now=now, registration=heir.id)


def after_leaving(session: Session, held: Registration, *, now: dt.datetime, by: Actor) -> None:
    """End the team as well when the last of its people is gone; the others may have waited for this one's review."""
    if held.team_id is None:
        return
    if queries.people(held.team_id):
        group_actions.complete(session, held.event, held.team_id, now=now, by=by)
        return
    team = session.get_one(Team, held.team_id)
    if team.state != "cancelled":
        end(session, team, EMPTY, now=now, by=by)


def end(session: Session, team: Team, reason: str, *, now: dt.datetime, by: Actor) -> None:
    """Cancel a team whose people are gone or going: invitations lapse and the team's pass dies."""
    team.state, team.cancelled_at, team.cancel_reason = "cancelled", now, reason[:200]
    for each in queries.invited(team.id):
        each.state, each.cancelled_at, each.cancelled_by, each.cancel_reason = "cancelled", now, by.who, "队伍已取消"
    for held in team.passes:
        held.revoked_at = held.revoked_at or now
    session.flush()
    record("team.cancel", "team", team.id, by=by, now=now, reason=reason[:200])


def _heir(session: Session, held: Registration, others: list[Registration], *, now: dt.datetime) -> Registration:
    """Return who takes over, with weight and place moved. Where each person is a place of its own nothing moves."""
    alike = [each for each in others if each.state == held.state]
    if others[0].weight or not alike:
        others[0].weight = others[0].weight or held.weight
        return others[0]
    for each in alike:
        try:
            handover_actions.hand_over(session, held.event, held, each, now=now)
        except RegistrationRefusedError:
            continue
        return each
    raise RegistrationRefusedError(NOBODY_FITS)
