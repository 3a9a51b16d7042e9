"""The overall table as pages draw it: the one kept once the campaign is closed, else the one of now."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deqing_events.contests.campaign_tables import queries
from deqing_events.contests.campaign_tables.content import Content, overall, same_table
from deqing_events.contests.campaign_tables.models import CampaignTable
from deqing_events.contests.campaign_tables.queries import Item
from deqing_events.contests.campaign_tables.tables import DEEPEST, columns_of, heading, word
from deqing_events.contests.results.tables import placings_text
from deqing_events.contests.results.team_content import points_text
from deqing_events.events.models import Campaign

Shown = dict[str, Any]
_PILLS = {"final": ("ok", "check"), "public_notice": ("warn", "clock"), "provisional": ("warn", "hourglass")}


@dataclass(frozen=True)
class Overall:
    """A campaign's table. ``kept`` is the latest that was kept, ``differs`` tells that results changed since."""

    campaign: Campaign
    content: Content
    kept: CampaignTable | None
    differs: bool

    @property
    def state(self) -> tuple[str, str, str]:
        """Pill kind, icon and word."""
        if self.content["complete"]:
            return "ok", "check", "已生效"
        return ("warn", "hourglass", "暂列") if self.content["rows"] else ("plain", "clock", "还没有成绩")


def of_now(campaign: Campaign, items: list[Item]) -> Overall:
    """Return the table to show; ``items`` are the campaign's."""
    now, held = overall(campaign, items), queries.kept(campaign.id)
    if not held:
        return Overall(campaign, now, None, differs=False)
    return Overall(campaign, held[0].content, held[0], differs=not same_table(held[0].content, now))


def team_shown(row: Content) -> Shown:
    """Return one delegation as the macro ``ranking_row`` takes it."""
    return {
        "place": row["rank"],
        "tied": row["tied"],
        "name": row["name"],
        "unit": placings_text(row["placings"], DEEPEST) or "没有人完赛",
        "award": row["award"],
        "total": row["points"],
        "parts": "分",
        "why": row["why"],
        "mine": False,
    }


def points_shown(content: Content) -> list[Shown]:
    """Return the delegations with their points per column, None where an item has none of them."""
    columns = columns_of(content)
    return [
        {
            **row,
            "by_item": [
                points_text(Fraction(item["exact"][row["name"]])) if row["name"] in item["exact"] else None
                for item in columns
            ],
            "placings_text": placings_text(row["placings"], DEEPEST),
        }
        for row in content["rows"]
    ]


def item_shown(item: Content) -> Shown:
    """Return one item with its pill; its address leads to the results where there are some."""
    kind, icon = _PILLS.get(item["state"], ("plain", None))
    href = f"/results/{item['slug']}" if item["publication"] else f"/events/{item['slug']}"
    return {**item, "kind": kind, "icon": icon, "word": word(item), "heading": heading(item), "href": href}
