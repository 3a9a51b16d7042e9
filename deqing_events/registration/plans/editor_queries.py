"""What the editor of the plan has to know: who is under review, and whether there are teams."""

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.queries import ACTIVE
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
