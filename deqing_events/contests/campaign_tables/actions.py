"""Writing a campaign's rules of points, and keeping its table: when it is closed, and anew after a correction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.campaign_tables import queries
from deqing_events.contests.campaign_tables.content import Content, overall, same_table
from deqing_events.contests.campaign_tables.models import CampaignTable
from deqing_events.contests.results.content import digest_of
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Campaign

CLOSED = "closed"
NEEDS_REASON = "请写明为什么更新，例如：电工比武的成绩按裁定更正过。"
STILL_SO = "总积分榜和各项现在的成绩一致，不用更新。"
NOT_CLOSED = "竞赛活动还没有结束，总积分榜随各项成绩自动更新。"
UNSETTLED = "还有项目的成绩没有生效，全部生效后再更新总积分榜。"
ENDED = "已结束的竞赛活动不能再改积分办法。"


class TableRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


def set_points(campaign_id: int, league: Mapping[str, Any], *, by: Actor, now: dt.datetime) -> None:
    """Store how a campaign's contests start to count, and how its table ranks. Raises TableRefusedError at its end."""
    with database.transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        if campaign.state == CLOSED:
            raise TableRefusedError(ENDED)
        before, campaign.league = campaign.league, dict(league)
        session.flush()
        record("campaign.points", "campaign", campaign_id, by=by, now=now, before=before, after=campaign.league)


def what_is_open(campaign_id: int) -> str:
    """Return what keeps a campaign open: results that were corrected or published and are not final again."""
    shown = [row for row in queries.items(campaign_id) if row.state != EventState.CANCELLED]
    waiting = [row.title for row in shown if row.stage in {"provisional", "public_notice"}]
    return f"“{waiting[0]}”公布的成绩还没有生效，生效后才能结束。" if waiting else ""


def keep_first(campaign_id: int, now: dt.datetime, by: Actor) -> None:
    """Keep the table of a campaign that is being closed, in the caller's transaction; none where no teams counted."""
    campaign = database.session().get_one(Campaign, campaign_id)
    content = overall(campaign, queries.items(campaign_id))
    if content["rows"]:
        _keep(campaign_id, content, "", now, by)


def renew(campaign_id: int, reason: str, *, by: Actor, now: dt.datetime) -> CampaignTable:
    """Keep the table as it follows from the results of now, after one was corrected.

    Raises TableRefusedError while the campaign runs, without a reason, while a result is not final, and when nothing
    differs.
    """
    try:
        with database.transaction() as session:
            campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
            if campaign.state != CLOSED:
                raise TableRefusedError(NOT_CLOSED)
            if not reason:
                raise TableRefusedError(NEEDS_REASON)
            content = overall(campaign, queries.items(campaign_id))
            held = queries.kept(campaign_id)
            if what_is_open(campaign_id):
                raise TableRefusedError(UNSETTLED)
            if held and same_table(held[0].content, content):
                raise TableRefusedError(STILL_SO)
            return _keep(campaign_id, content, reason, now, by)
    except IntegrityError as error:
        raise TableRefusedError(database.violated(error) or "总积分榜刚被别人更新过，请刷新后再看。") from error


def _keep(campaign_id: int, content: Content, reason: str, now: dt.datetime, by: Actor) -> CampaignTable:
    held = queries.kept(campaign_id)
    made = CampaignTable(
        campaign_id=campaign_id,
        version=held[0].version + 1 if held else 1,
        content=content,
        digest=digest_of(content),
        reason=reason,
        by=by.who,
        at=now,
    )
    session = database.session()
    session.add(made)
    session.flush()
    record(
        "campaign.table",
        "campaign",
        campaign_id,
        by=by,
        now=now,
        version=made.version,
        digest=made.digest,
        reason=reason,
    )
    return made
