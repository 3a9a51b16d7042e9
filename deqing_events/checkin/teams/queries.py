"""Whose team pass a code is, and who is in a team."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.codes import Code
from deqing_events.registration import queries as registrations
from deqing_events.registration.models import Registration
from deqing_events.registration.teams.models import Team, TeamPass


def team_behind(code: Code, event_id: int) -> int | None:
    """Return the id of the team of this event whose living pass the code is, or None."""
    if not (code.token_hash or code.short_code):
        return None
    shown = TeamPass.token_hash == code.token_hash if code.token_hash else TeamPass.short_code == code.short_code
    query = select(TeamPass.team_id).join(TeamPass.team)
    query = query.where(shown, TeamPass.revoked_at.is_(None), Team.event_id == event_id, Team.state == "entered")
    return database.session().scalar(query)


def entered(team_id: int, event_id: int) -> Team | None:
    """Return an entered team of this event, or None."""
    query = select(Team).where(Team.id == team_id, Team.event_id == event_id, Team.state == "entered")
    return database.session().scalars(query).one_or_none()


def people(team_id: int) -> list[tuple[int, bool]]:
    """Return the registration ids of a team with whether it is the captain's, who comes first."""
    query = (
        select(Registration.id, Registration.captain)
        .where(Registration.team_id == team_id, Registration.state.in_(registrations.HELD))
        .order_by(Registration.captain.desc(), Registration.joined_at, Registration.id)
    )
    return [(row.id, row.captain) for row in database.session().execute(query)]
