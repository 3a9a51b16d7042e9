"""Questions about campaigns, their items and what is published of them. Each is one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.contests.campaign_tables.models import CampaignTable
from deqing_events.contests.models import Publication
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Campaign, Event


@dataclass(frozen=True)
class Item:
    """One event of a campaign that people may see, and which publication of it holds, if any."""

    event_id: int
    title: str
    slug: str
    state: str
    publication_id: int | None
    stage: str
    digest: str


def campaign(campaign_id: int) -> Campaign | None:
    """Return a campaign, or None."""
    return database.session().get(Campaign, campaign_id)


def items(campaign_id: int) -> list[Item]:
    """Return the public events of a campaign in order of time; tests and preliminary rounds are left out."""
    newest = (
        select(Publication.event_id, func.max(Publication.version).label("version"))
        .where(Publication.withdrawn_at.is_(None))
        .group_by(Publication.event_id)
        .subquery()
    )
    query = (
        select(Event.id, Event.title, Event.slug, Event.state, Publication.id, Publication.stage, Publication.digest)
        .outerjoin(newest, newest.c.event_id == Event.id)
        .outerjoin(Publication, (Publication.event_id == newest.c.event_id) & (Publication.version == newest.c.version))
        .where(Event.campaign_id == campaign_id, Event.state != EventState.DRAFT, Event.is_test.is_(False))
        .where(Event.is_preliminary.is_(False))
        .order_by(Event.starts_at.is_(None), Event.starts_at, Event.id)
    )
    return [Item(*row[:5], row[5] or "", row[6] or "") for row in database.session().execute(query)]


def contents(publication_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return what publications froze, by their id."""
    query = select(Publication.id, Publication.content).where(Publication.id.in_(publication_ids))
    return {row[0]: row[1] for row in database.session().execute(query)}


def kept(campaign_id: int) -> list[CampaignTable]:
    """Return every kept table of a campaign, the latest first."""
    query = select(CampaignTable).where(CampaignTable.campaign_id == campaign_id)
    return list(database.session().scalars(query.order_by(CampaignTable.version.desc())))
