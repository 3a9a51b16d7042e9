"""What the editor of the plan has to know: who is under review, whether there are teams, and the bounds by pattern."""

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.places import Dimension, Kind
from deqing_events.registration.models import DONE_REVIEWS, Quota, Registration
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.quota_queries import PATTERN
from deqing_events.registration.teams.models import Team


def under_review(event_id: int) -> int:
    """Return how many active registrations of an event are under review or returned for correction."""
    query = select(func.count()).where(
        Registration.event_id == event_id,
        Registration.state.in_(ACTIVE),
        Registration.review.not_in(DONE_REVIEWS),
    )
    return database.session().scalar(query) or 0


def has_teams(event_id: int) -> bool:
    """Tell whether a team of the event was submitted."""
    query = select(Team.id).where(Team.event_id == event_id, Team.state == "entered").limit(1)
    return database.session().scalar(query) is not None


def patterns(event_id: int) -> dict[Dimension, int]:
    """Return how many places each one of a dimension may take, where staff said so."""
    query = select(Quota.dimension, Quota.capacity).where(
        Quota.event_id == event_id, Quota.target == PATTERN, Quota.kind == Kind.LIMIT
    )
    return {Dimension(row.dimension): row.capacity for row in database.session().execute(query)}


def patterned_targets(event_id: int, dimension: Dimension) -> list[str]:
    """Return whom rows made from a pattern stand for."""
    query = select(Quota.target).where(Quota.event_id == event_id, Quota.dimension == dimension, Quota.patterned)
    return list(database.session().scalars(query))
