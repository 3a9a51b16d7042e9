"""Public page that compares the contests of a campaign by standard scores."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.standard_tables import queries
from deqing_events.contests.standard_tables.showing import compared
from deqing_events.web import access

blueprint = Blueprint("standard_tables", __name__, url_prefix="/results/campaigns")


@blueprint.get("/<int:campaign_id>")
@access.public
def one(campaign_id: int) -> ResponseReturnValue:
    """Show everybody's standard scores; made from what is published, so that it says nothing before."""
    campaign = queries.campaign(campaign_id) or abort(404)
    held = compared(queries.standing(campaign_id))
    return render_template("contests/standard_tables/one.html", campaign=campaign, held=held)
