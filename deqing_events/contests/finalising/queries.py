"""Questions of the control pages."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.models import RuleSheet
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Reach
from deqing_events.events.models import Event
from deqing_events.events.queries import inside

OVER = (EventState.ARCHIVED, EventState.CANCELLED, EventState.DRAFT)


def contests_within(reach: Reach, *, limit: int = 100) -> list[Event]:
    """Return the running contests with rules inside ``reach``, the latest first."""
    query = select(Event).where(inside(reach), Event.id.in_(select(RuleSheet.event_id)), Event.state.not_in(OVER))
    return list(database.session().scalars(query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(limit)))
