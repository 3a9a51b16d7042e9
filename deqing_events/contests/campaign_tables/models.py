"""The overall table as it was kept."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, once


class CampaignTable(Base):
    """A frozen overall table: the first when the campaign is closed, a further one with each correction after it.

    Rows are appended, never changed; the highest version holds. While a campaign runs there is none: its table follows
    the items' publications.
    """

    __tablename__ = "campaign_table"
    __table_args__ = (once("campaign_id", "version", sentence="总积分榜刚被别人更新过，请刷新后再看。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
