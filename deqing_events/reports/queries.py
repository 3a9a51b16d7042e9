"""What reports read: rows of events and people for the tallies, registers, and the names of what lines stand for.

Scans and marks are folded in the database to one row per registration or entrant; who counts is decided by the law.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.models import Entrant, Mark
from deqing_events.domain.kinds import EventState
from deqing_events.domain.participation import Facts, gather
from deqing_events.domain.participation_rows import BY_DEFAULT, EventRow, Policy, Score, SignUp
from deqing_events.domain.periods import Period
from deqing_events.domain.registers import CampaignRow, RegisterRow, Registers
from deqing_events.events.models import Campaign, Event
from deqing_events.organisations.models import LabourUnion, Organisation, Unit
from deqing_events.registration.models import Registration
from deqing_events.web.clock import SHANGHAI

CENTRE_KIND = "regional_service_centre"


@dataclass(frozen=True)
class Narrowing:
    """Which events are looked at (an empty value asks nothing), and by which policy they count."""

    family: str = ""
    kind: str = ""
    levels: tuple[str, ...] = ()
    campaign_id: int | None = None
    policy: Policy = BY_DEFAULT


ALL_EVENTS = Narrowing()


def facts(period: Period, narrowing: Narrowing = ALL_EVENTS) -> Facts:
    """Return everything that counts in a period: events by their last day in Deqing, and who took part in them."""
    chosen = _chosen(period, narrowing)
    return gather(_events(chosen), _sign_ups(chosen), _scores(chosen), narrowing.policy)


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant at which a day begins in Deqing."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def _chosen(period: Period, narrowing: Narrowing) -> list[ColumnElement[bool]]:
    found = [
        Event.ends_at >= midnight(period.start),
        Event.ends_at < midnight(period.end + dt.timedelta(days=1)),
        Event.is_test.is_(False),
        Event.state.not_in((EventState.DRAFT, EventState.CANCELLED, EventState.POSTPONED)),
    ]
    if narrowing.family:
        found.append(Event.family == narrowing.family)
    if narrowing.kind:
        found.append(Event.kind == narrowing.kind)
    if narrowing.levels:
        found.append(Event.organiser_level.in_(narrowing.levels))
    if narrowing.campaign_id is not None:
        found.append(Event.campaign_id == narrowing.campaign_id)
    return found


def _events(chosen: Iterable[ColumnElement[bool]]) -> list[EventRow]:
    query = (
        select(
            Event.id,
            Event.title,
            Event.family,
            Event.kind,
            Event.organiser_level,
            Event.township_id,
            Unit.union_id,
            Event.state,
            Event.entrant_kind,
            Event.is_test,
            Event.is_preliminary,
            Event.ends_at,
        )
        .outerjoin(Unit, Unit.id == Event.host_unit_id)
        .where(*chosen)
        .order_by(Event.ends_at, Event.id)
    )
    rows = database.session().execute(query).all()
    return [EventRow._make((*row[:-1], row.ends_at.astimezone(SHANGHAI).date())) for row in rows]


def _sign_ups(chosen: Iterable[ColumnElement[bool]]) -> list[SignUp]:
    closing = func.coalesce(Event.registration_closes_at, Event.starts_at)
    withdrew = and_(
        Registration.state == "cancelled",
        not_(Registration.cancelled_by.startswith("staff:")),
        or_(closing.is_(None), Registration.cancelled_at < closing),
    )
    query = (
        select(
            Registration.id,
            Registration.event_id,
            Registration.person_key,
            Registration.township_id,
            Registration.unit_id,
            Registration.union_id,
            Registration.gender,
            Registration.migrant,
            Registration.walk_in,
            case((and_(Registration.confirmed_at.is_not(None), not_(withdrew)), True), else_=False),
            checked_in(),
        )
        .join(Event, Event.id == Registration.event_id)
        .where(*chosen)
        .order_by(Registration.id)
    )
    return list(map(SignUp._make, database.session().execute(query)))


def checked_in() -> ColumnElement[bool]:
    """Return the condition that a registration has a valid check-in on a list of its own event."""
    return (
        select(Scan.id)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .where(
            Scan.registration_id == Registration.id,
            Scan.counts,
            Scan.direction == "entry",
            Scan.annulled_at.is_(None),
            CheckinList.event_id == Registration.event_id,
        )
        .exists()
    )


def _scores(chosen: Iterable[ColumnElement[bool]]) -> list[Score]:
    """Where an entrant has a registration its snapshot goes first; else the entrant's own unit and township."""
    query = (
        select(
            Entrant.id,
            Entrant.event_id,
            Entrant.registration_id,
            func.coalesce(Registration.township_id, Entrant.township_id, Unit.township_id),
            func.coalesce(Registration.unit_id, Entrant.unit_id),
            func.coalesce(Registration.union_id, Unit.union_id),
            Entrant.status,
        )
        .join(Event, Event.id == Entrant.event_id)
        .outerjoin(Registration, Registration.id == Entrant.registration_id)
        .outerjoin(Unit, Unit.id == Entrant.unit_id)
        .where(*chosen, select(Mark.id).where(Mark.entrant_id == Entrant.id).exists())
        .order_by(Entrant.id)
    )
    return [Score(*row) for row in database.session().execute(query)]


def registers(narrowing: Narrowing = ALL_EVENTS) -> Registers:
    """Return campaigns (narrowed by level and campaign), unions, covered units and regional centres."""
    session = database.session()
    campaigns = select(
        Campaign.id, Campaign.kind, Campaign.year, Campaign.state, Campaign.starts_on, Campaign.ends_on
    ).order_by(Campaign.year, Campaign.id)
    if narrowing.levels:
        campaigns = campaigns.where(Campaign.level.in_(narrowing.levels))
    if narrowing.campaign_id is not None:
        campaigns = campaigns.where(Campaign.id == narrowing.campaign_id)
    unions = select(
        LabourUnion.id, LabourUnion.kind, LabourUnion.township_id, LabourUnion.valid_from, LabourUnion.valid_to
    ).order_by(LabourUnion.code)
    covered = _covered_units()
    centres = (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.parent_id,
            Organisation.valid_from,
            Organisation.valid_to,
        )
        .where(Organisation.kind == CENTRE_KIND)
        .order_by(Organisation.sort, Organisation.code)
    )
    return Registers(
        tuple(CampaignRow(*row) for row in session.execute(campaigns)),
        tuple(RegisterRow(*row) for row in session.execute(unions)),
        tuple(RegisterRow(*row) for row in session.execute(covered)),
        tuple(RegisterRow(*row) for row in session.execute(centres)),
    )


def _covered_units() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Unit.id,
            LabourUnion.kind,
            Unit.township_id,
            Unit.valid_from,
            Unit.valid_to,
            LabourUnion.valid_from,
            LabourUnion.valid_to,
        )
        .join(LabourUnion, LabourUnion.id == Unit.union_id)
        .order_by(Unit.code)
    )


def unit_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the name and township of some units."""
    query = select(Unit.id, Unit.name, Organisation.name).outerjoin(Organisation, Organisation.id == Unit.township_id)
    rows = database.session().execute(query.where(_among(Unit.id, ids)))
    return {unit_id: (name, township or "") for unit_id, name, township in rows}


def union_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the name and township of some unions."""
    query = select(LabourUnion.id, LabourUnion.name, Organisation.name).outerjoin(
        Organisation, Organisation.id == LabourUnion.township_id
    )
    rows = database.session().execute(query.where(_among(LabourUnion.id, ids)))
    return {union_id: (name, township or "") for union_id, name, township in rows}


def organisation_names() -> dict[int, tuple[str, str]]:
    """Return the name of every organisation with its parent's, in the county's order."""
    parent = aliased(Organisation)
    query = (
        select(Organisation.id, Organisation.name, parent.name)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .order_by(Organisation.sort, Organisation.code)
    )
    return {key: (name, above or "") for key, name, above in database.session().execute(query)}


def campaign_rows() -> list[Campaign]:
    """Return every campaign, the latest year first."""
    return list(database.session().scalars(select(Campaign).order_by(Campaign.year.desc(), Campaign.id.desc())))


def _among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:  # noqa: ANN401 - an instrumented column
    """Name few ids one by one; many are all fetched, because a database takes only so many parameters."""
    condition: ColumnElement[bool] = column.in_(ids) if len(ids) <= MANY else column.is_not(None)
    return condition


MANY = 500
