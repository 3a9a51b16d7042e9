"""Questions about what is published of a campaign's contests."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from deqing_events import database
from deqing_events.contests.models import Publication
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Campaign, Event


def campaign(campaign_id: int) -> Campaign | None:
    """Return a campaign, or None."""
    return database.session().get(Campaign, campaign_id)


def standing(campaign_id: int) -> list[Publication]:
    """Return the publication that holds of each public contest in order of time; tests and heats are left out."""
    newest = (
        select(Publication.event_id, func.max(Publication.version).label("version"))
        .where(Publication.withdrawn_at.is_(None))
        .group_by(Publication.event_id)
        .subquery()
    )
    query = (
        select(Publication)
        .join(newest, (newest.c.event_id == Publication.event_id) & (newest.c.version == Publication.version))
        .join(Event, Event.id == Publication.event_id)
        .where(Event.campaign_id == campaign_id, Event.state != EventState.DRAFT, Event.is_test.is_(False))
        .where(Event.is_preliminary.is_(False))
        .options(joinedload(Publication.event))
        .order_by(Event.starts_at.is_(None), Event.starts_at, Event.id)
    )
    return list(database.session().scalars(query))
