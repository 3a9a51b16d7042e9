"""Questions about appeals."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from deqing_events import database
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.models import Entrant
from deqing_events.domain.appeals import AppealState
from deqing_events.domain.roles import Reach


def _open() -> ColumnElement[bool]:
    """Return the condition of the law's ``is_open``."""
    waiting = Appeal.state.in_((AppealState.FILED, AppealState.ACCEPTED))
    return or_(waiting, and_(Appeal.state == AppealState.UPHELD, Appeal.correction_due))


def open_appeals(event_id: int) -> list[Appeal]:
    """Return the appeals of an event that freeze rows, the earliest first; ``entrant`` is None for all rows."""
    query = select(Appeal).where(Appeal.event_id == event_id, _open()).options(joinedload(Appeal.entrant))
    return list(database.session().scalars(query.order_by(Appeal.number)))


def of_event(event_id: int) -> list[Appeal]:
    """Return every appeal of an event, the latest first."""
    query = select(Appeal).where(Appeal.event_id == event_id).options(joinedload(Appeal.entrant))
    return list(database.session().scalars(query.order_by(Appeal.number.desc())))


def of_account(event_id: int, who: str) -> list[Appeal]:
    """Return the appeals somebody filed about an event, the latest first."""
    return [row for row in of_event(event_id) if row.filed_by == who]


def one(event_id: int, appeal_id: int) -> Appeal | None:
    """Return an appeal of this event, or None."""
    query = select(Appeal).where(Appeal.id == appeal_id, Appeal.event_id == event_id)
    return database.session().scalars(query.options(joinedload(Appeal.entrant))).one_or_none()


def same(event_id: int, leader: str, grounds: str, entrant_id: int | None) -> Appeal | None:
    """Return the appeal nobody has decided that says exactly this already, or None."""
    return next(
        (
            row
            for row in open_appeals(event_id)
            if (row.leader, row.grounds, row.entrant_id, row.state) == (leader, grounds, entrant_id, "filed")
        ),
        None,
    )


def last_number(event_id: int) -> int:
    """Return the highest number given in an event, 0 for none."""
    return database.session().scalar(select(func.max(Appeal.number)).where(Appeal.event_id == event_id)) or 0


def entrant_numbered(event_id: int, number: str) -> Entrant | None:
    """Return the entrant with a number, or None."""
    query = select(Entrant).where(Entrant.event_id == event_id, Entrant.number == number)
    return database.session().scalars(query).one_or_none()


def own_entrants(event_id: int, reach: Reach) -> list[Entrant]:
    """Return the entrants of the workplaces and townships inside ``reach``, by number."""
    query = select(Entrant).where(Entrant.event_id == event_id)
    if not reach.county:
        query = query.where(or_(Entrant.unit_id.in_(reach.units), Entrant.township_id.in_(reach.townships)))
    return list(database.session().scalars(query.order_by(Entrant.number)))


def appealed(entrant_id: int) -> bool:
    """Tell whether an appeal, open or not, is about an entrant."""
    return bool(database.session().scalar(select(exists().where(Appeal.entrant_id == entrant_id))))


def frozen_numbers(event_id: int) -> frozenset[str] | None:
    """Return the numbers of the entrants whose rows are frozen; None when all of them are."""
    rows = open_appeals(event_id)
    if any(row.entrant is None for row in rows):
        return None
    return frozenset(row.entrant.number for row in rows if row.entrant is not None)


def files_in_use() -> set[str]:
    """Return the names of the stored papers."""
    return set(database.session().scalars(select(Appeal.file_name).where(Appeal.file_name != "")))


def about_sign_ups(ids: Sequence[int]) -> list[Appeal]:
    """Return the appeals about the entries of these sign-ups, the latest first."""
    query = select(Appeal).join(Appeal.entrant).where(Entrant.registration_id.in_(ids))
    return list(database.session().scalars(query.order_by(Appeal.id.desc())))
