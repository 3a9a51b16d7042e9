"""Every attempt at the gates of an event, page by page: 100,000 rows are never held at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.events.models import EventSession
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration

PAGE = 2_000


def attempts(event_id: int) -> int:
    """Return how many attempts are stored for an event."""
    return (
        database.session().scalar(select(func.count()).select_from(Scan).where(Scan.list_id.in_(_lists(event_id)))) or 0
    )


def attempt_pages(event_id: int, *, size: int = PAGE) -> Iterator[Sequence[Row[Any]]]:
    """Yield all attempts in the order they were stored, ``size`` at a time.

    Which ones is settled at the start. Each page is a read of its own, so that no snapshot is held while somebody
    downloads slowly; what is undone meanwhile shows as undone.
    """
    query = select(Scan.id).where(Scan.list_id.in_(_lists(event_id))).order_by(Scan.id)
    ids = list(database.session().scalars(query))
    for start in range(0, len(ids), size):
        chosen = ids[start : start + size]
        between = _page(event_id).where(Scan.id.between(chosen[0], chosen[-1]))
        rows = database.session().execute(between).all()
        database.session().rollback()
        yield rows


def _lists(event_id: int) -> Select[Any]:
    return select(CheckinList.id).where(CheckinList.event_id == event_id)


def _page(event_id: int) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Scan.__table__.c,
        CheckinList.name.label("list_name"),
        CheckinList.questions.label("list_questions"),
        Registration.number,
        Registration.name,
        Registration.mobile,
        Registration.event_id.label("own_event_id"),
        func.coalesce(Unit.name, Registration.unit_text, "").label("unit"),
        func.coalesce(Organisation.name, "").label("township"),
        EventSession.title.label("session_title"),
        EventSession.venue.label("session_venue"),
    )
    return (
        select(*columns[0], *columns[1:])
        .select_from(Scan)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .outerjoin(EventSession, EventSession.id == Scan.session_id)
        .where(Scan.list_id.in_(_lists(event_id)))
        .order_by(Scan.id)
    )
