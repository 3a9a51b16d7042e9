"""The people behind a figure, page by page, and what the overview says of the coming days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.models import Entrant
from deqing_events.domain.kinds import EventState
from deqing_events.domain.masking import mask_name
from deqing_events.domain.participation_rows import Entered, Score, SignUp
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.organisations.models import ImportRun, Member, Organisation, Unit
from deqing_events.registration.models import Registration
from deqing_events.reports import queries_proofs as proofs
from deqing_events.reports.queries import checked_in

Person = SignUp | Entered | Score
UNRESOLVED = "单位待核"


@dataclass(frozen=True)
class Named:
    """A person as staff see one in a report: masked. ``came`` says whether a valid check-in stands behind it.

    ``proof`` names the record that the count rests on, ``page`` is the end of the event's desk address that shows it.
    """

    event_id: int
    number: str
    name: str
    unit: str
    township: str
    came: bool
    proof: str = ""
    page: str = ""


def named(people: Sequence[Person]) -> list[Named]:
    """Return the masked rows of some people (one page of them), in the order given."""
    registrations = _registrations([person.id for person in people if isinstance(person, SignUp)])
    entrants = _entrants([person.id for person in people if not isinstance(person, SignUp)])
    found = [(registrations if isinstance(person, SignUp) else entrants).get(person.id) for person in people]
    return [row for row in found if row is not None]


def _registrations(ids: Sequence[int]) -> dict[int, Named]:
    query = (
        select(
            Registration.id,
            Registration.event_id,
            Registration.number,
            Registration.name,
            Registration.unit_text,
            Unit.name,
            Organisation.name,
            checked_in(),
        )
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(Registration.id.in_(ids))
    )
    entries = proofs.first_entries(ids)
    return {
        key: Named(event_id, number, mask_name(name), unit or _unresolved(text), township or "", came, *entries[key])
        for key, event_id, number, name, text, unit, township, came in database.session().execute(query)
    }


def _entrants(ids: Sequence[int]) -> dict[int, Named]:
    """Name entrants; one that is a team or workplace is no person and is shown whole."""
    query = (
        select(
            Entrant.id,
            Entrant.event_id,
            Entrant.number,
            Entrant.name,
            Entrant.unit_name,
            Event.entrant_kind,
            Unit.name,
            Organisation.name,
        )
        .join(Event, Event.id == Entrant.event_id)
        .outerjoin(Unit, Unit.id == Entrant.unit_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(Entrant.township_id, Unit.township_id))
        .where(Entrant.id.in_(ids))
    )
    found, marks = {}, proofs.marks(ids)
    for key, event_id, number, name, text, kind, unit, township in database.session().execute(query):
        shown = mask_name(name) if kind == "person" else name
        found[key] = Named(event_id, number, shown, unit or _unresolved(text), township or "", False, *marks[key])  # noqa: FBT003 - nobody came
    return found


def _unresolved(text: str) -> str:
    return f"{text}（{UNRESOLVED}）" if text else UNRESOLVED


@dataclass(frozen=True)
class Waiting:
    """How many things wait for somebody; ``unsettled`` are events that are over but not yet in public notice."""

    drafts: int
    unsettled: int
    imports: int


def waiting(reach: Reach, *, now: dt.datetime) -> Waiting:
    """Count what waits inside a reach; imports are the county's matter."""
    here = (_inside(reach), Event.is_test.is_(False))
    over = (Event.state == EventState.PUBLISHED, Event.ends_at < now)
    imports = select(func.count()).select_from(ImportRun).where(ImportRun.state == "previewed")
    return Waiting(
        drafts=_count(*here, Event.state == EventState.DRAFT),
        unsettled=_count(*here, *over),
        imports=(database.session().scalar(imports) or 0) if reach.county else 0,
    )


def _count(*conditions: ColumnElement[bool]) -> int:
    return database.session().scalar(select(func.count()).select_from(Event).where(*conditions)) or 0


def _inside(reach: Reach) -> ColumnElement[bool]:
    if reach.county:
        return Event.id.is_not(None)
    return or_(Event.id.in_(reach.events), Event.township_id.in_(reach.townships))


def arrivals(event_ids: Sequence[int]) -> dict[int, int]:
    """Return how many registrations of each event have a valid check-in; an event without any is left out."""
    query = (
        select(CheckinList.event_id, func.count(Scan.registration_id.distinct()))
        .join(Scan, Scan.list_id == CheckinList.id)
        .where(CheckinList.event_id.in_(event_ids), Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
        .group_by(CheckinList.event_id)
    )
    return {event_id: number for event_id, number in database.session().execute(query)}  # noqa: C416 - rows, not pairs


def has_any(table: type[Event | Unit | Member]) -> bool:
    """Tell whether a table holds any row."""
    return database.session().scalar(select(table.id).limit(1)) is not None


def visible(event_ids: Sequence[int], reach: Reach) -> set[int]:
    """Return which of some events (one page of them) lie inside a reach."""
    query = select(Event.id).where(Event.id.in_(event_ids), _inside(reach))
    return set(database.session().scalars(query))
