"""Making, changing and closing campaigns."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.events.campaigns import queries
from deqing_events.events.hooks import offers
from deqing_events.events.models import Campaign

PLANNED, CLOSED = "planned", "closed"


class CampaignRefusedError(Exception):
    """A campaign could not be stored or closed; the text is a sentence for people."""


def save(campaign_id: int | None, values: Mapping[str, Any], *, now: dt.datetime, by: Actor) -> Campaign:
    """Store a new campaign (``campaign_id`` None) or change one. Raises CampaignRefusedError for a taken name."""
    try:
        with database.transaction() as session:
            campaign = session.get_one(Campaign, campaign_id) if campaign_id else None
            if campaign is None:
                campaign = Campaign(state=PLANNED, created_at=now)
                session.add(campaign)
            if campaign.state == CLOSED:
                raise CampaignRefusedError("已结束的竞赛活动不能再改。")
            for name, value in values.items():
                setattr(campaign, name, value)
            session.flush()
            record("campaign.save", "campaign", campaign.id, by=by, now=now, added=campaign_id is None)
            return campaign
    except IntegrityError as error:
        raise CampaignRefusedError(database.violated(error) or "这一步没有成功，请再试一次。") from error


def close(campaign_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Close a campaign.

    Raises CampaignRefusedError while one of its events is neither done nor cancelled, or a result is not final.
    """
    with database.transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        left = queries.open_events(campaign_id)
        if left:
            raise CampaignRefusedError(f"还有 {left} 场赛事没有办结，全部办结或取消后才能结束。")
        waits = offers.campaign_open(campaign_id)
        if waits:
            raise CampaignRefusedError(waits)
        campaign.state = CLOSED
        session.flush()
        offers.campaign_closed(campaign_id, now, by)
        record("campaign.close", "campaign", campaign_id, by=by, now=now)
