"""Questions about teams and the people in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.text import compact
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration import queries as registrations
from deqing_events.registration.models import Registration
from deqing_events.registration.passes import TOKEN_LENGTH, hash_token
from deqing_events.registration.people import Person
from deqing_events.registration.teams.models import Team, TeamPass

DECLINED = "本人没有接受"
"""The reason kept with an invitation its receiver turned down."""


def by_number(number: str) -> Team | None:
    """Return the team with this number, or None."""
    typed = compact(number).upper()
    if not typed.isprintable():  # PostgreSQL takes no NUL in a text
        return None
    return database.session().scalars(_whole().where(Team.number == typed)).one_or_none()


def of_event(event_id: int, team_id: int) -> Team | None:
    """Return one team when it belongs to the event, else None."""
    return database.session().scalars(_whole().where(Team.id == team_id, Team.event_id == event_id)).one_or_none()


def by_invitation(token: str) -> Team | None:
    """Return the team whose invitation link that is (the newest one only), or None."""
    if not _plausible(token):
        return None
    return database.session().scalars(_whole().where(Team.invite_hash == hash_token(token))).one_or_none()


def pass_by_token(token: str) -> TeamPass | None:
    """Return the team pass (revoked ones too) with this token, or None."""
    if not _plausible(token):
        return None
    query = select(TeamPass).where(TeamPass.token_hash == hash_token(token)).options(selectinload(TeamPass.team))
    return database.session().scalars(query).one_or_none()


def event_of(team_id: int) -> int | None:
    """Return the id of the event a team belongs to, or None."""
    return database.session().scalar(select(Team.event_id).where(Team.id == team_id))


def people(team_id: int) -> list[Registration]:
    """Return who is in a team (accepted, not out again), the captain first, then by the time of joining."""
    return _of_team(team_id, registrations.HELD)


def invited(team_id: int) -> list[Registration]:
    """Return whom the captain named and who has not answered yet."""
    return _of_team(team_id, ("invited",))


def declined(team_id: int) -> list[Registration]:
    """Return who turned the invitation down and was not named again."""
    found = _of_team(team_id, ("cancelled",))
    alive = {each.person_key for each in _of_team(team_id, ("invited", *registrations.HELD))}
    return [each for each in found if each.cancel_reason == DECLINED and each.person_key not in alive]


def ever_named(team_id: int) -> int:
    """Return how many rows a team has had, the ones that are over included: a bound against naming half the county."""
    query = select(func.count()).select_from(Registration).where(Registration.team_id == team_id)
    return database.session().scalar(query) or 0


def invitation_of(team_id: int, person: Person) -> Registration | None:
    """Return the open invitation of a person to a team: same person key, or same name and mobile."""
    query = select(Registration).where(Registration.team_id == team_id, Registration.state == "invited", _same(person))
    return database.session().scalars(query.order_by(Registration.id).limit(1)).one_or_none()


def _same(person: Person) -> ColumnElement[bool]:
    return or_(
        Registration.person_key == person.person_key,
        and_(Registration.mobile == person.mobile, Registration.name == person.name),
    )


@dataclass(frozen=True)
class Elsewhere:
    """Where a person named for a team stands in the same event instead: alone or in ``team``."""

    registration_id: int
    team: str


def elsewhere(event_id: int, named: Sequence[Registration]) -> dict[int, Elsewhere]:
    """Return, for those of ``named`` who are in the event already, where (by the id of the invitation)."""
    keys = {each.person_key: each.id for each in named}
    query = (
        select(Registration, func.coalesce(Team.name, ""))
        .outerjoin(Team, Team.id == Registration.team_id)
        .where(Registration.event_id == event_id, Registration.state.in_(registrations.HELD))
        .where(Registration.person_key.in_(keys))
    )
    return {keys[held.person_key]: Elsewhere(held.id, name) for held, name in database.session().execute(query)}


def _plausible(token: str) -> bool:
    return len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum()


def _whole() -> Select[Team]:
    return select(Team).options(selectinload(Team.event).selectinload(Event.sessions), selectinload(Team.passes))


def _of_team(team_id: int, states: Sequence[str]) -> list[Registration]:
    query = (
        select(Registration)
        .where(Registration.team_id == team_id, Registration.state.in_(states))
        .order_by(Registration.captain.desc(), Registration.joined_at, Registration.id)
        .options(
            selectinload(Registration.event).selectinload(Event.sessions),
            selectinload(Registration.session),
            selectinload(Registration.passes),
            selectinload(Registration.unit).selectinload(Unit.township),
        )
    )
    return list(database.session().scalars(query))
