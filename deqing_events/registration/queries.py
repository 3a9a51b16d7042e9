"""Questions about registrations, passes and places."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.text import compact
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Unit
from deqing_events.registration.models import Pass, PhoneHolding, Registration
from deqing_events.registration.passes import TOKEN_LENGTH, hash_token, normalise_short_code
from deqing_events.registration.people import Person

ACTIVE = ("pending", "confirmed", "waiting")
"""States of somebody who signed up and is not out again."""

HELD = ("joined", *ACTIVE)
"""States in which a person can have only one row of an event."""


def pass_by_token(token: str) -> Pass | None:
    """Return the pass (revoked ones too) with its registration and event, or None for an unknown token."""
    if len(token) != TOKEN_LENGTH or not token.isascii() or not token.isalnum():
        return None
    return database.session().scalars(_passes().where(Pass.token_hash == hash_token(token))).one_or_none()


def pass_by_hash(token_hash: str) -> Pass | None:
    """Return the pass whose token has this hash, or None."""
    return database.session().scalars(_passes().where(Pass.token_hash == token_hash)).one_or_none()


def pass_by_short_code(code: str, event_id: int) -> Pass | None:
    """Return the pass (revoked ones too) of this event with a typed short code, or None."""
    typed = normalise_short_code(code)
    if not typed.isalnum():
        return None
    query = _passes().where(Pass.short_code == typed, Registration.event_id == event_id)
    return database.session().scalars(query).one_or_none()


def _passes() -> Select[Pass]:
    load = selectinload(Pass.registration)
    return (
        select(Pass)
        .join(Registration, Registration.id == Pass.registration_id)
        .options(load.selectinload(Registration.event), load.selectinload(Registration.session))
    )


def registration_by_id(registration_id: int) -> Registration | None:
    """Return one registration, or None."""
    return database.session().scalars(_whole().where(Registration.id == registration_id)).one_or_none()


def by_number(number: str) -> Registration | None:
    """Return the registration with this number (typed in any case), or None."""
    typed = compact(number).upper()
    if not typed.isprintable():  # PostgreSQL takes no NUL in a text
        return None
    query = _whole().where(Registration.number == typed)
    return database.session().scalars(query).one_or_none()


def event_of(registration_id: int) -> int | None:
    """Return the id of the event a registration belongs to, or None."""
    return database.session().scalar(select(Registration.event_id).where(Registration.id == registration_id))


def _whole() -> Select[Registration]:
    return select(Registration).options(
        selectinload(Registration.event).selectinload(Event.sessions),
        selectinload(Registration.session),
        selectinload(Registration.passes),
        selectinload(Registration.unit).selectinload(Unit.township),
    )


def active_of_person(event_id: int, person: Person) -> Registration | None:
    """Return the active registration of a person for an event: same person key, or same name and mobile."""
    same = or_(
        Registration.person_key == person.person_key,
        and_(Registration.mobile == person.mobile, Registration.name == person.name),
    )
    query = _whole().where(Registration.event_id == event_id, Registration.state.in_(HELD), same)
    return database.session().scalars(query.order_by(Registration.id).limit(1)).one_or_none()


def active_of_people(event_id: int, people: Sequence[Person]) -> list[bool]:
    """Tell of each person whether there is an active registration of the event, as ``active_of_person`` finds it."""
    query = select(Registration.person_key, Registration.mobile, Registration.name).where(
        Registration.event_id == event_id,
        Registration.state.in_(HELD),
        or_(
            Registration.person_key.in_([person.person_key for person in people]),
            Registration.mobile.in_([person.mobile for person in people]),
        ),
    )
    rows = database.session().execute(query).all()
    known_keys, known = {row.person_key for row in rows}, {(row.mobile, row.name) for row in rows}
    return [person.person_key in known_keys or (person.mobile, person.name) in known for person in people]


def holds(phone_hash: str, registration_id: int) -> bool:
    """Tell whether a phone may show a registration."""
    query = select(PhoneHolding.id).where(
        PhoneHolding.phone_hash == phone_hash, PhoneHolding.registration_id == registration_id
    )
    return database.session().scalar(query) is not None


def held_by(phone_hash: str, mobile: str = "") -> list[Registration]:
    """Return all registrations a phone may show, the nearest event first: those it holds, and those of a mobile.

    ``mobile`` is the one its owner has proved, empty without one.
    """
    held = select(PhoneHolding.registration_id).where(PhoneHolding.phone_hash == phone_hash)
    mine: ColumnElement[bool] = Registration.id.in_(held)
    if mobile:
        mine = or_(mine, and_(Registration.mobile_tail == mobile[-4:], Registration.mobile == mobile))
    query = (
        _whole().join(Event, Event.id == Registration.event_id).where(mine).order_by(Event.starts_at, Registration.id)
    )
    return list(database.session().scalars(query))


def last_name(mobile: str) -> str:
    """Return the name last registered with a mobile, empty without one."""
    query = (
        select(Registration.name)
        .where(Registration.mobile_tail == mobile[-4:], Registration.mobile == mobile)
        .order_by(Registration.id.desc())
        .limit(1)
    )
    return database.session().scalar(query) or ""


def search(event_id: int, text: str, limit: int = 20) -> list[Registration]:
    """Return active registrations of an event by name, pinyin, initials, last four of the mobile, unit or number."""
    key = compact(text)
    if not key or not key.isprintable():
        return []
    query = (
        _whole()
        .where(Registration.event_id == event_id, Registration.state.in_(ACTIVE), matches(key))
        .order_by(Registration.pinyin_key, Registration.id)
        .limit(limit)
    )
    return list(database.session().scalars(query))


def matches(key: str) -> ColumnElement[bool]:
    """Return the condition that a registration is meant by ``key`` (compact text)."""
    low = key.lower()
    found = [
        Registration.name.icontains(key, autoescape=True),
        Registration.unit_text.icontains(key, autoescape=True),
        Registration.unit_id.in_(select(Unit.id).where(Unit.name.icontains(key, autoescape=True))),
        Registration.number == key.upper(),
        Registration.number.startswith(f"{key.upper()}-", autoescape=True),
    ]
    if low.isascii() and low.isalpha():
        found += [
            Registration.pinyin_key.startswith(low, autoescape=True),
            Registration.initials.startswith(low, autoescape=True),
        ]
    if low.isascii() and low.isdigit():
        found += [Registration.mobile_tail == low, Registration.number.endswith(f"-{low}", autoescape=True)]
    return or_(*found)


def counts(event_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Return, for each event, how many registrations are in each state."""
    query = (
        select(Registration.event_id, Registration.state, func.count())
        .where(Registration.event_id.in_(event_ids))
        .group_by(Registration.event_id, Registration.state)
    )
    found: dict[int, dict[str, int]] = {event_id: {} for event_id in event_ids}
    for event_id, state, number in database.session().execute(query):
        found[event_id][state] = number
    return found


def places_held(event_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many places of each event are taken; where a place is a whole team its people count once."""
    query = (
        select(Registration.event_id, func.coalesce(func.sum(Registration.weight), 0))
        .where(Registration.event_id.in_(event_ids), Registration.state == "confirmed")
        .group_by(Registration.event_id)
    )
    return dict(database.session().execute(query).all())


def session_counts(session_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Return, for each session, how many registrations are in each state."""
    query = (
        select(Registration.session_id, Registration.state, func.count())
        .where(Registration.session_id.in_(session_ids))
        .group_by(Registration.session_id, Registration.state)
    )
    found: dict[int, dict[str, int]] = {session_id: {} for session_id in session_ids}
    for session_id, state, number in database.session().execute(query):
        found[session_id or 0][state] = number
    return found


def capacities(event_ids: Sequence[int]) -> Mapping[int, int | None]:
    """Return each event's own limit; None for no limit."""
    query = select(Event.id, Event.capacity).where(Event.id.in_(event_ids))
    return dict(database.session().execute(query).all())


def session_capacities(session_ids: Sequence[int]) -> Mapping[int, int | None]:
    """Return each session's own limit; None for no limit."""
    query = select(EventSession.id, EventSession.capacity).where(EventSession.id.in_(session_ids))
    return dict(database.session().execute(query).all())
