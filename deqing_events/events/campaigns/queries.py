"""Questions about campaigns."""

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Campaign, Event

DONE = (EventState.CANCELLED, EventState.FINAL, EventState.ARCHIVED)


def with_counts() -> list[tuple[Campaign, int, int]]:
    """Return every campaign with how many events it has and how many of them are open, the latest year first."""
    still_open = func.count(Event.id).filter(Event.state.not_in(DONE))
    query = (
        select(Campaign, func.count(Event.id), still_open)
        .outerjoin(Event, Event.campaign_id == Campaign.id)
        .group_by(Campaign.id)
        .order_by(Campaign.year.desc(), Campaign.id.desc())
    )
    return list(database.session().execute(query))


def by_id(campaign_id: int) -> Campaign | None:
    """Return the campaign, or None."""
    return database.session().get(Campaign, campaign_id)


def open_events(campaign_id: int) -> int:
    """Return how many events of a campaign are neither final, archived nor cancelled."""
    query = select(func.count()).where(Event.campaign_id == campaign_id, Event.state.not_in(DONE))
    return database.session().scalar(query) or 0
