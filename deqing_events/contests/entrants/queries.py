"""Questions about entrants."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.contests.double_entry.models import EntryDifference
from deqing_events.contests.hand_ins.models import FixRequest, HandIn
from deqing_events.contests.models import Entrant, Mark, MarkChange
from deqing_events.contests.spreads.models import LookAgain, SpreadAcceptance
from deqing_events.organisations.models import Organisation
from deqing_events.registration.models import Registration


def for_event(event_id: int) -> list[Entrant]:
    """Return the entrants of an event by number, each with its registration."""
    query = select(Entrant).where(Entrant.event_id == event_id).options(selectinload(Entrant.registration))
    return list(database.session().scalars(query.order_by(Entrant.number)))


def one(event_id: int, entrant_id: int) -> Entrant | None:
    """Return an entrant of this event, or None."""
    query = select(Entrant).where(Entrant.id == entrant_id, Entrant.event_id == event_id)
    return database.session().scalars(query).one_or_none()


def of_sign_ups(ids: Sequence[int]) -> list[Entrant]:
    """Return the entries in contests of these sign-ups, the latest first."""
    query = select(Entrant).where(Entrant.registration_id.in_(ids)).options(selectinload(Entrant.registration))
    return list(database.session().scalars(query.order_by(Entrant.id.desc())))


def numbers(event_id: int) -> set[str]:
    """Return the numbers in use."""
    return set(database.session().scalars(select(Entrant.number).where(Entrant.event_id == event_id)))


def blind_codes(event_id: int) -> set[str]:
    """Return the blind codes in use."""
    return set(database.session().scalars(select(Entrant.blind_code).where(Entrant.event_id == event_id))) - {""}


def count(event_id: int) -> int:
    """Return how many entrants there are."""
    return database.session().scalar(select(func.count()).where(Entrant.event_id == event_id)) or 0


def not_enrolled(event_id: int, *, attended_only: bool) -> list[Registration]:
    """Return the confirmed registrations that are no entrants yet, in order; a captain for the whole team."""
    query = (
        select(Registration)
        .options(selectinload(Registration.unit), selectinload(Registration.team))
        .where(
            Registration.event_id == event_id,
            Registration.state == "confirmed",
            ~exists().where(Entrant.registration_id == Registration.id),
            or_(Registration.team_id.is_(None), Registration.captain & ~_of_team_enrolled()),
        )
        .order_by(Registration.id)
    )
    if attended_only:
        came = Scan.counts & (Scan.direction == "entry") & Scan.annulled_at.is_(None)
        query = query.where(exists().where(Scan.registration_id == Registration.id, came))
    return list(database.session().scalars(query))


def _of_team_enrolled() -> ColumnElement[bool]:
    """Return the condition that somebody's team is an entrant already, by whoever led it then."""
    mate = aliased(Registration)
    return exists().where(Entrant.registration_id == mate.id, mate.team_id == Registration.team_id)


def namesakes(event_id: int, name: str, unit_name: str) -> list[Registration]:
    """Return the event's registrations of somebody called ``name`` that no entrant is linked to yet.

    Where ``unit_name`` is given and fits one of several, only that one.
    """
    query = (
        select(Registration)
        .options(selectinload(Registration.unit))
        .where(
            Registration.event_id == event_id,
            Registration.name == name,
            Registration.state == "confirmed",
            ~exists().where(Entrant.registration_id == Registration.id),
        )
    )
    found = list(database.session().scalars(query))
    fitting = [row for row in found if unit_name and unit_name in _unit_words(row)]
    return fitting if len(found) > 1 else found


def _unit_words(row: Registration) -> set[str]:
    names = {row.unit.name, row.unit.short_name} if row.unit else set()
    return names | {row.unit_text}


def township_names(ids: Sequence[int]) -> dict[int, str]:
    """Return the names of organisations by id."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in database.session().execute(query)}


def has_own_marks(entrant_id: int) -> bool:
    """Tell whether somebody has marked this entrant, or something was decided about such marks."""
    kept = [
        exists().where(model.entrant_id == entrant_id)
        for model in (Mark, SpreadAcceptance, LookAgain, HandIn, FixRequest, EntryDifference)
    ]
    return bool(database.session().scalar(select(or_(*kept))))


def kept_values(entrant_id: int) -> list[MarkChange]:
    """Return the kept values of one entrant."""
    return list(database.session().scalars(select(MarkChange).where(MarkChange.entrant_id == entrant_id)))


def changes(event_id: int, *, limit: int = 30) -> list[tuple[MarkChange, Entrant]]:
    """Return the latest kept values of an event's entrants, the latest first."""
    query = (
        select(MarkChange, Entrant)
        .join(Entrant, Entrant.id == MarkChange.entrant_id)
        .where(Entrant.event_id == event_id)
        .order_by(MarkChange.id.desc())
        .limit(limit)
    )
    return [(change, entrant) for change, entrant in database.session().execute(query)]
