"""Questions about teams and the people in them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.places import Dimension
from deqing_events.domain.questions.catalogue import BIRTH
from deqing_events.domain.text import compact
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member, Unit
from deqing_events.registration import queries as registrations
from deqing_events.registration.models import Registration
from deqing_events.registration.passes import TOKEN_LENGTH, hash_token
from deqing_events.registration.people import Person
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.questions.models import Answer, QuestionRow
from deqing_events.registration.quota_queries import places_taken
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

    @property
    def words(self) -> str:
        """Where they are, after their name."""
        return f"已在“{self.team}”名单中" if self.team else "已单独报了这一场"


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


def lacking(team_id: int, event_id: int) -> tuple[int, int]:
    """Return how many people a team lacks, and how many were named and have not answered: those count as there."""
    smallest = select(SignUpPlan.team_min).where(SignUpPlan.event_id == event_id)
    least = database.session().scalar(smallest) or 1
    waits = len(invited(team_id))
    return max(0, least - len(people(team_id)) - waits), waits


def birth_dates(people: Sequence[Registration]) -> dict[int, dt.date]:
    """Return the birth dates known of people, by registration: what the roster says, else what they answered."""
    answered = (
        select(Answer.registration_id, Answer.value)
        .join(QuestionRow, QuestionRow.id == Answer.question_id)
        .where(Answer.registration_id.in_([held.id for held in people]), QuestionRow.field == BIRTH)
    )
    rows = database.session().execute(answered)
    found = {held: dt.date.fromisoformat(text) for held, text in rows if isinstance(text, str)}
    known = [held.member_id for held in people if held.member_id is not None]
    query = select(Member.id, Member.birth_date).where(Member.id.in_(known), Member.birth_date.is_not(None))
    roster = {row.id: row.birth_date for row in database.session().execute(query)}
    return found | {held.id: born for held in people if (born := roster.get(held.member_id or 0))}


def free_places(event: Event) -> int | None:
    """Return how many places of the whole event are left, at least 0; None without a limit."""
    if event.capacity is None:
        return None
    taken = database.session().scalar(places_taken(event.id, Dimension.EVENT, "")) or 0
    return max(0, event.capacity - taken)


@dataclass(frozen=True)
class Row:
    """One team of the desk's list: its people, the captain first, and how many have not answered yet."""

    team: Team
    people: list[Registration]
    invited: int

    @property
    def captain(self) -> Registration | None:
        """The captain's row; None when nobody is left."""
        return self.people[0] if self.people else None


def listing(event_id: int) -> list[Row]:
    """Return the teams of an event, those alive first, by number."""
    order = (Team.state == "cancelled", Team.number)
    teams = list(database.session().scalars(_whole().where(Team.event_id == event_id).order_by(*order)))
    states = (*registrations.HELD, "invited")
    query = select(Registration).where(Registration.event_id == event_id, Registration.team_id.is_not(None))
    query = query.where(Registration.state.in_(states))
    found: dict[int, list[Registration]] = {team.id: [] for team in teams}
    for held in database.session().scalars(query.order_by(Registration.joined_at, Registration.id)):
        found[held.team_id or 0].append(held)
    return [_row(team, found[team.id]) for team in teams]


def _row(team: Team, named: Sequence[Registration]) -> Row:
    people = [held for held in named if held.state != "invited"]
    people.sort(key=lambda held: not held.captain)
    return Row(team, people, len(named) - len(people))


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
