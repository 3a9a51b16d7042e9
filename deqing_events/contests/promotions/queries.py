"""Questions about promotions and the versions of their rule table."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.contests.promotions.models import Promotion, PromotionTable
from deqing_events.domain.promotion_rules import PromotionState
from deqing_events.organisations.models import Member
from deqing_events.registration.models import Registration

OPEN_STATES = (PromotionState.PROPOSED.value, PromotionState.SUBMITTED.value)
ALIVE = (*OPEN_STATES, PromotionState.APPROVED.value)


def tables() -> list[PromotionTable]:
    """Return every version of the rule table, the latest first."""
    return list(database.session().scalars(select(PromotionTable).order_by(PromotionTable.version.desc())))


def table(table_id: int) -> PromotionTable | None:
    """Return one version, or None."""
    return database.session().get(PromotionTable, table_id)


def in_force(day: dt.date) -> PromotionTable | None:
    """Return the version that holds on a day, the latest of several; None for none."""
    query = select(PromotionTable).where(
        PromotionTable.in_force_at.is_not(None),
        PromotionTable.valid_from <= day,
        or_(PromotionTable.valid_to.is_(None), PromotionTable.valid_to >= day),
    )
    return database.session().scalars(query.order_by(PromotionTable.version.desc()).limit(1)).one_or_none()


def last_version() -> int:
    """Return the number of the latest version, 0 before the first."""
    return database.session().scalar(select(func.max(PromotionTable.version))) or 0


def of_event(event_id: int) -> list[Promotion]:
    """Return the promotions of a contest, by place, each with its sign-up."""
    query = select(Promotion).where(Promotion.event_id == event_id)
    query = query.options(selectinload(Promotion.registration).selectinload(Registration.unit))
    return list(database.session().scalars(query.order_by(Promotion.rank, Promotion.id)))


def of_sign_ups(registration_ids: Sequence[int]) -> list[Promotion]:
    """Return the promotions of these sign-ups, each with its contest."""
    query = select(Promotion).where(Promotion.registration_id.in_(registration_ids))
    return list(database.session().scalars(query.options(selectinload(Promotion.event)).order_by(Promotion.id)))


def listing(state: str, *, limit: int = 500) -> list[Promotion]:
    """Return promotions of all contests, of one state or of any, the newest first."""
    query = select(Promotion).options(selectinload(Promotion.registration), selectinload(Promotion.event))
    if state:
        query = query.where(Promotion.state == state)
    return list(database.session().scalars(query.order_by(Promotion.id.desc()).limit(limit)))


def counts() -> Mapping[str, int]:
    """Return how many promotions stand in each state."""
    query = select(Promotion.state, func.count()).group_by(Promotion.state)
    return dict(database.session().execute(query).all())


def approved(person_keys: Collection[str]) -> list[tuple[str, dt.date]]:
    """Return who of these people was promoted already, and the day of each approval."""
    query = select(Promotion.person_key, Promotion.approved_on).where(
        Promotion.person_key.in_(person_keys), Promotion.state == PromotionState.APPROVED.value
    )
    return [(key, day) for key, day in database.session().execute(query) if day is not None]


def approved_and_held(person_keys: Collection[str]) -> list[Promotion]:
    """Return the approved promotions of these people in all contests, and hold every promotion they have.

    Two approvals of one person wait for each other here, and the second sees what the first did.
    """
    query = select(Promotion).where(Promotion.person_key.in_(person_keys)).order_by(Promotion.id)
    held = query.with_for_update(of=Promotion).execution_options(populate_existing=True)
    return [row for row in database.session().scalars(held) if row.state == PromotionState.APPROVED.value]


def sign_ups(registration_ids: Sequence[int]) -> dict[int, Registration]:
    """Return sign-ups by id, each with its workplace."""
    query = select(Registration).where(Registration.id.in_(registration_ids)).options(selectinload(Registration.unit))
    return {row.id: row for row in database.session().scalars(query)}


def roster_levels(member_ids: Collection[int]) -> dict[int, str]:
    """Return the level of members that the roster knows one of."""
    query = select(Member.id, Member.skill_level).where(Member.id.in_(member_ids), Member.skill_level != "")
    return dict(database.session().execute(query).all())


def closed() -> Mapping[int, dt.datetime | None]:
    """Return, for each event that a promotion follows, when the last one was decided; None while one is open."""
    query = select(
        Promotion.event_id,
        func.max(Promotion.decided_at),
        func.count().filter(Promotion.state.in_(OPEN_STATES)),
    ).group_by(Promotion.event_id)
    return {event_id: None if open_ else last for event_id, last, open_ in database.session().execute(query)}
