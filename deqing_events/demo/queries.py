"""What the loading asks of the database."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import exists, func, select

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.checkin.models import Scan
from deqing_events.database import Base
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member, Unit
from deqing_events.registration.models import Registration

Row = TypeVar("Row", bound=Base)


def any_event() -> bool:
    """Tell whether there is any event, drafts included."""
    return bool(database.session().scalar(select(exists().where(Event.id.is_not(None)))))


def any_username(names: Sequence[str]) -> bool:
    """Tell whether one of some user names is taken."""
    return bool(database.session().scalar(select(exists().where(StaffAccount.username.in_(names)))))


def one(table: type[Row], row_id: int) -> Row:
    """Return a row that is known to exist."""
    return database.session().get_one(table, row_id)


def counts() -> tuple[tuple[str, int], ...]:
    """Return how much there is now, each with its word."""
    tables = (("单位", Unit), ("会员", Member), ("赛事", Event), ("报名", Registration), ("扫码", Scan))
    session = database.session()
    return tuple((word, session.scalar(select(func.count()).select_from(table)) or 0) for word, table in tables)
