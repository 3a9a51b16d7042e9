"""Public page of a campaign's table: delegations by rank, each item's points, and the file."""

from flask import Blueprint, abort, render_template, request, session
from flask.typing import ResponseReturnValue

from deqing_events.contests.campaign_tables import queries
from deqing_events.contests.campaign_tables.queries import Item
from deqing_events.contests.campaign_tables.showing import item_shown, of_now, points_shown, team_shown
from deqing_events.contests.campaign_tables.tables import columns_of, left_out, overall_table
from deqing_events.contests.results import board
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.events.models import Campaign
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day
from deqing_events.web.pages import large_text

blueprint = Blueprint("campaign_tables", __name__, url_prefix="/campaigns")


@blueprint.get("/<int:campaign_id>")
@access.public
def one(campaign_id: int) -> ResponseReturnValue:
    """Show the table; made from what is published, so that it says nothing before."""
    campaign, items = _known(campaign_id)
    if request.query_string or "_flashes" in session:
        return _page(campaign, items)
    kept = queries.kept(campaign_id)
    state = (tuple(items), repr(campaign.league), campaign.name, kept[0].digest if kept else "")
    key = ("campaign", campaign_id, *state, large_text())
    return board.kept(key, f"campaign-{campaign_id}", lambda: _page(campaign, items))


@blueprint.get("/<int:campaign_id>/table.xlsx")
@access.public
def file(campaign_id: int) -> ResponseReturnValue:
    """Download the table."""
    held = of_now(*_known(campaign_id))
    table = overall_table(held.content, f"日期：{iso_day(clock.now())}")
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


def _known(campaign_id: int) -> tuple[Campaign, list[Item]]:
    """Return a campaign with something public in it, or 404."""
    campaign = queries.campaign(campaign_id) or abort(404)
    return campaign, queries.items(campaign_id) or abort(404)


def _page(campaign: Campaign, items: list[Item]) -> str:
    held = of_now(campaign, items)
    return render_template(
        "contests/campaign_tables/public.html",
        campaign=campaign,
        held=held,
        items=[item_shown(item) for item in held.content["items"]],
        columns=[item_shown(item) for item in columns_of(held.content)],
        lines=points_shown(held.content),
        left_out=left_out(held.content),
        rows=[team_shown(row) for row in held.content["rows"]],
    )
