"""People and movements of one list, in one statement, so that all numbers belong to one moment."""

from typing import Any

from sqlalchemy import and_, case, func, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.queries import on_list
from deqing_events.domain.turnout import Move, Person, Turnout, turnout
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration

NO_GATE, NO_UNIT, NO_DELEGATION = "服务台", "未填单位", "未填代表队"


def numbers(at: CheckinList) -> Turnout:
    """Return the numbers of a list as they are now."""
    people: dict[int, Person] = {}
    moves: list[Move] = []
    for row in database.session().execute(_statement(at)):
        if row.id not in people:
            expected = bool(row.expected)
            people[row.id] = Person(row.id, row.unit or NO_UNIT, row.delegation or NO_DELEGATION, expected)
        if row.scan_id is not None:
            moves.append(Move(row.id, row.scanned_at, row.scan_id, row.direction == "entry", row.gate or NO_GATE))
    return turnout(list(people.values()), moves)


def _statement(at: CheckinList) -> Any:  # noqa: ANN401 - rows of a labelled select have no static type
    counting = and_(
        Scan.registration_id == Registration.id, Scan.list_id == at.id, Scan.counts, Scan.annulled_at.is_(None)
    )
    expected = and_(*on_list(at))
    unit = case((Unit.short_name != "", Unit.short_name), else_=func.coalesce(Unit.name, Registration.unit_text))
    return (
        select(
            Registration.id,
            unit.label("unit"),
            Organisation.name.label("delegation"),
            case((expected, 1), else_=0).label("expected"),
            Scan.id.label("scan_id"),
            Scan.scanned_at,
            Scan.direction,
            Scan.gate,
        )
        .select_from(Registration)
        .outerjoin(Scan, counting)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(Registration.event_id == at.event_id, or_(expected, Scan.id.is_not(None)))
    )
